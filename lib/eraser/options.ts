import { parseArgs } from 'node:util';
import { searchable, type Search } from './find-contacts.ts';

/** The arguments of the command that erases contacts. */
export interface Options {
  /** The settings behind `-c`, as `cdk deploy` takes them. */
  readonly context: Readonly<Record<string, string>>;
  /** Each once; none where they are searched for. */
  readonly contacts: readonly string[];
  readonly search: Pick<Search, 'attribute' | 'since'> | undefined;
  /** Whether what is found is printed, and nothing deleted. */
  readonly list: boolean;
  /** In place of the stack's. */
  readonly table: string | undefined;
  readonly atConnect: boolean;
}

export const usage = `npm run erase -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=… --contact …
npm run erase -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=… --attribute … --list

Deletes all that the table has of contacts: sessions, places in line, shares of quotas, and the records of every
ClientToken. Takes the settings of \`cdk deploy\`, -c environment=… included, and the credentials that the AWS CLI uses.
Reads the whole table once. May be interrupted, and repeated.

  --contact …     the contact's id; may be given several times, for one reading of the table
  --attribute …   the name of a contact attribute, in place of ids: Connect is searched for the chats of one person,
                  whose value of it is read from the standard input; the attribute has to be searchable in Connect
  --since …       the day, as 2026-01-31, since when these chats began (default: two years ago)
  --list          prints the contacts that are found, and deletes nothing
  --at-connect    also ends each contact that is open at Connect (StopContact), and has Connect delete the personal data
                  of its record (DeleteContactData)
  --table …       another table than the stack's, such as one that was restored
  --help          says this
`;

/** Reads the arguments. Returns the options, or a sentence for each argument that is wrong. `now`: epoch milliseconds. */
export function parseOptions(
  argv: readonly string[],
  now: number,
): Options | { readonly help: true } | { readonly problems: readonly string[] } {
  let values, positionals;
  try {
    ({ values, positionals } = parseArgs({
      args: [...argv],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        contact: { type: 'string', multiple: true },
        attribute: { type: 'string' },
        since: { type: 'string' },
        list: { type: 'boolean' },
        table: { type: 'string' },
        'at-connect': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    }));
  } catch (error) {
    return { problems: [(error as Error).message] };
  }
  if (values.help === true) return { help: true };
  const pairs = (values.context ?? []).map((pair) => [pair, pair.indexOf('=')] as const);
  const contacts = [...new Set(values.contact)];
  const { attribute, list = false } = values;
  const since = values.since === undefined ? now - searchable : startOf(values.since);
  const problems = [
    ...pairs.filter(([, at]) => at < 1).map(([pair]) => `-c must be followed by name=value: ${pair}`),
    // It may be somebody's value: it is not repeated.
    ...(positionals.length > 0
      ? ['What is no option must follow one, and a value is never an argument']
      : []),
    ...(contacts.length === 0 && attribute === undefined
      ? [
          '--contact must name the contact: its id, as Connect has it; or --attribute what to search Connect by',
        ]
      : []),
    ...contacts
      .filter((id) => !/^[\w-]{1,256}$/.test(id))
      .map(() => '--contact must be an id of letters, digits and dashes'),
    ...(contacts.length > 50 ? ['--contact may be given at most 50 times'] : []),
    ...(contacts.length > 0 && attribute !== undefined
      ? ['--contact and --attribute do not go together']
      : []),
    ...(attribute !== undefined && !/^[\w-]{1,100}$/.test(attribute)
      ? [
          '--attribute must be the name alone: the value is read from the standard input, as npm logs arguments',
        ]
      : []),
    ...(attribute === undefined && (list || values.since !== undefined)
      ? ['--list and --since go with --attribute']
      : []),
    ...(since >= now - searchable && since <= now
      ? []
      : ['--since must be a day of the last two years, as 2026-01-31: Connect searches no further back']),
  ];
  if (problems.length > 0) return { problems };
  return {
    context: Object.fromEntries(pairs.map(([pair, at]) => [pair.slice(0, at), pair.slice(at + 1)])),
    contacts,
    search: attribute === undefined ? undefined : { attribute, since },
    list,
    table: values.table,
    atConnect: values['at-connect'] ?? false,
  };
}

/** When a day begins (UTC), in epoch milliseconds; NaN for what is no day. */
function startOf(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(`${day}T`) ? start : NaN;
}
