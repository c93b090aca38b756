import { StoreError } from '../../../lambdas/core/ports.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { hear } from '../../../lambdas/reaper/contact-event.ts';
import type { ReaperPorts } from '../../../lambdas/reaper/ports.ts';
import { sweep } from '../../../lambdas/reaper/sweep.ts';
import type { Asking, Result, Woken } from './asked.ts';

/** The function that ends chats, as a process of the search. */

export async function reaped(woken: Woken['reaper'], ports: ReaperPorts): Promise<Result> {
  try {
    const body = woken === 'sweep' ? await sweep(['instance'], ports) : await hear(woken, ports);
    return { status: 200, body, ledger: undefined };
  } catch (error) {
    // It comes again: within the minute, or as Lambda brings an event twice more.
    if (error instanceof StoreError || error instanceof UpstreamError)
      return { status: 503, body: undefined, ledger: undefined };
    return { status: 500, body: undefined, ledger: undefined, defect: String(error) };
  }
}

export function reaperPortsOver(call: Asking, now: () => number): ReaperPorts {
  return {
    chats: {
      due: (id, until, most) => call('chats', 'due', [id, until, most]),
      count: (id) => call('chats', 'count', [id]),
      read: (id) => call('chats', 'read', [id]),
      ofContact: (id) => call('chats', 'ofContact', [id]),
      close: (row, how, expires) => call('chats', 'close', [row, how, expires]),
      postpone: (row, due) => call('chats', 'postpone', [row, due]),
      settle: (row) => call('chats', 'settle', [row]),
      found: (id, contactId) => call('chats', 'found', [id, contactId]),
    },
    sessions: { end: (id, expires) => call('sessions', 'end', [id, expires]) },
    openChats: {
      read: (id) => call('openChats', 'read', [id]),
      correct: (id, count, read) => call('openChats', 'correct', [id, count, read]),
    },
    contacts: {
      stop: (instance, contact) => call('contacts', 'stop', [instance, contact]),
      chat: (instance, contact) => call('contacts', 'chat', [instance, contact]),
      reference: (instance, contact) => call('contacts', 'reference', [instance, contact]),
    },
    unfound: () => undefined,
    now,
    sleep: (milliseconds) => call('sleep', 'sleep', [milliseconds]),
  };
}
