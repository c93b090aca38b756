import type { Context } from './context.ts';
import { problem } from './problem.ts';
import type { Reading } from './reading.ts';
import { echoOf, newest, nextOutgoing, type Item } from './state.ts';
import { rememberedMs } from './store.ts';

export interface OutboxParts {
  readonly reading: Reading;
  /** Whether it may be sent at the moment. */
  readonly isReady: () => boolean;
  /** Whether all that this visitor has said in the chat is known. */
  readonly isKnown: () => boolean;
}

/** Sends what waits, one after the other, so that it arrives in this order; and then the visitor's end. */
export function createOutbox(
  context: Context,
  { reading, isReady, isKnown }: OutboxParts,
): () => Promise<void> {
  const { edges, store, call, state, signal, wait, dispatch, show, isEnding, goesOn, end } = context;
  let busy = false;

  async function send(): Promise<void> {
    for (let failures = 0, next; !signal.aborted && (next = nextOutgoing(state()));) {
      const { key, content, contentType, tried } = next;
      if (!tried) {
        const after = isKnown() ? newest(state()) : undefined;
        dispatch({ type: 'tried', key, tried: { at: edges.now(), after } });
      }
      const isForgotten = tried && edges.now() - tried.at > rememberedMs;
      const result = isForgotten
        ? { problem: problem('unknown') }
        : await call(
            '/participant/message',
            { ContentType: contentType, Content: content, ClientToken: key },
            signal,
            ['Id', 'AbsoluteTime'],
          );
      if (signal.aborted) return;
      if ('value' in result) {
        failures = 0;
        if (reading.isLive()) show('connected');
        dispatch({ type: 'sent', key, id: result.value.Id, time: result.value.AbsoluteTime });
        continue;
      }
      const failed = result.problem;
      if (failed.again) {
        show(state().status, failed);
        await wait(failures++, failed);
        continue;
      }
      let echo: Item | undefined;
      if (failed.kind === 'unknown') {
        // Nobody knows: but it may stand in the transcript.
        await reading.readBack();
        const asked = state().outbox.find((one) => one.key === key);
        echo = asked && echoOf(state(), asked);
      }
      if (echo) dispatch({ type: 'sent', key, id: echo.Id, time: echo.AbsoluteTime });
      else dispatch({ type: 'failed', key, problem: failed });
      if (failed.kind === 'over') end();
    }
  }

  async function leave(): Promise<void> {
    const ClientToken = store.read('end') ?? edges.token();
    for (let failures = 0; goesOn(); failures += 1) {
      // Not cut off when the socket tells of the end first: the answer deletes the session's cookie.
      const result = await call('/participant/disconnect', { ClientToken });
      if ('value' in result || !result.problem.again) return end();
      await wait(failures, result.problem);
    }
  }

  return async () => {
    if (busy || !isReady()) return;
    busy = true;
    await send();
    if (isEnding()) await leave();
    busy = false;
  };
}
