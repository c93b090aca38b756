/**
 * Decides which of a service's own words may be passed on. Connect's validation messages tell a developer what is
 * wrong, but quote what they refuse: tokens, texts, names. Only the sentences pass; whatever could be a value is cut
 * out.
 */

/** Characters of a message that are looked at, and that are passed on, at most. */
const looked = 2_000;
const longest = 500;

/** Characters from which on a run of the message that stands in the input is a part of it. */
const shared = 8;

/** Marks where something was cut out. Several in a row become one. */
const cut = '…';
const cuts = /…[…\p{P}]*…/gu;

/**
 * The sentences of `message` without quoted text, without what could be a token or an id of anybody's, and without what
 * stands in `input`. A member of `input` may be named in quotes. Empty where no sentence is left.
 */
export function refusalText(message: string, input: unknown): string {
  const { names, text } = partsOf(input);
  const plain = message.slice(0, looked).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ');
  const sentences = withoutShared(withoutTokens(withoutQuotes(plain.replaceAll(bodies, cut), names)), text)
    .replaceAll(cuts, cut)
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, longest);
  return /\p{L}{2}/u.test(sentences) ? sentences : '';
}

/** The names of all members, in small letters, and every string and number there is. An array's names are numbers. */
function partsOf(input: unknown): { readonly names: ReadonlySet<string>; readonly text: string } {
  const names = new Set<string>();
  const values: string[] = [];
  const walk = (value: unknown, isMap: boolean): void => {
    if (typeof value === 'string') values.push(value);
    else if (typeof value === 'number') values.push(String(value));
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) {
        // Members of AWS's structures begin with a capital; the keys of a map are the caller's own.
        if (isMap || !/^[A-Z][A-Za-z]+$/.test(name)) values.push(name);
        else names.add(name.toLowerCase());
        if (isMap || !vocabulary.test(name)) walk(member, isMap || mapMembers.has(name));
      }
  };
  walk(input, false);
  return { names, text: values.join('\n').toLowerCase() };
}

/** Members whose own members are named by the caller. */
const mapMembers: ReadonlySet<string> = new Set(['Attributes']);

/** Members whose values are AWS's own words: a sentence that names one tells nothing of anybody. */
const vocabulary =
  /^(?:(?:SupportedMessaging)?ContentTypes?|ParticipantRole|RehydrationType|ResponseMode|ScanDirection|SortOrder|Type)$/;

/** JSON and its like, from the first brace to the last, or to the end where it is not closed. */
const bodies = /\{(?=[^}]*[:="'])(?:.*\}|.*)/g;

/**
 * AWS's `Value '…' at 'connectionToken' failed to satisfy constraint` first, as the value itself may have quotes; then
 * whatever else stands between quotes, or behind one that is not closed. An apostrophe inside a word is none.
 */
function withoutQuotes(text: string, names: ReadonlySet<string>): string {
  const isName = (quoted: string): boolean =>
    quoted.split('.').every((part) => names.has(part.replace(/\[\d+\]$/, '').toLowerCase()));
  return text
    .replaceAll(/Value '.*?' at '(?=[A-Za-z.[\]\d]+' failed to satisfy)/g, `Value '${cut}' at '`)
    .replaceAll(quotes, (all: string) =>
      isName(all.slice(1, -1)) ? all : `${all.slice(0, 1)}${cut}${closing(all)}`,
    );
}

const quotes = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])'+.*?(?:'+(?![\p{L}\p{N}])|$)`,
    String.raw`(?<![\p{L}\p{N}])[‘‚].*?(?:[’‘](?![\p{L}\p{N}])|$)`,
    '"+[^"]*(?:"+|$)',
    '`+[^`]*(?:`+|$)',
    '[“„][^”“]*(?:[”“]|$)',
    '[«»][^«»]*(?:[«»]|$)',
    '[‹›][^‹›]*(?:[‹›]|$)',
  ].join('|'),
  'gu',
);

function closing(quoted: string): string {
  const last = quoted.length > 1 ? quoted.slice(-1) : '';
  return /['"`”“«»‹›’‘]/.test(last) ? last : '';
}

/** Runs that could be a token, an id, an address: of this session, or of any other. */
function withoutTokens(text: string): string {
  return (
    text
      .replaceAll(/\b(?:arn:aws|https?:|wss?:)\S*/gi, cut)
      .replaceAll(/\S+@\S+/g, cut)
      .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, cut)
      .replaceAll(/[\w+/=~.%-]{16,}/g, (run) => (isWords(run) ? run : cut))
      .replaceAll(/(?<=\bBearer )\S+/gi, cut)
      .replaceAll(/(?<=\w=)[^\s,;)}\]]+/g, cut)
      // Telephone numbers, addresses of the network, and whatever else has seven digits or their like.
      .replaceAll(/[+(]*\d[\d ()./-]{5,}\d/g, cut)
  );
}

/**
 * Words, one after the other as in a member's path or a content type, rather than the letters of a token: those change
 * between small and capital more often, and lack vowels.
 */
function isWords(run: string): boolean {
  const words = run.split(/[./_-]|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  const letters = words.join('').length;
  return (
    letters >= 4.5 * words.length &&
    words.every(
      (word) =>
        /^(?:[A-Z]?[a-z]{1,18}|[A-Z]{2,5})$/.test(word) && (word.length < 4 || /[aeiouy]/i.test(word)),
    )
  );
}

/** Whatever has eight characters in a row with the input. Letter case is no disguise. */
function withoutShared(text: string, input: string): string {
  const lower = text.toLowerCase();
  // A letter whose small form is longer would put the two out of step.
  if (lower.length !== text.length) return '';
  const marked = new Uint8Array(text.length);
  for (let at = 0; at + shared <= lower.length; at++)
    if (input.includes(lower.slice(at, at + shared))) marked.fill(1, at, at + shared);
  return Array.from({ length: text.length }, (_, at) => (marked[at] === 0 ? text[at] : cut)).join('');
}
