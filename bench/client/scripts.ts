import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import type { PageName, ScriptBytes, ScriptName, TypingName } from './results.ts';

const source = fileURLToPath(new URL('../../client/src/', import.meta.url));

type Entry = Pick<BuildOptions, 'entryPoints' | 'stdin'>;

const entries: Readonly<Record<ScriptName, Entry>> = {
  core: program("export { resumeChat, startChat } from './start.ts';"),
  all: program("export * from './index.ts';"),
  // As the package's connect-chat.js is made.
  element: { entryPoints: [`${source}element/index.ts`] },
  chatjs: program("import 'amazon-connect-chatjs';"),
};

/** Measures each script as a page downloads it: bundled and minified by esbuild, all of them in the same way. */
export async function scriptBytes(): Promise<Readonly<Record<ScriptName, ScriptBytes>>> {
  const measured = Object.entries(entries).map(async ([name, entry]) => {
    const code = await bundled(entry, name === 'element' ? 'iife' : 'esm');
    return [name, { minified: code.length, gzip: gzipSync(code, { level: 9 }).length }] as const;
  });
  return Object.fromEntries(await Promise.all(measured)) as Record<ScriptName, ScriptBytes>;
}

/** What all pages have: the frame that first shows the text, in `shownAt`. */
const watch = `
  function watch(root, text) {
    new MutationObserver(() => {
      if (root.textContent.includes(text)) requestAnimationFrame(() => (window.shownAt ??= performance.now()));
    }).observe(root, { subtree: true, childList: true, characterData: true });
  }
  function show(contents) {
    document.querySelector('#log').replaceChildren(
      ...contents.map((content) => {
        const line = document.createElement('li');
        line.textContent = content;
        return line;
      }),
    );
  }`;

/** The text that a visitor's chat begins with. */
const opening = 'Where is my order?';

const request = `{ InitialMessage: { ContentType: 'text/plain', Content: ${JSON.stringify(opening)} } }`;

/** Starts a chat as soon as the page is there, and shows what is said in it: what a site would write with each. */
const starts: Readonly<Record<PageName, (endpoint: string) => string>> = {
  core: (endpoint) => `
    import { startChat } from './start.ts';
    ${watch}
    watch(document.querySelector('#log'), ${JSON.stringify(opening)});
    const chat = startChat({ endpoint: '${endpoint}', displayName: 'Ada', request: ${request} });
    chat.subscribe(() => {
      show(chat.getSnapshot().messages.filter(({ type }) => type === 'message').map(({ content }) => content));
    });`,
  element: (endpoint) => `
    import { connectChatClass } from './element/connect-chat.ts';
    customElements.define('connect-chat', connectChatClass());
    ${watch}
    const chat = document.createElement('connect-chat');
    chat.setAttribute('endpoint', '${endpoint}');
    chat.setAttribute('mode', 'page');
    document.body.append(chat);
    watch(chat.shadowRoot, ${JSON.stringify(opening)});
    void chat.start({ displayName: 'Ada', request: ${request} });`,
  chatjs: (endpoint) => `
    import 'amazon-connect-chatjs';
    ${watch}
    watch(document.querySelector('#log'), ${JSON.stringify(opening)});
    async function start() {
      const response = await fetch('${endpoint}/chats', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ParticipantDetails: { DisplayName: 'Ada' },
          ClientToken: crypto.randomUUID(),
          ...${request},
        }),
      });
      const { ContactId, ParticipantId, ParticipantToken } = await response.json();
      const { ChatSession } = window.connect;
      ChatSession.setGlobalConfig({ endpoint: '${endpoint}', region: 'us-east-1' });
      const chat = ChatSession.create({
        chatDetails: { contactId: ContactId, participantId: ParticipantId, participantToken: ParticipantToken },
        type: 'CUSTOMER',
        disableCSM: true,
      });
      await chat.connect();
      const { data } = await chat.getTranscript({ maxResults: 15, sortOrder: 'ASCENDING' });
      show(data.Transcript.filter(({ Type }) => Type === 'MESSAGE').map(({ Content }) => Content));
    }
    void start();`,
};

/** The program of a page that starts a chat. */
export async function startingScript(page: PageName, endpoint: string): Promise<Buffer> {
  return await bundled(program(starts[page](endpoint)), 'iife');
}

/** The program of a page that is typed on. */
export async function typingScript(page: TypingName, endpoint: string): Promise<Buffer> {
  const bare = `
    const field = document.createElement('textarea');
    field.setAttribute('aria-label', 'Message');
    document.body.append(field);`;
  return await bundled(program(page === 'bare' ? bare : starts.element(endpoint)), 'iife');
}

function program(contents: string): Entry {
  return { stdin: { contents, resolveDir: source, loader: 'js' } };
}

async function bundled(entry: Entry, format: 'esm' | 'iife'): Promise<Buffer> {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    minify: true,
    write: false,
    format,
    target: 'es2023',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles?.[0]?.contents ?? '');
}
