import type { Attachment } from '../api-types.ts';
import { downloadFile } from '../download-file.ts';
import { button, element, icon, save, setText } from './elements.ts';
import type { Parts } from './parts.ts';

/** Pictures a browser only ever draws; an SVG would be a document. */
const previewed: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);

/** A file of the chat: its name, a picture where it is one, and a button to save it. */
export function showAttachment(attachment: Attachment, parts: Parts): HTMLElement {
  const { AttachmentId, AttachmentName: name = '', ContentType = '', Status = 'APPROVED' } = attachment;
  const { say, signal } = parts;
  const status = element('p', { class: 'note', role: 'status' });
  const picture = element('img', { class: 'preview', alt: name, hidden: true });
  const download = button(say.text('download'), () => void take(), {
    'aria-label': say.text('downloadFile', { name }),
    class: 'small',
  });
  let loading: Promise<Blob> | undefined;

  async function load(): Promise<Blob> {
    const chat = parts.chat();
    if (chat === undefined) throw new Error('There is no chat');
    loading ??= downloadFile(chat, AttachmentId, signal);
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  async function preview(): Promise<void> {
    try {
      const url = URL.createObjectURL(new Blob([await load()], { type: ContentType }));
      signal.addEventListener('abort', () => URL.revokeObjectURL(url));
      picture.src = url;
      picture.hidden = false;
    } catch {
      // The button still offers it, and says why not.
    }
  }

  async function take(): Promise<void> {
    download.disabled = true;
    try {
      save(await load(), name);
      setText(status, '');
    } catch {
      setText(status, say.text('fileFailed'));
    } finally {
      download.disabled = false;
    }
  }

  const isThere = Status === 'APPROVED';
  if (!isThere) setText(status, say.text(Status === 'REJECTED' ? 'fileRejected' : 'fileScanned'));
  else if (previewed.has(ContentType)) void preview();
  return element(
    'div',
    { class: 'attachment' },
    picture,
    element(
      'div',
      { class: 'attachment-row' },
      element('p', { class: 'file-name', dir: 'auto' }, name),
      isThere ? download : undefined,
    ),
    status,
  );
}

/** A file on its way. */
export interface ShownUpload {
  readonly node: HTMLElement;
  /** `progress`: from 0 to 1; undefined once it has failed. */
  update(progress: number | undefined): void;
}

export function showUpload(name: string, key: string, { say, chat }: Parts): ShownUpload {
  const bar = element('progress', { max: '1', 'aria-label': say.text('progress', { name }) });
  const cancel = button(icon('close'), () => chat()?.discard(key), {
    class: 'small',
    'aria-label': say.text('cancelUpload', { name }),
  });
  const row = element('div', { class: 'attachment-row' }, bar, cancel);
  return {
    node: element(
      'div',
      { class: 'attachment' },
      element('p', { class: 'file-name', dir: 'auto' }, name),
      row,
    ),
    update(progress) {
      row.hidden = progress === undefined;
      if (progress !== undefined) bar.value = progress;
    },
  };
}
