import type { Attachment, Contact, Contacts, Item, Participant, StoredAttachment } from './contacts.ts';
import type { Timers } from './timers.ts';

/**
 * The scanner that an instance can have for attachments. While it looks, the attachment is IN_PROGRESS; what it finds
 * comes as the same item once more, APPROVED or REJECTED.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/setup-attachment-scanning.html
 */
export interface Scanner {
  readonly on: boolean;
  turn(on: boolean): void;
  /** Puts a completed attachment into the chat: approved at once, or as the scanner finds it. */
  take(contact: Contact, attachment: StoredAttachment, from: Participant): Item;
}

// The middle of the string that every scanner knows. Whole, it would make this very file a finding.
const signature = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';

export function createScanner(contacts: Contacts, timers: Timers, delayMs: number): Scanner {
  let scanning = false;
  return {
    get on() {
      return scanning;
    },
    turn(on) {
      scanning = on;
    },
    take(contact, attachment, from) {
      attachment.status = scanning ? 'IN_PROGRESS' : 'APPROVED';
      const item = contacts.post(contact, { Type: 'ATTACHMENT', Attachments: [entryOf(attachment)] }, from);
      if (scanning) {
        timers.after(delayMs, () => {
          attachment.status = isInfected(attachment) ? 'REJECTED' : 'APPROVED';
          contacts.update(contact, item.Id, { Attachments: [entryOf(attachment)] });
        });
      }
      return item;
    },
  };
}

function isInfected({ name, bytes }: StoredAttachment): boolean {
  return /eicar/i.test(name) || bytes?.includes(signature) === true;
}

function entryOf({ id, name, contentType, status = 'IN_PROGRESS' }: StoredAttachment): Attachment {
  return { AttachmentId: id, AttachmentName: name, ContentType: contentType, Status: status };
}
