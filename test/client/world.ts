import { leaveGrace, leaveOverlap } from '../../lambdas/core/lifecycle.ts';
import type { Channel, Edges, KeyValue, Socket } from '../../client/src/edges.ts';

/**
 * A simulated world: a clock that leaps, an API that keeps its promise of one effect for a ClientToken, a network that
 * loses, doubles and delays, and a browser with tabs that share storage, locks and channels, and can be killed.
 */

export interface Clock {
  readonly now: () => number;
  readonly after: (milliseconds: number, happen: () => void) => () => void;
  /** Runs until `done`, at most for so long. Resolves with whether it is done. */
  readonly run: (done: () => boolean, milliseconds: number) => Promise<boolean>;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

export function createClock(start = Date.UTC(2026, 10, 26)): Clock {
  const due: Due[] = [];
  let now = start;
  let order = 0;
  return {
    now: () => now,
    after(milliseconds, happen) {
      const event = { at: now + Math.max(0, Math.round(milliseconds)), order: order++, happen };
      due.push(event);
      return () => {
        const index = due.indexOf(event);
        if (index >= 0) due.splice(index, 1);
      };
    },
    async run(done, milliseconds) {
      const end = now + milliseconds;
      for (await quiet(); !done(); await quiet()) {
        const next = due.reduce<Due | undefined>(
          (first, event) =>
            first === undefined || event.at < first.at || (event.at === first.at && event.order < first.order)
              ? event
              : first,
          undefined,
        );
        if (next === undefined || next.at > end) {
          now = end;
          return done();
        }
        due.splice(due.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.happen();
      }
      return true;
    },
  };
}

/** Until every continuation that needs no event has run. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export interface ServerItem {
  readonly Id: string;
  readonly Type: string;
  readonly ContentType: string;
  readonly Content?: string;
  readonly ParticipantId?: string;
  readonly ParticipantRole?: string;
  readonly DisplayName?: string;
  readonly AbsoluteTime: string;
  readonly ContactId: string;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface ServerSocket {
  open: boolean;
  subscribed: boolean;
  deliver(frame: object): void;
  /** Closes it, and tells the browser. */
  drop(): void;
}

/** The API and Connect behind it, without their network. */
export interface Server {
  readonly items: ServerItem[];
  /** ClientTokens of starts that had an effect. */
  readonly starts: string[];
  readonly events: { readonly type: string; readonly at: number }[];
  ended: boolean;
  /** When a page has said that it goes, as long as nobody has come back. */
  left: number | undefined;
  answer(path: string, body: Readonly<Record<string, unknown>>, bearer: string | undefined): Answer;
  agentSays(text: string): void;
  agentEnds(): void;
  readonly sockets: Set<ServerSocket>;
  /** What is said without anybody's request, such as with a ClientToken that nobody remembers: for tests of 409. */
  override?: ((path: string, body: Readonly<Record<string, unknown>>) => Answer | undefined) | undefined;
}

const message = 'text/plain';

export function createServer(clock: Clock): Server {
  const answers = new Map<string, { readonly body: string; readonly answer: Answer }>();
  let contact: { readonly contactId: string; readonly bearer: string } | undefined;
  let lastTime = 0;
  const server: Server = {
    items: [],
    starts: [],
    events: [],
    ended: false,
    left: undefined,
    sockets: new Set(),
    answer(path, body, bearer) {
      const overridden = server.override?.(path, body);
      if (overridden) return overridden;
      if (path === '/chats') return once(body, start);
      if (path === '/session/leave') {
        leave(bearer);
        return { status: 204, body: {} };
      }
      if (bearer === undefined || bearer !== contact?.bearer) return denied;
      const token = String(body['ClientToken']);
      if (server.ended && !answers.has(token)) return denied;
      if (path === '/participant/connection' || clock.now() - (server.left ?? Infinity) > leaveOverlap)
        server.left = undefined;
      switch (path) {
        case '/session':
          return {
            status: 200,
            body: { ContactId: 'contact', ParticipantId: 'visitor', State: 'CONNECTED' },
          };
        case '/participant/connection':
          return { status: 200, body: { Websocket: { Url: 'wss://simulated' }, ConnectionCredentials: {} } };
        case '/participant/message':
          return once(body, () => {
            const { Id, AbsoluteTime } = post({
              Type: 'MESSAGE',
              ContentType: String(body['ContentType']),
              Content: String(body['Content']),
              ParticipantId: 'visitor',
              ParticipantRole: 'CUSTOMER',
            });
            return { status: 200, body: { Id, AbsoluteTime } };
          });
        case '/participant/event':
          server.events.push({
            type: String(body['ContentType']).replace(/^.*event\./, ''),
            at: clock.now(),
          });
          return { status: 200, body: { Id: 'e', AbsoluteTime: '' } };
        case '/participant/transcript': {
          const end = body['NextToken'] === undefined ? server.items.length : Number(body['NextToken']);
          const from = Math.max(0, end - Number(body['MaxResults']));
          return {
            status: 200,
            body: {
              InitialContactId: 'contact',
              Transcript: server.items.slice(from, end),
              NextToken: from > 0 ? String(from) : '',
            },
          };
        }
        case '/participant/disconnect':
          return once(body, () => {
            end();
            return { status: 200, body: {} };
          });
        default:
          throw new Error(`nothing is known of ${path}`);
      }
    },
    agentSays(text) {
      if (server.ended || contact === undefined) return;
      post({
        Type: 'MESSAGE',
        ContentType: message,
        Content: text,
        ParticipantId: 'agent',
        ParticipantRole: 'AGENT',
        DisplayName: 'Robin',
      });
    },
    agentEnds: () => end(),
  };
  return server;

  function once(body: Readonly<Record<string, unknown>>, effect: () => Answer): Answer {
    const token = String(body['ClientToken']);
    const known = answers.get(token);
    if (known !== undefined && known.body !== JSON.stringify(body)) return { status: 422, body: {} };
    const answer = known?.answer ?? effect();
    answers.set(token, { body: JSON.stringify(body), answer });
    if (known === undefined && body['ParticipantDetails'] !== undefined) server.starts.push(token);
    return answer;
  }

  function start(): Answer {
    contact ??= { contactId: 'contact', bearer: 'bearer' };
    return {
      status: 200,
      body: { ContactId: 'contact', ParticipantId: 'visitor', ParticipantToken: contact.bearer },
    };
  }

  function leave(bearer: string | undefined): void {
    if (bearer !== contact?.bearer || server.ended || server.left !== undefined) return;
    const left = (server.left = clock.now());
    clock.after(leaveGrace, () => server.left === left && end());
  }

  function end(): void {
    if (server.ended) return;
    post({ Type: 'EVENT', ContentType: 'application/vnd.amazonaws.connect.event.chat.ended' });
    server.ended = true;
  }

  function post(said: Omit<ServerItem, 'Id' | 'AbsoluteTime' | 'ContactId'>): ServerItem {
    lastTime = Math.max(lastTime + 1, clock.now());
    const item = {
      ...said,
      // Ids say nothing of the order.
      Id: `${(server.items.length * 7919) % 10_007}-id`,
      AbsoluteTime: new Date(lastTime).toISOString(),
      ContactId: 'contact',
    };
    server.items.push(item);
    for (const socket of server.sockets)
      if (socket.open && socket.subscribed)
        socket.deliver({ topic: 'aws/chat', contentType: 'application/json', content: JSON.stringify(item) });
    return item;
  }
}

const denied: Answer = {
  status: 403,
  body: { __type: 'AccessDeniedException', message: 'Access denied' },
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
};

/** What the network does to a request. */
export type Fate =
  | 'arrive'
  | 'lost'
  | 'answer-lost'
  | 'doubled'
  | 'late'
  | 'throttled'
  | 'failed'
  | 'failed-after-effect'
  | 'underway';

export interface Network {
  /** The fate of the next request. */
  fate: () => Fate;
  /** Whether a new socket is refused. */
  socketsBlocked: () => boolean;
  /** How long a way takes, in ms. */
  delay: () => number;
}

export type StorageMode = 'works' | 'full' | 'forbidden';

export interface Browser {
  /** Opens a tab. */
  tab(): Tab;
  storage: StorageMode;
  readonly kept: Map<string, string>;
  /** The bearer of a session that is in a cookie. */
  cookie: string | undefined;
  /** Adds to what the browser takes for the time. */
  skew: number;
  /** Nothing happens in the browser until then. */
  asleepUntil: number;
}

export interface Tab {
  readonly edges: Edges;
  alive: boolean;
  /** As a crash does it: at once, and without a word. */
  kill(): void;
  /** As a visitor does it, or a reload: the page is told, and what it sends then arrives. */
  close(): void;
  /** What the page is told when it goes into the browser's memory of pages. */
  hide(): void;
  goOnline(): void;
}

export function createBrowser(
  clock: Clock,
  server: Server,
  network: Network,
  random: () => number,
  { locks = true }: { readonly locks?: boolean } = {},
): Browser {
  const kept = new Map<string, string>();
  const channels = new Set<{ readonly name: string; readonly tab: Tab; readonly channel: Channel }>();
  const waiting: { readonly name: string; readonly tab: Tab; run(): void }[] = [];
  const held = new Map<string, Tab>();
  let tokens = 0;
  let pages = 0;

  function grant(name: string): void {
    if (held.has(name)) return;
    const index = waiting.findIndex((one) => one.name === name && one.tab.alive);
    if (index < 0) return;
    const [next] = waiting.splice(index, 1);
    if (next === undefined) return;
    held.set(name, next.tab);
    next.run();
  }

  const browser: Browser = {
    storage: 'works',
    kept,
    cookie: undefined,
    skew: 0,
    asleepUntil: 0,
    tab() {
      const heard = { online: new Set<() => void>(), pagehide: new Set<() => void>() };
      const hide = (): void => {
        for (const happen of heard.pagehide) happen();
      };
      const sockets = new Set<ServerSocket>();
      /** In a tab nothing happens once it is gone, and nothing while the machine sleeps. */
      const later = (milliseconds: number, happen: () => void): (() => void) => {
        let cancel = clock.after(milliseconds, run);
        return () => cancel();
        function run(): void {
          if (clock.now() < browser.asleepUntil) cancel = clock.after(browser.asleepUntil - clock.now(), run);
          else if (tab.alive) happen();
        }
      };
      const tab: Tab = {
        alive: true,
        kill() {
          tab.alive = false;
          for (const socket of sockets) socket.open = false;
          for (const [name, owner] of held)
            if (owner === tab) {
              held.delete(name);
              clock.after(20, () => grant(name));
            }
        },
        hide,
        close() {
          hide();
          tab.kill();
        },
        goOnline() {
          for (const happen of heard.online) happen();
        },
        edges: {
          now: () => clock.now() + browser.skew,
          random,
          token: () => `token-${tokens++}`,
          after: later,
          page: pages++,
          on(event, happen, signal) {
            heard[event].add(happen);
            signal.addEventListener('abort', () => heard[event].delete(happen));
          },
          sendBeacon: (url, text) =>
            void clock.after(network.delay(), () => server.answer(pathOf(url), {}, text || browser.cookie)),
          storage() {
            if (browser.storage === 'forbidden') throw new Error('SecurityError');
            return storageOf(browser);
          },
          alone: locks
            ? (name, signal, lead) =>
                new Promise((resolve, reject) => {
                  const entry = {
                    name,
                    tab,
                    run: () =>
                      later(0, () => {
                        void lead().finally(() => {
                          if (held.get(name) === tab) held.delete(name);
                          grant(name);
                          resolve(undefined);
                        });
                      }),
                  };
                  waiting.push(entry);
                  signal.addEventListener('abort', () => {
                    const index = waiting.indexOf(entry);
                    if (index >= 0) waiting.splice(index, 1);
                    reject(new Error('AbortError'));
                  });
                  clock.after(1, () => grant(name));
                })
            : undefined,
          openChannel: locks
            ? (name) => {
                const channel: Channel = {
                  onmessage: null,
                  postMessage(posted) {
                    const data = structuredClone(posted);
                    for (const other of channels)
                      if (other.name === name && other.channel !== channel)
                        // Between two tabs nothing overtakes.
                        clock.after(2, () => {
                          if (other.tab.alive) other.channel.onmessage?.({ data: structuredClone(data) });
                        });
                  },
                  close() {
                    for (const one of channels) if (one.channel === channel) channels.delete(one);
                  },
                };
                channels.add({ name, tab, channel });
                return channel;
              }
            : undefined,
          openSocket() {
            const socket: Socket = {
              onopen: null,
              onmessage: null,
              onclose: null,
              send(frame) {
                const { topic, content } = JSON.parse(frame) as { topic: string; content?: object };
                clock.after(network.delay(), () => {
                  if (!own.open) return;
                  if (topic === 'aws/subscribe') own.subscribed = true;
                  own.deliver({
                    topic,
                    ...(topic === 'aws/subscribe' && { content: { status: 'success', ...content } }),
                  });
                });
              },
              close() {
                own.open = false;
              },
            };
            let last = 0;
            const own: ServerSocket = {
              open: false,
              subscribed: false,
              drop() {
                own.open = false;
                later(network.delay(), () => socket.onclose?.());
              },
              deliver(frame) {
                // A socket keeps the order.
                last = Math.max(last + 1, clock.now() + network.delay());
                later(last - clock.now(), () => {
                  if (own.open) socket.onmessage?.({ data: JSON.stringify(frame) });
                });
              },
            };
            sockets.add(own);
            server.sockets.add(own);
            later(network.delay(), () => {
              if (network.socketsBlocked()) socket.onclose?.();
              else {
                own.open = true;
                socket.onopen?.();
              }
            });
            return socket;
          },
          fetch: (url, init) =>
            new Promise<Response>((resolve, reject) => {
              const path = pathOf(url);
              const body = JSON.parse((init.body ?? '{}') as string) as Record<string, unknown>;
              const headers = init.headers as Readonly<Record<string, string>>;
              const effect = (): Answer =>
                init.credentials === 'include'
                  ? withCookie(browser, server, path, body)
                  : server.answer(path, body, headers['x-amz-bearer']);
              const come = (answer: Answer): void =>
                void later(network.delay(), () => resolve(responseOf(answer)));
              const fail = (): void =>
                void later(network.delay(), () => reject(new TypeError('Failed to fetch')));
              init.signal?.addEventListener('abort', () => reject(new Error('AbortError')));
              const fates: Readonly<Record<Fate, () => void>> = {
                arrive: () => come(effect()),
                lost: fail,
                'answer-lost'() {
                  effect();
                  fail();
                },
                doubled() {
                  come(effect());
                  clock.after(network.delay() * 20, effect);
                },
                // Longer than anybody waits.
                late: () => void clock.after(40_000 + network.delay() * 100, effect),
                throttled: () =>
                  come({
                    status: 429,
                    body: { __type: 'ThrottlingException' },
                    headers: { 'retry-after': '1', 'x-amzn-errortype': 'ThrottlingException' },
                  }),
                failed: () => come({ status: 500, body: {}, headers: { 'retry-after': '1' } }),
                'failed-after-effect'() {
                  effect();
                  come({ status: 502, body: {} });
                },
                underway: () => come({ status: 409, body: {}, headers: { 'retry-after': '2' } }),
              };
              clock.after(network.delay(), fates[network.fate()]);
            }),
        },
      };
      return tab;
    },
  };
  return browser;
}

function pathOf(url: string): string {
  return url.replace(/^https:\/\/[^/]+/, '');
}

/** The API's answer, and what becomes of the cookie by it. */
function withCookie(
  browser: Browser,
  server: Server,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const answer = server.answer(path, body, browser.cookie);
  if (path === '/participant/disconnect' && answer.status === 200) browser.cookie = undefined;
  if (path !== '/chats' || answer.status !== 200) return answer;
  browser.cookie = (answer.body as { readonly ParticipantToken: string }).ParticipantToken;
  return { ...answer, body: { ...answer.body, ParticipantToken: 'cookie' } };
}

function storageOf(browser: Browser): KeyValue {
  const { kept } = browser;
  return {
    get length() {
      return kept.size;
    },
    // Browsers list them in an order of their own.
    key: (index) => [...kept.keys()].toReversed()[index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (browser.storage === 'full') throw new Error('QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}

function responseOf({ status, body, headers = {} }: Answer): Response {
  return {
    ok: status < 300,
    status,
    headers: { get: (name: string) => headers[name] ?? null },
    text: () => Promise.resolve(JSON.stringify(body)),
  } as unknown as Response;
}
