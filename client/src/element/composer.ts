import { attachable } from '../attachment-types.ts';
import { sendFile } from '../send-file.ts';
import { button, element, icon, setText } from './elements.ts';
import type { Kept } from './kept.ts';
import type { Parts } from './parts.ts';

/** Connect's bound on a text message, in characters. */
const maxLength = 1_024;
/** So many characters before it, it is told how many are left. */
const tellFrom = 100;

export interface Composer {
  readonly form: HTMLFormElement;
  focus(): void;
}

/** Where messages are written: Enter sends, Shift+Enter is a new line, files are picked, dropped or pasted. */
export function createComposer(parts: Parts, kept: Kept, dropArea: HTMLElement): Composer {
  const { say, chat, signal } = parts;
  const picker = element('input', {
    id: 'file',
    type: 'file',
    multiple: true,
    hidden: true,
    accept: attachable,
  });
  const attach = button(icon('clip'), () => picker.click(), {
    id: 'attach',
    class: 'round',
    'aria-label': say.text('attach'),
    title: say.text('attach'),
  });
  const label = element('label', { class: 'visually-hidden', for: 'message' }, say.text('message'));
  const text = element('textarea', {
    id: 'message',
    rows: '1',
    placeholder: say.text('placeholder'),
    'aria-describedby': 'characters',
  });
  const send = element(
    'button',
    { id: 'send', class: 'primary round', 'aria-label': say.text('send'), title: say.text('send') },
    icon('send'),
  );
  const characters = element('p', { id: 'characters', role: 'status' });
  const form = element('form', { id: 'composer' }, picker, attach, label, text, send, characters);
  text.value = kept.read('draft');

  function look(): void {
    const left = maxLength - lengthOf(text.value);
    setText(
      characters,
      left < 0
        ? say.text('charactersOver', { count: -left })
        : left <= tellFrom
          ? say.text('charactersLeft', { count: left })
          : '',
    );
    characters.ariaLive = left < 0 ? 'assertive' : 'polite';
    form.classList.toggle('too-long', left < 0);
    text.setAttribute('aria-invalid', String(left < 0));
    send.disabled = left < 0;
    // An empty field is written as its language is, and a text as its own is.
    text.dir = text.value === '' ? say.direction : 'auto';
    grow();
  }

  /** As high as its text; the style sheet says how high at most. */
  function grow(): void {
    if (CSS.supports('field-sizing', 'content')) return;
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
  }

  function submit(): void {
    const content = text.value.trim();
    if (content === '' || lengthOf(content) > maxLength) return;
    text.value = '';
    kept.write('draft', '');
    look();
    chat()?.send(content);
    text.focus();
  }

  function sendFiles(files: Iterable<File>): void {
    const one = chat();
    if (one !== undefined) for (const file of files) sendFile(one, file);
  }

  function take(event: Event, data: DataTransfer | null): void {
    if (data === null || data.files.length === 0) return;
    event.preventDefault();
    sendFiles(data.files);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  text.addEventListener('input', () => {
    kept.write('draft', text.value);
    look();
    // After the frame that shows the key: a request takes a slow phone as long as all the rest.
    setTimeout(() => text.value !== '' && chat()?.typing());
  });
  text.addEventListener('paste', (event) => take(event, event.clipboardData));
  picker.addEventListener('change', () => {
    sendFiles(picker.files ?? []);
    picker.value = '';
  });
  dropArea.dataset['drop'] = say.text('drop');
  dropArea.addEventListener(
    'dragover',
    (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dropArea.classList.add('dropping');
    },
    { signal },
  );
  for (const end of ['dragleave', 'drop'] as const)
    dropArea.addEventListener(end, () => dropArea.classList.remove('dropping'), { signal });
  dropArea.addEventListener('drop', (event) => take(event, event.dataTransfer), { signal });
  look();

  return { form, focus: () => text.focus() };
}

/** In code points, as Connect counts. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
