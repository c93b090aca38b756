import type { ChatRow } from '../core/chat-rows.ts';
import { dueAt, isOpen, next, stateOf } from '../core/lifecycle.ts';
import { sessionRetention } from '../core/session.ts';
import { newTrace, type Trace } from '../core/trace.ts';
import { UpstreamError, type UpstreamFailure } from '../core/upstream-failure.ts';
import { wholeSeconds } from '../core/table-clock.ts';
import type { ReaperPorts } from './ports.ts';

/**
 * One look at all chats that are due: those whose time is over are ended. A row is closed first and its contact ended
 * after that, so that whoever comes back in between finds the chat closed, and nobody's who came back before is ended.
 * What is cut off anywhere, by a crash or by Connect, is still due, and the next sweep goes on with it.
 */

/** What a sweep has done: counts. */
export interface Swept {
  /** Chats closed because their page left, or by their time. */
  readonly ended: number;
  readonly expired: number;
  /** Chats that Connect has ended, as it says itself. */
  readonly over: number;
  /** Starts of which nobody knows whether Connect has made a contact, and which. */
  readonly unfound: number;
  /** Chats that are due and could not be ended now. */
  readonly failed: number;
  /** Why the last of these could not. */
  readonly reason: string | undefined;
  /** How late the latest of them was: milliseconds. */
  readonly lateness: number;
  /** How much the count of open chats was off. */
  readonly corrected: number;
}

/** Chats that a sweep looks at in one instance, at most. */
const most = 100;

/** Milliseconds between two chats: Connect takes two StopContact a second. */
const pace = 500;

/** Milliseconds after which a sweep begins with no further chat: the next one goes on. */
const longest = 45_000;

export async function sweep(instanceIds: readonly string[], ports: ReaperPorts): Promise<Swept> {
  const swept = { ended: 0, expired: 0, over: 0, unfound: 0, failed: 0, lateness: 0, corrected: 0 };
  let reason: string | undefined;
  const end = ports.now() + longest;
  for (const instanceId of instanceIds) {
    const trace = newTrace();
    for (const id of await ports.chats.due(instanceId, ports.now(), most, trace)) {
      if (ports.now() > end) break;
      try {
        const { done, late } = await reap(id, ports, trace);
        swept.lateness = Math.max(swept.lateness, late);
        if (done) swept[done]++;
        if (done) await ports.sleep(pace);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        swept.failed++;
        reason = `connect: ${reasonOf(error.failure)}`;
        // Whoever is over Connect's rate stays so for the rest of the sweep.
        if (error.failure.kind === 'throttled') break;
        await ports.sleep(pace);
      }
    }
    swept.corrected += await recount(instanceId, ports, trace);
  }
  return { ...swept, reason };
}

/** Never Connect's message, which may quote. */
function reasonOf(failure: UpstreamFailure): string {
  if (failure.kind === 'ambiguous') return failure.detail;
  return failure.kind === 'rejected' ? (failure.name ?? String(failure.status)) : failure.kind;
}

interface Reaped {
  /** Undefined where the chat goes on, or somebody else has ended it. */
  readonly done: 'ended' | 'expired' | 'over' | 'unfound' | undefined;
  readonly late: number;
}

const goesOn: Reaped = { done: undefined, late: 0 };

/** Ends one chat, if it is due as its row stands, and goes on with one that an earlier sweep has closed. */
async function reap(id: string, ports: ReaperPorts, trace: Trace): Promise<Reaped> {
  const row = await ports.chats.read(id, trace);
  const now = ports.now();
  if (row?.due === undefined || row.due > now) return goesOn;
  const late = now - row.due;
  const state = stateOf(row);
  const closed = next(state, 'due');
  if (isOpen(state)) {
    const due = dueAt(row);
    if (due !== undefined && wholeSeconds(due) * 1_000 > now) {
      const over = await overFrom(row, ports);
      if (over <= now) {
        await ports.sessions.end(id, now + sessionRetention, trace);
        return { done: 'over', late: 0 };
      }
      await ports.chats.postpone(row, Math.min(due, over), trace);
      return goesOn;
    }
    const how = closed === 'expired' ? 'expired' : 'over';
    if (!(await ports.chats.close(row, how, now + sessionRetention, trace))) return goesOn;
  }
  const found = await endContact(row, ports);
  if (!found) ports.unfound(row);
  await ports.chats.settle(row, trace);
  return { done: found ? (closed === 'expired' ? 'expired' : 'ended') : 'unfound', late };
}

/** Milliseconds from the end of a contact until a transfer would be listed that has ended it: seconds, as a rule. */
export const listedWithin = 15_000;

/**
 * From when on it is certain that a chat is over which is looked at before its time, as an event has asked for: epoch
 * milliseconds, Infinity for one that goes on. Two looks would not do: each may come just after a transfer of its own.
 */
async function overFrom(row: ChatRow, { contacts }: Pick<ReaperPorts, 'contacts'>): Promise<number> {
  const { instanceId, contactId, starting } = row;
  if (contactId === undefined || starting) return Infinity;
  const { ended } = await contacts.chat(instanceId, contactId);
  return ended === undefined ? Infinity : ended + listedWithin;
}

/** Ends the row's contact, or those that it was transferred to. Returns false where nobody knows which it is. */
export async function endContact(
  { instanceId, contactId }: Pick<ChatRow, 'instanceId' | 'contactId'>,
  { contacts }: Pick<ReaperPorts, 'contacts'>,
): Promise<boolean> {
  if (contactId === undefined) return false;
  // One that is gone may have been transferred.
  if (!(await contacts.stop(instanceId, contactId)))
    for (const later of (await contacts.chat(instanceId, contactId)).open)
      await contacts.stop(instanceId, later);
  return true;
}

/** How often a count is tried that changes meanwhile. */
const recounts = 3;

/** Sets the count of open chats to the number of their rows. Returns by how much it was off. */
async function recount(
  instanceId: string,
  { chats, openChats }: Pick<ReaperPorts, 'chats' | 'openChats'>,
  trace: Trace,
): Promise<number> {
  for (let time = 0; time < recounts; time++) {
    const read = await openChats.read(instanceId, trace);
    const count = await chats.count(instanceId, trace);
    if (read.count === count) return 0;
    if (await openChats.correct(instanceId, count, read, trace)) return Math.abs(read.count - count);
  }
  return 0;
}
