import { parseArgs } from 'node:util';

/** The arguments of the command that erases contacts. */
export interface Options {
  /** The settings behind `-c`, as `cdk deploy` takes them. */
  readonly context: Readonly<Record<string, string>>;
  /** Each once. */
  readonly contacts: readonly string[];
  /** In place of the stack's. */
  readonly table: string | undefined;
  readonly atConnect: boolean;
}

export const usage = `npm run erase -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=… --contact …

Deletes all that the table has of contacts: sessions, places in line, shares of quotas, and the records of every
ClientToken. Takes the settings of \`cdk deploy\`, -c environment=… included, and the credentials that the AWS CLI uses.
Reads the whole table once. May be interrupted, and repeated.

  --contact …     the contact's id; may be given several times, for one reading of the table
  --at-connect    also ends each contact that is open at Connect (StopContact), and has Connect delete the personal data
                  of its record (DeleteContactData)
  --table …       another table than the stack's, such as one that was restored
  --help          says this
`;

/** Reads the arguments. Returns the options, or a sentence for each argument that is wrong. */
export function parseOptions(
  argv: readonly string[],
): Options | { readonly help: true } | { readonly problems: readonly string[] } {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        contact: { type: 'string', multiple: true },
        table: { type: 'string' },
        'at-connect': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { problems: [(error as Error).message] };
  }
  if (values.help === true) return { help: true };
  const pairs = (values.context ?? []).map((pair) => [pair, pair.indexOf('=')] as const);
  const contacts = [...new Set(values.contact)];
  const problems = [
    ...pairs.filter(([, at]) => at < 1).map(([pair]) => `-c must be followed by name=value: ${pair}`),
    ...(contacts.length === 0 ? ['--contact must name the contact: its id, as Connect has it'] : []),
    ...contacts
      .filter((id) => !/^[\w-]{1,256}$/.test(id))
      .map(() => '--contact must be an id of letters, digits and dashes'),
    ...(contacts.length > 50 ? ['--contact may be given at most 50 times'] : []),
  ];
  if (problems.length > 0) return { problems };
  return {
    context: Object.fromEntries(pairs.map(([pair, at]) => [pair.slice(0, at), pair.slice(at + 1)])),
    contacts,
    table: values.table,
    atConnect: values['at-connect'] ?? false,
  };
}
