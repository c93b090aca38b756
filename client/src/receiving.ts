import type { Context } from './context.ts';
import type { Problem } from './problem.ts';
import type { Reading } from './reading.ts';
import { listen } from './socket.ts';

/** Sockets that never carried, in a row, before the transcript is read instead; and for how long it is, in ms. */
const socketsTried = 2;
const pollingMs = 60_000;
const pollFirstMs = 3_000;
const pollLastMs = 15_000;
/** A socket that lived so long was a good one, in ms. */
const goodSocketMs = 30_000;

export interface Receiving {
  readonly reading: Reading;
  /** An item of the socket. */
  readonly onItem: (item: unknown) => void;
  /** The transcript has been read, or never can be. */
  readonly onRead: () => void;
}

/** Receives, over sockets or by reading the transcript, until the chat is over. */
export async function receive(context: Context, { reading, onItem, onRead }: Receiving): Promise<void> {
  const { edges, store, call, state, over, pause, wait, show, goesOn, end } = context;
  const { now, random } = edges;
  let failures = 0;
  let idle = 0;

  function lost(problem?: Problem): void {
    show(state().status === 'connecting' ? 'connecting' : 'reconnecting', problem);
  }

  /** Reads the transcript again and again, for a minute: then a socket may be had. */
  async function poll(): Promise<void> {
    let pauseMs = pollFirstMs;
    for (const until = now() + pollingMs; goesOn() && now() < until;) {
      const before = state().items.size;
      const failed = await reading.readBack();
      if (!goesOn()) return;
      if (failed) lost(failed);
      else show('connected');
      if (!failed?.again) onRead();
      pauseMs = state().items.size > before ? pollFirstMs : Math.min(pauseMs * 1.5, pollLastMs);
      await pause(
        Math.max(pauseMs, failed?.retryAfter ?? 0) * (0.9 + random() / 5),
        failed?.kind === 'offline',
      );
    }
  }

  while (goesOn()) {
    const isBlocked = idle >= socketsTried;
    const result = await call(
      '/participant/connection',
      // Without a socket, Connect takes nobody for connected who does not say so.
      { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'], ...(isBlocked && { ConnectParticipant: true }) },
      over,
      ['Websocket'],
    );
    if (!goesOn()) return;
    if ('problem' in result) {
      if (result.problem.kind === 'over') return end();
      lost(result.problem);
      void reading.catchUp();
      await wait(failures++, result.problem);
      continue;
    }
    const opened = now();
    store.write('seen', opened);
    if (isBlocked) {
      await poll();
      idle -= 1;
      continue;
    }
    const carried = await listen({
      url: result.value.Websocket?.Url ?? '',
      edges,
      signal: over,
      onSubscribed() {
        show('connected');
        void reading.catchUp(true);
      },
      onItem,
    });
    reading.lost();
    idle = carried ? 0 : idle + 1;
    if (now() - opened > goodSocketMs) failures = 0;
    if (!goesOn()) return;
    lost();
    if (!carried) void reading.catchUp();
    await wait(failures++);
  }
}
