import { element } from './elements.ts';
import { textMember } from './json.ts';
import type { Speech } from './strings/speech.ts';

/** A field of a view. */
export interface ViewField {
  readonly node: HTMLElement;
  readonly name: string;
  readonly value: () => string;
  /** Says what is wrong with it. Answers what is to be focused; undefined where all is well. */
  check(): HTMLElement | undefined;
}

/** What a template says of a field. */
export interface FieldProps {
  readonly type: string;
  readonly name: string;
  readonly label: string;
  readonly helper: string | undefined;
  readonly inputType: string | undefined;
  readonly initial: string;
  readonly required: boolean;
  readonly options: readonly unknown[];
}

const inputTypes: ReadonlySet<string> = new Set([
  'text',
  'email',
  'number',
  'tel',
  'url',
  'password',
  'date',
  'time',
]);
const typeOf: Readonly<Record<string, string>> = {
  DatePicker: 'date',
  TimeInput: 'time',
  Checkbox: 'checkbox',
};

export const fieldTypes: ReadonlySet<string> = new Set([
  'FormInput',
  'TextInput',
  'TextArea',
  'DatePicker',
  'TimeInput',
  'Dropdown',
  'RadioGroup',
  'Checkbox',
]);

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

let fields = 0;

/**
 * A field of the kinds that Connect's views have.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/view-resources-managed-view.html
 */
export function viewField(props: FieldProps, say: Speech): ViewField {
  const id = `field-${++fields}`;
  const { name, label, helper, required } = props;
  const error = element('p', { id: `${id}-error`, class: 'error', role: 'alert' });
  const help = element('p', { id: `${id}-help`, class: 'note', dir: 'auto' }, helper);
  const mark = required ? ` (${say.text('required')})` : '';
  const isRadio = props.type === 'RadioGroup';
  const radios = isRadio ? props.options.map((option) => radio(option)) : [];
  const control: Control | undefined = isRadio ? radios[0] : controlOf(props, say);
  const described = `${helper === undefined ? '' : help.id} ${error.id}`.trim();

  function radio(option: unknown): HTMLInputElement {
    const made = element('input', { type: 'radio', name: id, value: optionOf(option).value, required });
    made.checked = made.value === props.initial;
    return made;
  }

  function node(): HTMLElement {
    if (isRadio)
      return element(
        'fieldset',
        { class: 'field', role: 'radiogroup', 'aria-describedby': described },
        element('legend', { dir: 'auto' }, label + mark),
        ...radios.map((made, index) =>
          element('label', { class: 'check', dir: 'auto' }, made, optionOf(props.options[index]).label),
        ),
        helper === undefined ? undefined : help,
        error,
      );
    control?.setAttribute('id', id);
    control?.setAttribute('aria-describedby', described);
    const isCheck = props.type === 'Checkbox';
    const text = element('label', { for: id, dir: 'auto' }, label + mark);
    return element(
      'div',
      { class: isCheck ? 'field check' : 'field' },
      ...(isCheck ? [control, text] : [text, control]),
      helper === undefined ? undefined : help,
      error,
    );
  }

  return {
    node: node(),
    name,
    value() {
      if (isRadio) return radios.find(({ checked }) => checked)?.value ?? '';
      if (props.type === 'Checkbox') return String((control as HTMLInputElement).checked);
      return control?.value ?? '';
    },
    check() {
      if (control === undefined) return undefined;
      const { valid, valueMissing } = control.validity;
      const isBlank = required && control.value.trim() === '';
      error.textContent =
        valid && !isBlank ? '' : say.text(valueMissing || isBlank ? 'fieldMissing' : 'fieldInvalid');
      for (const one of isRadio ? radios : [control])
        if (error.textContent === '') one.removeAttribute('aria-invalid');
        else one.setAttribute('aria-invalid', 'true');
      return error.textContent === '' ? undefined : control;
    },
  };
}

function controlOf(
  { type, inputType = 'text', initial, required, options }: FieldProps,
  say: Speech,
): Control {
  if (type === 'Dropdown') {
    const control = element(
      'select',
      { required },
      element('option', { value: '' }, say.text('choose')),
      ...options.map((option) => {
        const { value, label } = optionOf(option);
        return element('option', { value }, label);
      }),
    );
    control.value = initial;
    return control;
  }
  if (type === 'TextArea') {
    const control = element('textarea', { rows: '3', required, dir: 'auto' });
    control.value = initial;
    return control;
  }
  const asked = typeOf[type] ?? (inputTypes.has(inputType) ? inputType : 'text');
  const control = element('input', { type: asked, required, dir: asked === 'text' ? 'auto' : undefined });
  if (asked === 'checkbox') control.checked = initial === 'true';
  else control.value = initial;
  return control;
}

function optionOf(option: unknown): { readonly value: string; readonly label: string } {
  const value = textMember(option, 'Value') ?? (typeof option === 'string' ? option : '');
  return { value, label: textMember(option, 'Label') ?? value };
}
