import type { Channel, Edges } from './edges.ts';
import type { ChatEvent, Outgoing, State } from './state.ts';

/** What a visitor does in any tab; the one that leads carries it out. */
export type Action =
  | { readonly type: 'send'; readonly outgoing: Outgoing }
  | { readonly type: 'discard'; readonly key: string }
  | { readonly type: 'typing' | 'read' | 'refresh' | 'end' };

/** Between tabs. Events are numbered, so that a tab notices when it has missed one. */
type Post =
  | { readonly type: 'event'; readonly number: number; readonly event: ChatEvent }
  | { readonly type: 'state'; readonly number: number; readonly state: State }
  | { readonly type: 'hello' }
  | { readonly type: 'action'; readonly action: Action };

export interface TabsParts {
  readonly name: string;
  readonly edges: Partial<Pick<Edges, 'alone' | 'openChannel'>>;
  /** Ends this tab's part. */
  readonly signal: AbortSignal;
  /** Runs as long as this tab leads. */
  readonly lead: () => Promise<void>;
  readonly state: () => State;
  /** Takes the state of the tab that leads. */
  readonly follow: (state: State) => void;
  readonly hear: (event: ChatEvent) => void;
  readonly perform: (action: Action) => void;
}

/** The tabs of one chat: one of them leads, with the socket and the outbox; the others show what it tells. */
export interface Tabs {
  /** Tells the others what has happened, if this tab leads. */
  tell(event: ChatEvent): void;
  /** Has the tab that leads carry it out. */
  readonly ask: (action: Action) => void;
  /** Tells the others everything. */
  tellAll(): void;
}

export function openTabs({ name, edges, signal, lead, state, follow, hear, perform }: TabsParts): Tabs {
  let leads = false;
  let number = 0;
  const channel: Channel | undefined = edges.alone && edges.openChannel?.(name);
  const post = (message: Post): void => channel?.postMessage(message);
  const tellAll = (): void => post({ type: 'state', number, state: { ...state(), files: [] } });

  if (channel !== undefined)
    channel.onmessage = ({ data }) => {
      const message = data as Post;
      if (leads) {
        if (message.type === 'hello') tellAll();
        else if (message.type === 'action') perform(message.action);
      } else if (message.type === 'state') {
        ({ number } = message);
        follow(message.state);
      } else if (message.type === 'event') {
        if (message.number === number + 1) hear(message.event);
        else post({ type: 'hello' });
        ({ number } = message);
      }
    };

  const leading = async (): Promise<void> => {
    leads = true;
    await lead();
  };
  void (edges.alone?.(name, signal, leading) ?? leading()).catch(() => {});
  post({ type: 'hello' });
  signal.addEventListener('abort', () => channel?.close());

  return {
    tell(event) {
      if (leads && !signal.aborted) post({ type: 'event', number: ++number, event });
    },
    ask(action) {
      if (leads) perform(action);
      else if (!signal.aborted) post({ type: 'action', action });
    },
    tellAll,
  };
}
