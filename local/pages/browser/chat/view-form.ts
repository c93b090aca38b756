import { button, element } from '../shared/elements.ts';
import { member, parsed, textMember } from '../shared/json.ts';

export interface ViewAnswer {
  readonly action: string;
  /** What was filled in, by the fields' names. */
  readonly data: Readonly<Record<string, string>>;
}

/** A view is written by whoever configures the contact flow: bounded, and shown as text only. */
const maxDepth = 12;

/**
 * The fields and buttons of a view's template. Of components it does not know it shows what they contain; a view
 * without a template offers its actions.
 */
export function viewForm(
  view: connect.View | undefined,
  viewData: unknown,
  answer: (answer: ViewAnswer) => void,
): readonly Node[] {
  const inputs = new Map<string, () => string>();
  const act = (action: string): void =>
    answer({ action, data: Object.fromEntries([...inputs].map(([name, value]) => [name, value()])) });
  const actions = view?.Content?.Actions ?? [];
  const body = member(parsed(view?.Content?.Template), 'Body');
  const shown = (Array.isArray(body) ? body : []).flatMap((part) => component(part, 0));
  const hasButtons = shown.some((node) => node.querySelector('button') !== null || node.matches('button'));
  return hasButtons
    ? shown
    : [
        ...shown,
        element('div', { class: 'choices' }, ...actions.map((action) => button(action, () => act(action)))),
      ];

  function component(part: unknown, depth: number): readonly HTMLElement[] {
    if (depth > maxDepth) return [];
    const type = textMember(part, 'Type') ?? '';
    const prop = (name: string): string | undefined => resolved(textMember(part, 'Props', name), viewData);
    const label = prop('Label') ?? '';
    const name = prop('Name') ?? textMember(part, '_id') ?? label;
    const content = member(part, 'Content');
    const children = (Array.isArray(content) ? content : []).flatMap((child) => component(child, depth + 1));
    switch (type) {
      case 'Button': {
        const action = prop('Action') ?? label;
        return [button(label === '' ? action : label, () => act(action))];
      }
      case 'FormInput':
      case 'TextInput':
      case 'TextArea':
      case 'DatePicker': {
        const control =
          type === 'TextArea'
            ? element('textarea', { rows: '3' })
            : element('input', { type: type === 'DatePicker' ? 'date' : 'text' });
        control.value = prop('DefaultValue') ?? '';
        inputs.set(name, () => control.value);
        return [element('label', {}, label, control)];
      }
      case 'Dropdown':
      case 'RadioGroup': {
        const control = element('select', {}, ...options(member(part, 'Props', 'Options')));
        inputs.set(name, () => control.value);
        return [element('label', {}, label, control)];
      }
      case 'Checkbox': {
        const control = element('input', { type: 'checkbox' });
        inputs.set(name, () => String(control.checked));
        return [element('label', { class: 'check' }, control, label)];
      }
      case 'Form':
      case 'Container': {
        const rows = children.filter((child) => !child.matches('button'));
        const buttons = children.filter((child) => child.matches('button'));
        return [...rows, ...(buttons.length > 0 ? [element('div', { class: 'choices' }, ...buttons)] : [])];
      }
      default: {
        const text = prop('Text') ?? prop('Heading') ?? prop('Title');
        return text === undefined ? children : [element('p', { class: 'text' }, text), ...children];
      }
    }
  }
}

function options(given: unknown): readonly HTMLOptionElement[] {
  return (Array.isArray(given) ? given : []).map((option) => {
    const value = textMember(option, 'Value') ?? String(option);
    return element('option', { value }, textMember(option, 'Label') ?? value);
  });
}

/** "$.Name" stands for the data sent with the view. */
function resolved(value: string | undefined, viewData: unknown): string | undefined {
  return value?.startsWith('$.') ? textMember(viewData, ...value.slice(2).split('.')) : value;
}
