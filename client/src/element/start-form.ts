import { availability } from '../waiting.ts';
import { element, setText } from './elements.ts';
import type { Parts } from './parts.ts';
import type { Field } from './settings.ts';
import type { StringName } from './strings/english.ts';
import { watch } from './watch.ts';
import { availabilityText } from './words.ts';

const availabilityEveryMs = 30_000;

/** What a visitor has filled in. */
export interface Introduction {
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly entryPoint: string | undefined;
}

export interface StartForm {
  readonly form: HTMLFormElement;
  /** Asks whether a chat would be answered, until `signal` ends. */
  watch(signal: AbortSignal): void;
  setBusy(isBusy: boolean): void;
  fail(text: string): void;
  focus(): void;
}

interface ShownField {
  readonly node: HTMLElement;
  readonly control: HTMLInputElement | HTMLSelectElement;
  /** Says what is wrong. Answers whether something is. */
  isWrong(): boolean;
}

type Control = ShownField['control'];

const wordsOf: Readonly<Record<Field, readonly [label: StringName, wrong: StringName]>> = {
  name: ['name', 'nameMissing'],
  email: ['email', 'emailInvalid'],
  topic: ['topic', 'topicMissing'],
};

/** What is asked before a chat: name, e-mail, topic, as the page wants it. */
export function createStartForm(parts: Parts, onStart: (introduction: Introduction) => void): StartForm {
  const { say, settings } = parts;
  const heading = element(settings.mode === 'page' ? 'h2' : 'h3', { id: 'heading' }, say.text('heading'));
  const open = element('p', { id: 'availability', role: 'status' });
  const error = element('p', { class: 'error', role: 'alert' });
  const submit = element('button', { id: 'start-button', class: 'primary' }, say.text('start'));
  const fields = settings.fields.map((name) => showField(name, controlOf(name)));
  const form = element(
    'form',
    { id: 'start', novalidate: true, 'aria-labelledby': 'heading' },
    heading,
    element('p', {}, say.text('introduction')),
    open,
    element('slot', { name: 'before-start' }),
    ...fields.map(({ node }) => node),
    submit,
    error,
  );
  const valueOf = (name: Field): string => fields[settings.fields.indexOf(name)]?.control.value.trim() ?? '';

  function controlOf(name: Field): Control {
    if (name === 'topic')
      return element(
        'select',
        { id: 'topic', required: true },
        element('option', { value: '' }, say.text('topicNone')),
        ...settings.topics.map(({ value, label }) => element('option', { value }, label)),
      );
    return element('input', {
      id: name === 'name' ? 'display-name' : name,
      name,
      type: name === 'email' ? 'email' : 'text',
      maxlength: '256',
      required: true,
      autocomplete: name,
      dir: name === 'name' ? 'auto' : undefined,
    });
  }

  function showField(name: Field, control: Control): ShownField {
    const [label, wrong] = wordsOf[name];
    const problem = element('p', { id: `${control.id}-error`, class: 'error' });
    control.setAttribute('aria-describedby', problem.id);
    const isWrong = (): boolean => {
      const isGood = control.value.trim() !== '' && control.validity.valid;
      setText(problem, isGood ? '' : say.text(wrong));
      control.setAttribute('aria-invalid', String(!isGood));
      return !isGood;
    };
    control.addEventListener('input', () => problem.textContent !== '' && isWrong());
    return {
      node: element(
        'div',
        { class: 'field' },
        element('label', { for: control.id }, say.text(label)),
        control,
        problem,
      ),
      control,
      isWrong,
    };
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    setText(error, '');
    const wrong = fields.filter((field) => field.isWrong());
    if (wrong.length > 0) return wrong[0]?.control.focus();
    const topic = settings.topics.find(({ value }) => value === valueOf('topic'));
    const given = (['email', 'topic'] as const).filter((name) => settings.fields.includes(name));
    onStart({
      displayName: settings.fields.includes('name') ? valueOf('name') : say.text('guest'),
      attributes: Object.fromEntries(given.map((name) => [name, valueOf(name)])),
      entryPoint: topic?.entryPoint ?? settings.entryPoint,
    });
  });

  return {
    form,
    watch(signal) {
      const { endpoint, entryPoint } = settings;
      if (endpoint === undefined) return;
      const ask = async (): Promise<void> => {
        const answer = await availability({
          endpoint,
          signal,
          ...(entryPoint !== undefined && { entryPoint }),
        });
        if (signal.aborted) return;
        setText(open, availabilityText(say, answer));
        open.className = answer.State.toLowerCase();
      };
      watch(ask, availabilityEveryMs, signal);
    },
    setBusy(isBusy) {
      submit.disabled = isBusy;
      setText(submit, say.text(isBusy ? 'starting' : 'start'));
    },
    fail: (text) => setText(error, text),
    focus: () => (fields[0]?.control ?? submit).focus(),
  };
}
