import type { View } from '../api-types.ts';
import { parsed } from '../api.ts';
import { button, element } from './elements.ts';
import { listMember, member, textMember } from './json.ts';
import type { Speech } from './strings/speech.ts';
import { fieldTypes, viewField, type ViewField } from './view-fields.ts';

export interface ViewAnswer {
  readonly action: string;
  /** What was filled in, by the fields' names. */
  readonly data: Readonly<Record<string, string>>;
}

/** A view is written by whoever configures the contact flow: bounded, and shown as text only. */
const maxDepth = 12;

/** Actions that lead away from a form: what is filled in need not be right for them. */
const leaving = /^(cancel|back|previous|edit|skip|close)\b/i;

/**
 * The fields and buttons of a view's template. Of components it does not know it shows what they contain; a view
 * without a template offers its actions.
 */
export function viewForm(
  view: View,
  viewData: unknown,
  say: Speech,
  answer: (answer: ViewAnswer) => void,
): readonly Node[] {
  const fields: ViewField[] = [];
  const actions = view.Content.Actions ?? [];
  const shown = listMember(parsed(view.Content.Template ?? ''), 'Body').flatMap((part) => component(part, 0));
  const hasButtons = shown.some((node) => node.matches('button') || node.querySelector('button') !== null);
  return hasButtons
    ? shown
    : [
        ...shown,
        element('div', { class: 'choices' }, ...actions.map((action) => button(action, act(action)))),
      ];

  function act(action: string): () => void {
    return () => {
      const wrong = leaving.test(action) ? [] : fields.map((field) => field.check());
      const first = wrong.find((control) => control !== undefined);
      if (first !== undefined) return first.focus();
      answer({ action, data: Object.fromEntries(fields.map(({ name, value }) => [name, value()])) });
    };
  }

  function component(part: unknown, depth: number): readonly HTMLElement[] {
    if (depth > maxDepth) return [];
    const type = textMember(part, 'Type') ?? '';
    const prop = (name: string): unknown => resolved(member(part, 'Props', name), viewData);
    const words = (name: string): string | undefined => {
      const value = prop(name);
      return typeof value === 'string' ? value : undefined;
    };
    const label = words('Label') ?? '';
    const children = listMember(part, 'Content').flatMap((child) => component(child, depth + 1));
    if (type === 'Button') {
      const action = words('Action') ?? label;
      return [button(label === '' ? action : label, act(action), { dir: 'auto' })];
    }
    if (fieldTypes.has(type)) {
      const initial = prop('DefaultValue');
      const options = prop('Options');
      const field = viewField(
        {
          type,
          label,
          name: words('Name') ?? textMember(part, '_id') ?? label,
          helper: words('HelperText'),
          inputType: words('InputType'),
          initial: ['string', 'number', 'boolean'].includes(typeof initial) ? String(initial) : '',
          required: prop('Required') === true,
          options: Array.isArray(options) ? options : [],
        },
        say,
      );
      fields.push(field);
      return [field.node];
    }
    if (type === 'Form' || type === 'Container') {
      const buttons = children.filter((child) => child.matches('button'));
      return [
        ...problem(prop('ErrorText')),
        ...children.filter((child) => !child.matches('button')),
        ...(buttons.length > 0 ? [element('div', { class: 'choices' }, ...buttons)] : []),
      ];
    }
    const text = words('Text') ?? words('Heading') ?? words('Title');
    return text === undefined ? children : [element('p', { class: 'text', dir: 'auto' }, text), ...children];
  }
}

/** What was wrong with the last answer, as the flow says it. */
function problem(text: unknown): readonly HTMLElement[] {
  const header = textMember(text, 'Header') ?? (typeof text === 'string' ? text : undefined);
  const content = textMember(text, 'Content');
  if (header === undefined && content === undefined) return [];
  return [
    element(
      'div',
      { class: 'form-error', role: 'alert', dir: 'auto' },
      header === undefined ? undefined : element('strong', {}, header),
      content === undefined ? undefined : element('p', {}, content),
    ),
  ];
}

/** "$.Name" stands for the data sent with the view. */
function resolved(value: unknown, viewData: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('$.')) return value;
  return member(viewData, ...value.slice(2).split('.'));
}
