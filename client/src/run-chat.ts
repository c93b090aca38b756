import { createCall } from './api.ts';
import { backoff } from './backoff.ts';
import { begin } from './begin.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { chatOver } from './chat-over.ts';
import type { Context } from './context.ts';
import type { Edges } from './edges.ts';
import { createOutbox } from './outbox.ts';
import { createPauses } from './pauses.ts';
import type { Problem } from './problem.ts';
import { createReading } from './reading.ts';
import { createReceipts } from './receipts.ts';
import { receive } from './receiving.ts';
import {
  apply,
  eventTypes,
  isDone,
  isItem,
  isKnown,
  isMine,
  isOver,
  nextOutgoing,
  nothing,
  type ChatEvent,
  type State,
} from './state.ts';
import type { Store } from './store.ts';
import { openTabs, type Action } from './tabs.ts';
import { snapshotOf } from './view.ts';

/** A typing event is sent at most this often, in ms. */
const typingMs = 10_000;
/** By then a beacon of the page before this one has arrived, in ms. */
const beaconMs = 20_000;
/** How often a browser without locks is looked through for what a tab has left, in ms. */
const adoptMs = 15_000;

/** One chat in one tab, from its start, or from where it was left, to its end. */
export function runChat(options: ChatOptions, edges: Edges, store: Store): Chat {
  const { now, random, token } = edges;
  const call = createCall({ ...options, edges, bearer: () => state.session?.bearer });
  const pauses = createPauses(edges.after);
  const closing = new AbortController();
  const ending = new AbortController();
  const { signal } = closing;
  const listeners = new Set<() => void>();
  let state = restored(store);
  let leads = false;
  let isSynced = false;
  let startedHere = false;
  let lastTyped = -Infinity;

  const isEnding = (): boolean => state.status === 'ending';

  function become(next: State): void {
    state = next;
    if (isOver(state)) ending.abort();
    // What a page's listener throws is the page's.
    for (const listener of listeners) queueMicrotask(listener);
    if (isDone(state)) close();
  }

  const hear = (event: ChatEvent): void => become(apply(state, event));

  function dispatch(event: ChatEvent): void {
    if (signal.aborted) return;
    const next = apply(state, event);
    keep(store, event, next);
    tabs.tell(event);
    become(next);
  }

  function close(): void {
    if (signal.aborted) return;
    closing.abort();
    ending.abort();
    pauses.wake(true);
  }

  const context: Context = {
    edges,
    store,
    call,
    state: () => state,
    signal,
    over: ending.signal,
    pause: pauses.pause,
    wait: (failures, problem?: Problem) =>
      pauses.pause(backoff(failures, random(), problem), !problem || problem.kind === 'offline'),
    dispatch,
    show(wanted, problem) {
      const status = isEnding() ? 'ending' : wanted;
      if (isOver(state) || (status === state.status && problem?.kind === state.problem?.kind)) return;
      dispatch({ type: 'status', status, problem });
    },
    isEnding,
    goesOn: () => !ending.signal.aborted,
    end() {
      if (!isOver(state)) dispatch({ type: 'ended', by: isEnding() ? 'visitor' : 'other' });
    },
  };

  const tell = (type: string, content: object): void =>
    void call(
      '/participant/event',
      { ContentType: (eventTypes + type) as never, ClientToken: token(), ...content },
      ending.signal,
    );
  const receipts = createReceipts(edges.after, (kind, messageId) =>
    tell(`message.${kind}`, { Content: JSON.stringify({ messageId }) }),
  );
  const onRead = (): void => {
    isSynced = true;
    void flush();
  };
  const reading = createReading(context, onRead);
  const flush = createOutbox(context, {
    reading,
    isReady: () => leads && isSynced && state.session !== undefined,
    isKnown: () => startedHere || reading.hasRead(),
  });

  function onItem(item: unknown): void {
    reading.take(item);
    if (isItem(item) && !isMine(state, item) && (item.Type === 'MESSAGE' || item.Type === 'ATTACHMENT'))
      receipts.received(item.Id);
  }

  /** Takes over what other tabs have left. */
  function adopt(): void {
    for (const outgoing of store.outbox())
      if (!isKnown(state, outgoing.key)) hear({ type: 'queued', outgoing });
  }

  /** Where tabs cannot agree on one that leads, all do, and none is told that another has gone. */
  async function lookAround(): Promise<void> {
    for (; !signal.aborted; void flush()) {
      await pauses.pause(adoptMs);
      adopt();
    }
  }

  async function lead(): Promise<void> {
    leads = true;
    // What another tab has said at its end may still be on its way.
    await pauses.pause(50);
    if (isOver(state)) return;
    adopt();
    const session = state.session ?? store.read('session');
    if (session) {
      hear({ type: 'session', session });
      // It may come after this page has connected, and would end the chat of one that says nothing more.
      edges.after(beaconMs, () => void call('/session', undefined, ending.signal));
    }
    tabs.tellAll();
    if (!session) {
      isSynced = startedHere = true;
      await begin(context);
      if (!state.session) return;
    }
    void flush();
    if (!edges.alone) void lookAround();
    await receive(context, { reading, onItem, onRead });
    // What was under way when the chat ended is answered yet.
    while (!signal.aborted && nextOutgoing(state)) {
      await flush();
      await pauses.pause(500);
    }
  }

  /** Carries out, in the tab that leads, what the visitor does in any. */
  function perform(action: Action): void {
    if (signal.aborted) return;
    switch (action.type) {
      case 'send':
        if (!isKnown(state, action.outgoing.key)) dispatch({ type: 'queued', outgoing: action.outgoing });
        return void flush();
      case 'discard': {
        const outgoing = state.outbox.find(({ key }) => key === action.key);
        if (outgoing && (outgoing.failed ?? !outgoing.tried)) dispatch({ type: 'dropped', key: action.key });
        return;
      }
      case 'typing':
        if (!state.session || now() - lastTyped < typingMs) return;
        lastTyped = now();
        return tell('typing', {});
      case 'read':
        return receipts.read(
          snapshotOf(state).messages.findLast(({ mine, type }) => !mine && type !== 'event')?.id,
        );
      case 'refresh':
        if (!reading.isLive()) void reading.readBack();
        return;
      case 'end':
        if (isEnding()) return;
        store.write('end', token());
        dispatch({ type: 'status', status: 'ending' });
        pauses.wake(true);
        return void flush();
    }
  }

  /** Tells the API that the chat ends unless somebody comes back, where nobody else has it. */
  function leave(): void {
    const { session } = state;
    if (options.keepOpen || !session || isOver(state) || !(isOwn || tabs.isLast())) return;
    edges.sendBeacon(`${options.endpoint.replace(/\/$/, '')}/session/leave`, session.bearer);
  }

  edges.on('online', () => pauses.wake(), signal);
  edges.on('pagehide', leave, signal);
  const isOwn = options.storage === 'memory' && !options.session;
  const tabs = openTabs({
    name: `connect-chat-bff ${options.endpoint}`,
    edges: isOwn ? { ...edges, alone: undefined } : edges,
    signal,
    lead,
    state: () => state,
    follow(theirs) {
      const own = state.outbox.filter(({ key, failed }) => !failed && !isKnown(theirs, key));
      become(
        own.reduce((next, outgoing) => apply(next, { type: 'queued', outgoing }), {
          ...theirs,
          files: state.files,
        }),
      );
      for (const outgoing of own) tabs.ask({ type: 'send', outgoing });
    },
    hear,
    perform,
  });
  options.signal?.addEventListener('abort', close);
  if (options.signal?.aborted) close();
  return chatOver({ ...context, store, hear, listeners, leads: () => leads, ask: tabs.ask, close });
}

function restored(store: Store): State {
  const session = store.read('session');
  return {
    ...nothing,
    session,
    outbox: store.outbox(),
    status: store.read('end') ? 'ending' : session ? 'connecting' : 'starting',
  };
}

/** Keeps in the browser what a reload must not lose. */
function keep(store: Store, event: ChatEvent, state: State): void {
  if (event.type === 'session') {
    store.write('session', event.session);
    store.remove('start');
  }
  const key = event.type === 'queued' ? event.outgoing.key : 'key' in event ? event.key : '';
  const outgoing = state.outbox.find((one) => one.key === key);
  if (outgoing) store.keep(outgoing);
  else if (key) store.forget(key);
  if (isDone(state)) store.clear();
}
