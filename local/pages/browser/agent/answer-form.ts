import { attachable, contentTypes } from '../shared/content-types.ts';
import { byId } from '../shared/elements.ts';

/** The agent API's own bound on a file, in bytes. */
const maxFileBytes = 1024 * 1024;
/** The automatic agent types once a message; a person's typing is told at most this often, in ms. */
const typingEveryMs = 5_000;

/** Acts in the chosen contact. Resolves with whether that worked, and never rejects. */
export type Act = (action: string, body?: unknown) => Promise<boolean>;

/** The form with which an agent says and shows things in the chosen contact. */
export function wireAnswerForm(act: Act, onProblem: (error: unknown) => void): void {
  const form = byId('answer', HTMLFormElement);
  const text = byId('message', HTMLTextAreaElement);
  const picker = byId('file', HTMLInputElement);
  const markdown = byId('markdown', HTMLInputElement);
  const asSystem = byId('as-system', HTMLInputElement);
  let typedAt = 0;

  function submit(): void {
    const Content = text.value.trim();
    if (Content === '') return;
    text.value = '';
    typedAt = 0;
    void act('message', {
      Content,
      ContentType: markdown.checked ? contentTypes.markdown : contentTypes.text,
      From: asSystem.checked ? 'SYSTEM' : 'AGENT',
    });
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
    text.rows = Math.min(6, text.value.split('\n').length);
    if (text.value === '' || asSystem.checked || Date.now() - typedAt < typingEveryMs) return;
    typedAt = Date.now();
    void act('typing');
  });
  picker.accept = attachable;
  byId('attach', HTMLButtonElement).addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? [];
    picker.value = '';
    if (file === undefined) return;
    if (file.size > maxFileBytes) onProblem(new Error('A file may have 1 MB at most'));
    else attach(file, act).catch(onProblem);
  });
  byId('view', HTMLButtonElement).addEventListener('click', () => void act('view'));
  byId('sign-in', HTMLButtonElement).addEventListener('click', () => void act('sign-in'));
}

async function attach(file: File, act: Act): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  await act('attachment', { AttachmentName: file.name, ContentType: file.type, Base64: btoa(binary) });
}
