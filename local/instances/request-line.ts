import { styleText } from 'node:util';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import { operations } from '../../lambdas/operations/operations.ts';

/** How lines look to a person. */
export interface LineLook {
  readonly colour: boolean;
  /** Which of several processes wrote it, from 1; undefined if there is one. */
  readonly instance: number | undefined;
}

const routes: ReadonlyMap<string, string> = new Map(
  operations.map(({ name, method, path }) => [name, `${method} ${path}`] as const),
);

/**
 * Turns a function's JSON line into one for a person: when, which route, status and duration, what the ledger decided,
 * why it failed, and the beginning of the chat's reference. It has nothing that is not in the line, and no value that
 * could steer a terminal. Any other line is returned as it is. `time` returns a time of day, from epoch milliseconds.
 */
export function requestLine(
  line: string,
  { colour, instance }: LineLook,
  time: (at: number) => string,
): string {
  const fields = requestOf(line);
  if (!fields) return line;
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const { at, operation, status } = fields;
  const tone = status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green';
  const notes = notesOf(fields.line);
  const parts = [
    paint('dim', time(at)),
    instance === undefined ? undefined : paint('cyan', `[${instance}]`),
    routes.get(operation) ?? word(operation),
    paint(tone, String(status)),
    `${number(fields.line['duration']) ?? 0} ms`,
    status >= 400 && notes !== '' ? paint(tone, notes) : notes,
  ];
  const chat = word(fields.line['chat']);
  const head = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return chat === '' ? head : `${head} ${paint('dim', `· chat ${chat.slice(0, 5)}…`)}`;
}

interface RequestFields {
  readonly at: number;
  readonly operation: string;
  readonly status: number;
  readonly line: Readonly<Record<string, unknown>>;
}

function requestOf(line: string): RequestFields | undefined {
  if (!line.startsWith('{"_aws":')) return undefined;
  const entry = parsed(line);
  if (!isObject(entry) || !isObject(entry['_aws'])) return undefined;
  const at = number(entry['_aws']['Timestamp']);
  // A function that returns nothing has failed, as in Lambda.
  const status = number(entry['status']) ?? 502;
  const { operation } = entry;
  return at === undefined || typeof operation !== 'string'
    ? undefined
    : { at, operation, status, line: entry };
}

/** What happened, in the words of the line. */
function notesOf(line: Readonly<Record<string, unknown>>): string {
  const reason = sentence(line['reason']);
  const cause = sentence(line['cause']);
  const defect = [sentence(line['defect']), sentence(line['at'])].filter((text) => text !== '').join(' ');
  const throttles = number(line['throttled']) ?? number(line['absorbed']) ?? 0;
  return [
    reason !== '' && cause !== '' ? `${reason}: ${cause}` : reason,
    defect,
    word(line['ledger']),
    word(line['connection']),
    throttles > 0 ? 'throttled' : '',
    sentence(line['origin']),
  ]
    .filter((note) => note !== '')
    .join(' · ');
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns a name or a reference; anything else becomes empty. */
function word(value: unknown): string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : '';
}

/**
 * Puts a text on one line, without anything that a terminal would take for a command or that would change the direction
 * of the text.
 */
function sentence(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}
