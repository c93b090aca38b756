import { attachable } from '../shared/content-types.ts';
import { byId } from '../shared/elements.ts';

export interface ComposerHandlers {
  readonly onText: (text: string) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onTyping: () => void;
}

/** Connect's bound on a text message, in characters. */
const maxLength = 1_024;

/** Where messages are written: Enter sends, Shift+Enter is a new line, files are picked, dropped or pasted. */
export function wireComposer({ onText, onFiles, onTyping }: ComposerHandlers): void {
  const form = byId('composer', HTMLFormElement);
  const text = byId('message', HTMLTextAreaElement);
  const picker = byId('file', HTMLInputElement);
  const dropArea = byId('conversation', HTMLElement);
  const left = byId('characters-left', HTMLElement);

  function grow(): void {
    const lines = text.value.split('\n').length;
    text.rows = Math.min(6, Math.max(1, lines));
    const remaining = maxLength - lengthOf(text.value);
    left.hidden = remaining > 100;
    left.textContent = remaining < 0 ? `${-remaining} characters too long` : `${remaining} characters left`;
    text.setAttribute('aria-invalid', String(remaining < 0));
  }

  function submit(): void {
    const content = text.value.trim();
    if (content === '' || lengthOf(content) > maxLength) return;
    text.value = '';
    grow();
    onText(content);
    text.focus();
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
    grow();
    if (text.value !== '') onTyping();
  });
  text.addEventListener('paste', (event) => take(event, event.clipboardData));
  picker.accept = attachable;
  byId('attach', HTMLButtonElement).addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    onFiles([...(picker.files ?? [])]);
    picker.value = '';
  });
  dropArea.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    dropArea.classList.add('dropping');
  });
  for (const end of ['dragleave', 'drop'] as const) {
    dropArea.addEventListener(end, () => dropArea.classList.remove('dropping'));
  }
  dropArea.addEventListener('drop', (event) => take(event, event.dataTransfer));

  function take(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  }
}

/** In code points, as Connect counts. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
