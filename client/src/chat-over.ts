import type { Routes } from './api-types.ts';
import type { Chat } from './chat.ts';
import type { Context } from './context.ts';
import { ChatError, problem } from './problem.ts';
import { pageBefore } from './reading.ts';
import { isItem, isOver, newest, type ChatEvent, type MessageType, type State } from './state.ts';
import type { Tabs } from './tabs.ts';
import { snapshotOf, type Snapshot } from './view.ts';

export interface ChatParts extends Context {
  /** Shows something in this tab. */
  readonly hear: (event: ChatEvent) => void;
  readonly listeners: Set<() => void>;
  readonly leads: () => boolean;
  readonly ask: Tabs['ask'];
  readonly close: () => void;
}

/** A request that a person waits for is repeated so often before it is told that it has failed. */
const repetitions = 3;

/** What a page sees of a chat. */
export function chatOver(parts: ChatParts): Chat {
  const { edges, store, call, state, signal, wait, hear, listeners, leads, ask, close } = parts;
  let shown: State | undefined;
  let snapshot: Snapshot;

  async function request<Path extends keyof Routes>(
    path: Path,
    body: Routes[Path]['request'],
    stop: AbortSignal = signal,
  ): Promise<Routes[Path]['answer']> {
    for (let failures = 0; ; failures += 1) {
      const result = await call(path, body, stop);
      if ('value' in result) return result.value;
      if (!result.problem.again || failures >= repetitions || stop.aborted)
        throw new ChatError(result.problem);
      await wait(failures, result.problem);
    }
  }

  function send(content: string, contentType: MessageType = 'text/plain'): string {
    const { outbox } = state();
    const outgoing = {
      key: edges.token(),
      content,
      contentType,
      at: Math.max(edges.now(), ...outbox.map((one) => one.at + 1)),
      below: newest(state()),
    };
    if (signal.aborted || isOver(state())) {
      hear({ type: 'queued', outgoing: { ...outgoing, failed: problem('over') } });
      return outgoing.key;
    }
    if (!leads()) {
      // Kept before anything else happens: a tab that closes now loses nothing.
      store.keep(outgoing);
      hear({ type: 'queued', outgoing });
    }
    ask({ type: 'send', outgoing });
    return outgoing.key;
  }

  const chat: Chat = {
    getSnapshot() {
      if (shown !== state()) snapshot = snapshotOf((shown = state()));
      return snapshot;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    showFile: (file) => hear({ type: 'file', file }),
    retry(key) {
      state()
        .files.find((file) => file.key === key && file.failed)
        ?.again();
      const outgoing = state().outbox.find((one) => one.key === key && one.failed);
      if (!outgoing) return;
      chat.discard(key);
      // What has failed for good is another request now: its ClientToken would be answered the same.
      send(outgoing.content, outgoing.contentType);
    },
    discard(key) {
      const file = state().files.find((one) => one.key === key);
      file?.stop();
      if (file || signal.aborted) hear({ type: 'dropped', key });
      else ask({ type: 'discard', key });
    },
    typing: () => ask({ type: 'typing' }),
    read: () => ask({ type: 'read' }),
    refresh: () => ask({ type: 'refresh' }),
    async loadEarlier() {
      const { earlier } = state();
      if (!earlier) return;
      const { Transcript, NextToken = '' } = await request('/participant/transcript', pageBefore(earlier));
      hear({ type: 'items', items: Transcript.filter(isItem), earlier: NextToken });
    },
    request,
    end: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isOver(state()) && !signal.aborted) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        ask({ type: 'end' });
        look();
      }),
    close,
  };
  return chat;
}
