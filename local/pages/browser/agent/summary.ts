import { contentTypes } from '../shared/content-types.ts';
import { parsed, textMember } from '../shared/json.ts';
import type { ContactItem } from './contact.ts';

const kinds: Readonly<Record<string, string>> = {
  ListPicker: 'List picker',
  TimePicker: 'Time picker',
  Panel: 'Panel',
  QuickReply: 'Quick reply',
  Carousel: 'Carousel',
  ViewResource: 'Form',
};

const fileStates = { APPROVED: '', IN_PROGRESS: ' (being scanned)', REJECTED: ' (rejected)' };

/** A message or a file in one line, whatever it is made of. */
export function summary({ Type, ContentType, Content = '', Attachments = [] }: ContactItem): string {
  if (Type === 'ATTACHMENT') {
    const names = Attachments.map(({ AttachmentName, Status }) => AttachmentName + fileStates[Status]);
    return `File: ${names.join(', ')}`;
  }
  if (ContentType === contentTypes.interactive) {
    const message = parsed(Content);
    const kind = kinds[textMember(message, 'templateType') ?? ''] ?? 'Interactive message';
    const title =
      textMember(message, 'data', 'content', 'viewData', 'Heading') ??
      textMember(message, 'data', 'content', 'title');
    return title === undefined ? kind : `${kind}: ${title}`;
  }
  if (ContentType === contentTypes.interactiveResponse) {
    return textMember(parsed(Content), 'action') ?? Content;
  }
  return Content;
}
