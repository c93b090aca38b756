import { button, element } from '../shared/elements.ts';
import type { Actions } from './actions.ts';

/** Pictures a browser only ever draws; an SVG would be a document. */
const previewed: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);

/** An attachment: its name, a picture where it is one, and a button to save it. */
export function showAttachment(attachment: connect.AttachmentItem, actions: Actions): HTMLElement {
  const { AttachmentId, AttachmentName, ContentType } = attachment;
  const status = element('p', { class: 'attachment-status', role: 'status', hidden: true });
  const picture = element('img', { class: 'preview', alt: AttachmentName, hidden: true });
  const save = button('Download', () => void download(), { 'aria-label': `Download ${AttachmentName}` });
  let loading: Promise<Blob> | undefined;

  async function load(): Promise<Blob> {
    loading ??= actions.download(AttachmentId);
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }

  async function preview(): Promise<void> {
    try {
      const blob = new Blob([await load()], { type: ContentType });
      picture.src = URL.createObjectURL(blob);
      picture.hidden = false;
    } catch {
      // The button still offers it, and says why not.
    }
  }

  async function download(): Promise<void> {
    save.disabled = true;
    try {
      const url = URL.createObjectURL(await load());
      // Saved, never opened: what a stranger sent must not become a document of this origin.
      element('a', { href: url, download: AttachmentName }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      status.hidden = true;
    } catch {
      status.textContent = 'The file could not be fetched. Please try again.';
      status.hidden = false;
    } finally {
      save.disabled = false;
    }
  }

  if (previewed.has(ContentType)) void preview();
  return element(
    'div',
    { class: 'attachment', 'data-attachment': AttachmentId },
    picture,
    element('div', { class: 'attachment-row' }, element('p', { class: 'file-name' }, AttachmentName), save),
    status,
  );
}
