import type { Browser, Page, WebSocketRoute } from 'playwright-core';

/** What a visitor sees at one moment. */
export interface Look {
  /** Whether there is something to write in. */
  readonly composer: boolean;
  /** What is written and not sent. */
  readonly draft: string;
  /** What the visitor has said, in the page's order; before what is not there yet, its state. */
  readonly own: readonly string[];
  /** What the agent has said. */
  readonly theirs: readonly string[];
  /** Whether the page says that all is well. */
  readonly calm: boolean;
}

/** Somebody with a page in Chromium and a chat in it. */
export interface PageVisitor {
  readonly name: string;
  readonly kind: 'element' | 'client';
  /** Opens the page and starts the chat. Resolves when something can be written. */
  come(): Promise<void>;
  say(text: string): Promise<void>;
  /** Writes without sending. Nothing where the page has no composer of the element's. */
  write(text: string): Promise<void>;
  reload(): Promise<void>;
  /** Breaks its sockets off, as a network does that goes. */
  cut(): Promise<void>;
  look(): Promise<Look>;
  close(): Promise<void>;
}

/** How long a page may take for anything that asks no server, in ms. */
const patienceMs = 60_000;

/** A visitor of the shop, who clicks and types; or of the page that has the client alone, which does it by its methods. */
export async function openPageVisitor(
  browser: Browser,
  origin: string,
  name: string,
  kind: PageVisitor['kind'],
): Promise<PageVisitor> {
  // A profile each: pages of one profile share six connections to a server, and one chat.
  const context = await browser.newContext();
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/./, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  return {
    name,
    kind,
    ...(kind === 'element' ? inShop(page, origin, name) : withClient(page, `${origin}/client`, name)),
    async reload() {
      await page.reload();
    },
    async cut() {
      await Promise.all(sockets.splice(0).map((socket) => socket.close({ code: 3001 }).catch(() => {})));
    },
    close: () => context.close(),
  };
}

type InPage = Pick<PageVisitor, 'come' | 'say' | 'write' | 'look'>;

function inShop(page: Page, origin: string, name: string): InPage {
  const composer = page.getByRole('textbox', { name: 'Message' });
  return {
    async come() {
      await page.goto(origin);
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('button', { name: 'Start chat' }).click();
      await composer.waitFor();
    },
    async say(text) {
      await composer.fill(text);
      await composer.press('Enter');
    },
    write: (text) => composer.fill(text),
    look: () => page.evaluate<Look>(lookAtElement),
  };
}

function withClient(page: Page, address: string, name: string): InPage {
  return {
    async come() {
      await page.goto(address);
      await page.evaluate(`void window.begin(${JSON.stringify(name)})`);
      await page.waitForFunction(`window.chat.getSnapshot().status === 'connected'`);
    },
    async say(text) {
      await page.evaluate(`window.chat.send(${JSON.stringify(text)})`);
    },
    write: () => Promise.resolve(),
    look: () => page.evaluate<Look>(lookAtClient),
  };
}

// Of the pages' own code, this command's types know nothing.

const lookAtElement = `(() => {
  const root = document.querySelector('connect-chat').shadowRoot;
  const composer = root.querySelector('#message');
  const textOf = (item) => item.querySelector('.bubble').textContent;
  const stateOf = ({ classList }) => ['failed', 'sending'].find((state) => classList.contains(state));
  return {
    composer: composer.checkVisibility() && !composer.disabled,
    draft: composer.value,
    own: [...root.querySelectorAll('#log .mine')].map((item) =>
      [stateOf(item), textOf(item)].filter(Boolean).join(' ')),
    theirs: [...root.querySelectorAll('#log .theirs')].map(textOf),
    calm: root.querySelector('#notice').textContent === '',
  };
})()`;

const lookAtClient = `(() => {
  const { messages, problem, status } = window.chat.getSnapshot();
  const said = messages.filter(({ type }) => type === 'message');
  return {
    composer: true,
    draft: '',
    own: said
      .filter(({ mine }) => mine)
      .map(({ content, state }) => (['failed', 'sending'].includes(state) ? state + ' ' : '') + content),
    theirs: said.filter(({ mine }) => !mine).map(({ content }) => content),
    calm: problem === undefined && status === 'connected',
  };
})()`;
