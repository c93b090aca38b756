import type { Edges } from './edges.ts';
import type { Receipt } from './state.ts';

/** Of what arrives within this, one receipt tells: that of the newest, in ms. */
const gatherMs = 1_000;

/** Tells the others of the newest of their messages that it has arrived, and that it has been read. */
export interface Receipts {
  received(messageId: string): void;
  read(messageId: string | undefined): void;
}

export function createReceipts(
  after: Edges['after'],
  send: (kind: Receipt, messageId: string) => void,
): Receipts {
  let arrived: string | undefined;
  let seen: string | undefined;
  let lastSeen: string | undefined;
  let planned = false;

  function plan(): void {
    if (planned) return;
    planned = true;
    after(gatherMs, () => {
      if (seen) send('read', seen);
      if (arrived && arrived !== seen) send('delivered', arrived);
      arrived = seen = undefined;
      planned = false;
    });
  }

  return {
    received(messageId) {
      arrived = messageId;
      plan();
    },
    read(messageId) {
      if (!messageId || messageId === lastSeen) return;
      seen = lastSeen = messageId;
      plan();
    },
  };
}
