import { parseArgs } from 'node:util';

export const usage = `npm run package -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=…

Writes what a deployment without CDK takes into dist/package: a CloudFormation template, the code as zip files, and a
README.txt with the commands. Takes the settings of \`cdk deploy\`, -c environment=… included.
`;

export type Options =
  | { readonly help: true }
  | { readonly context: Readonly<Record<string, string>> }
  | { readonly problems: readonly string[] };

/** Reads the settings behind `-c`, as `cdk deploy` takes them. Returns a sentence for each argument that is none. */
export function parseOptions(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { help: true };
    const pairs = values.context.map((given) => /^([^=]+)=(.*)$/s.exec(given) ?? [given]);
    const wrong = pairs.filter((pair) => pair.length === 1);
    return wrong.length > 0
      ? { problems: wrong.map(([given]) => `-c must be followed by name=value: ${given} has no value`) }
      : { context: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value])) };
  } catch (error) {
    // The message of parseArgs is a sentence for the person who typed it.
    return { problems: [`${(error as Error).message.split('. ')[0]}: see --help`] };
  }
}
