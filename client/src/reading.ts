import type { Transcript } from './api-types.ts';
import type { Result } from './api.ts';
import type { Context } from './context.ts';
import { problem, type Problem } from './problem.ts';
import { eventTypes, isItem, compare, isMine, placeOf, type Item, type Place } from './state.ts';

/** A typing event counts so long, in ms. */
const typingShownMs = 12_000;
const pageSize = 100;

/** How a page of the transcript is asked for: the items before those of `next`. */
export function pageBefore(next: string | undefined): object {
  return {
    MaxResults: pageSize,
    ScanDirection: 'BACKWARD',
    SortOrder: 'ASCENDING',
    ...(next && { NextToken: next }),
  };
}

/** What has been said, from the socket and from the transcript. */
export interface Reading {
  /** Takes an item of the socket. */
  take(item: unknown): void;
  /**
   * Reads the transcript back to what is known, however often that fails, until it is asked to again or the socket is
   * lost. `isLive`: a socket brings what is said from now on.
   */
  catchUp(isLive?: boolean): Promise<void>;
  /** The same, once. Resolves with what was wrong. */
  readBack(): Promise<Problem | undefined>;
  /** The socket is lost: what is said from now on does not arrive. */
  lost(): void;
  /** Whether all that has been said is known, or will be heard. */
  isLive(): boolean;
  /** Whether the transcript has been read. */
  hasRead(): boolean;
}

export function createReading(
  { edges, call, state, over, wait, dispatch, goesOn, end }: Context,
  onRead: () => void,
): Reading {
  // Up to here everything is known; undefined as long as nothing has been read.
  let anchor: Place | undefined;
  let live = false;
  let round = 0;
  let stopTyping: (() => void) | undefined;

  /** Whether no later reading has begun, and no socket was lost. */
  function isWanted(mine: number): boolean {
    return mine === round;
  }

  function add(found: readonly unknown[], earlier?: string): void {
    const items = found.filter(isItem);
    const typed = items.some((item) => item.ContentType === `${eventTypes}typing` && !isMine(state(), item));
    if (items.length > 0 || earlier !== undefined) dispatch({ type: 'items', items, earlier });
    if (typed) {
      stopTyping?.();
      stopTyping = edges.after(typingShownMs, () => dispatch({ type: 'typing' }));
    }
    const here = state().session?.contactId;
    // A persistent chat has the ends of the earlier ones in its transcript.
    const isEnd = items.some(
      ({ ContentType, RelatedContactId, ContactId = here }) =>
        ContentType === `${eventTypes}chat.ended` && !RelatedContactId && ContactId === here,
    );
    if (isEnd) end();
  }

  async function readBack(wanted = round): Promise<Problem | undefined> {
    let next: string | undefined = '';
    let last: Place | undefined;
    const isFirst = !anchor;
    do {
      const result: Result<Transcript> = await call('/participant/transcript', pageBefore(next), over, [
        'Transcript',
      ]);
      if ('problem' in result) {
        if (result.problem.kind === 'over') end();
        return result.problem;
      }
      if (!isWanted(wanted)) return problem('underway');
      const { Transcript: found, NextToken = '' }: Transcript = result.value;

      const oldest: Item | undefined = found[0];
      const newest: Item | undefined = found.at(-1);
      last ??= newest && placeOf(newest);
      add(found, isFirst ? NextToken : undefined);
      next = anchor && oldest && compare(placeOf(oldest), anchor) > 0 ? NextToken : '';
    } while (next && goesOn());
    anchor = last ?? [0, ''];
    return undefined;
  }

  return {
    take(item) {
      add([item]);
      // Without the reading that its socket began with, there may be a gap before it.
      if (live && isItem(item)) {
        const place = placeOf(item);
        if (anchor && compare(place, anchor) > 0) anchor = place;
      }
    },
    async catchUp(isLive = false) {
      const mine = ++round;
      for (let failures = 0; isWanted(mine) && goesOn(); failures += 1) {
        const failed = await readBack(mine);
        if (!isWanted(mine)) return;
        live = isLive && !failed;
        if (!failed?.again) return onRead();
        await wait(failures, failed);
      }
    },
    readBack: () => readBack(),
    lost() {
      live = false;
      round += 1;
    },
    isLive: () => live,
    hasRead: () => anchor !== undefined,
  };
}
