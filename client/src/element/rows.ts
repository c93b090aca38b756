import type { Message } from '../view.ts';

/** What stands in the log, from top to bottom. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** Whether it follows one of the same person. */
      readonly follows: boolean;
    };

/** The messages, with each day before its first one. `dayOf`: the same for all times of a day. */
export function rowsOf(messages: readonly Message[], dayOf: (time: number) => string): readonly Row[] {
  const rows: Row[] = [];
  const days = new Set<string>();
  let sender = '';
  for (const message of messages) {
    // What is on its way has no time yet.
    const day = message.time === 0 ? undefined : dayOf(message.time);
    if (day !== undefined && !days.has(day)) {
      days.add(day);
      rows.push({ kind: 'day', key: `day ${day}`, time: message.time });
      sender = '';
    }
    const next = senderOf(message);
    rows.push({ kind: 'message', key: message.key, message, follows: next !== '' && next === sender });
    sender = next;
  }
  return rows;
}

function senderOf({ type, mine, role, name }: Message): string {
  if (type === 'event') return '';
  return mine ? 'mine' : `${role} ${name}`;
}
