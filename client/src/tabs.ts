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
  | { readonly type: 'state'; readonly number: number; readonly state: State; readonly page: number }
  | { readonly type: 'hello' }
  | { readonly type: 'action'; readonly action: Action };

export interface TabsParts {
  readonly name: string;
  readonly edges: Partial<Pick<Edges, 'alone' | 'openChannel'>> & Pick<Edges, 'page'>;
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
  /** Whether this tab leads, and no other page has the chat. False where the browser cannot know. */
  isLast(): boolean;
}

export function openTabs({ name, edges, signal, lead, state, follow, hear, perform }: TabsParts): Tabs {
  const { alone, page } = edges;
  let leads = false;
  let leader: number | undefined;
  let number = 0;
  let place = 0;
  let held = -1;
  let leaveLine: (() => void) | undefined;
  const channel: Channel | undefined = alone && edges.openChannel?.(name);
  const post = (message: Post): void => {
    if (!signal.aborted) channel?.postMessage(message);
  };
  const tellAll = (): void => post({ type: 'state', number, state: { ...state(), files: [] }, page });

  /**
   * Goes to the end of the line for a second lock, which tells whoever leads that it is the last: as long as there are
   * others, one of them holds it, and the browser knows of each that is gone.
   */
  function lineUp(wants = true): void {
    const mine = ++place;
    leaveLine?.();
    if (!wants) return;
    const hold = (): Promise<void> =>
      new Promise((resolve) => {
        held = mine;
        leaveLine = resolve;
        if (mine !== place) resolve();
      });
    void alone?.(`${name} last`, signal, hold).catch(() => {});
  }

  /** Has the others hear of this tab when it stands in line: a browser takes a page's requests in turn. */
  const greet = (): void =>
    void alone?.(`${name} ${page}`, signal, async () => post({ type: 'hello' })).catch(() => {});

  if (channel)
    channel.onmessage = ({ data }) => {
      const message = data as Post;
      if (leads) {
        if (message.type === 'hello') {
          tellAll();
          lineUp();
        } else if (message.type === 'action') perform(message.action);
      } else if (message.type === 'state') {
        ({ number } = message);
        follow(message.state);
        if (leader === message.page) return;
        const stoodAside = leader === page;
        leader = message.page;
        // All of one page go together. Whoever stands in line keeps its place: who leads would be the last meanwhile.
        if (leader === page) return lineUp(false);
        if (stoodAside) lineUp();
        greet();
      } else if (message.type === 'event') {
        if (message.number === number + 1) hear(message.event);
        else post({ type: 'hello' });
        ({ number } = message);
      }
    };

  const leading = async (): Promise<void> => {
    leads = true;
    lineUp();
    await lead();
  };
  void (alone?.(name, signal, leading) ?? leading()).catch(() => {});
  // Who leads goes to the end of the line then.
  lineUp();
  greet();
  signal.addEventListener('abort', () => {
    lineUp(false);
    channel?.close();
  });

  return {
    tell(event) {
      if (leads) post({ type: 'event', number: ++number, event });
    },
    ask(action) {
      if (leads) perform(action);
      else post({ type: 'action', action });
    },
    tellAll,
    isLast: () => leads && held === place,
  };
}
