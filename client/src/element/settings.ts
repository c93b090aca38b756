import { chooseLanguage } from './strings/speech.ts';

export type Field = 'name' | 'email' | 'topic';

/** What the page has said about the element, in its attributes. */
export interface Settings {
  /** Absolute; undefined where the page has forgotten it. */
  readonly endpoint: string | undefined;
  /** A button that opens a window, or the whole of the element's own place on the page. */
  readonly mode: 'button' | 'page';
  readonly language: string;
  /** What is asked before a chat. Without a name, the visitor is a guest. */
  readonly fields: readonly Field[];
  readonly topics: readonly Topic[];
  readonly entryPoint: string | undefined;
  /** Where a page for signing in leads back to. */
  readonly redirectUri: string;
  readonly storage: 'memory' | undefined;
  readonly session: 'cookie' | undefined;
  /** Whether the chat goes on when its last page is closed. */
  readonly keepOpen: boolean;
  readonly rating: boolean;
  readonly sound: boolean;
}

/** An `<option>` within the element. */
export interface Topic {
  readonly value: string;
  readonly label: string;
  readonly entryPoint: string | undefined;
}

export const observedAttributes = [
  'endpoint',
  'mode',
  'lang',
  'fields',
  'entry-point',
  'redirect-uri',
  'storage',
  'session',
  'keep-open',
  'rating',
  'sound',
] as const;

const fieldNames: readonly Field[] = ['name', 'email', 'topic'];

export function readSettings(host: HTMLElement): Settings {
  const endpoint = host.getAttribute('endpoint');
  const asked = (host.getAttribute('fields') ?? 'name').split(/[\s,]+/);
  const topics = readTopics(host);
  return {
    endpoint:
      endpoint !== null && URL.canParse(endpoint, document.baseURI)
        ? new URL(endpoint, document.baseURI).href
        : undefined,
    mode: host.getAttribute('mode') === 'page' ? 'page' : 'button',
    language: chooseLanguage([host.closest('[lang]')?.getAttribute('lang') ?? '', ...navigator.languages]),
    fields: fieldNames.filter((name) => asked.includes(name) && (name !== 'topic' || topics.length > 0)),
    topics,
    entryPoint: host.getAttribute('entry-point') ?? undefined,
    redirectUri: host.getAttribute('redirect-uri') ?? `${location.origin}/`,
    storage: host.getAttribute('storage') === 'memory' ? 'memory' : undefined,
    session: host.getAttribute('session') === 'cookie' ? 'cookie' : undefined,
    keepOpen: host.hasAttribute('keep-open'),
    rating: host.hasAttribute('rating'),
    sound: host.hasAttribute('sound'),
  };
}

function readTopics(host: HTMLElement): readonly Topic[] {
  return [...host.querySelectorAll('option')].map((option) => ({
    value: option.value,
    label: option.label,
    entryPoint: option.dataset['entryPoint'],
  }));
}
