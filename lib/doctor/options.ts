/** The arguments of the doctor. */
export interface Options {
  /** The settings behind `-c`, as `cdk deploy` takes them. */
  readonly context: Readonly<Record<string, string>>;
  /** The deployed API's stage, without a slash at the end. */
  readonly api: string | undefined;
  readonly startChat: boolean;
  readonly afterDeploy: boolean;
  readonly provoke429: boolean;
  readonly help: boolean;
}

export const usage = `npm run doctor -- -c instanceArn=… -c contactFlowId=… -c allowedOrigins=…

Checks what a deployment needs and says what to correct. Takes the settings of \`cdk deploy\`, -c environment=… included,
and asks AWS with the credentials that the AWS CLI uses. Changes nothing.

  --api https://…/v1   also checks the deployed API: its health, and the preflight of every origin
  --after-deploy       also checks what only a real account shows, of the stack and its API (which --api then need not
                       name): functions, table, logs, throttles, web ACL, metrics, dashboard, alarms, IAM routes
  --start-chat         also starts a real chat through that API, and ends it (an agent may see it); with cookieOrigins,
                       a second one, whose session is in a cookie
  --provoke-429        with --after-deploy: sends starts that start nothing until the web ACL refuses them, about two a
                       second for at most three minutes; this address then starts no chats for up to five minutes
  --help               says this

For example, before the first deployment:

  npm run doctor -- \\
    -c instanceArn=arn:aws:connect:eu-central-1:123456789012:instance/11111111-1111-4111-8111-111111111111 \\
    -c contactFlowId=22222222-2222-4222-8222-222222222222 \\
    -c allowedOrigins=https://www.example.com
`;

const switches = {
  '--start-chat': 'startChat',
  '--after-deploy': 'afterDeploy',
  '--provoke-429': 'provoke429',
  '--help': 'help',
  '-h': 'help',
} as const;

/** Reads the arguments. Returns the options, or a sentence for each argument that is wrong. */
export function parseOptions(argv: readonly string[]): Options | { readonly problems: readonly string[] } {
  const context: Record<string, string> = {};
  const problems: string[] = [];
  const switched = { startChat: false, afterDeploy: false, provoke429: false, help: false };
  let api: string | undefined;
  const given = argv.flatMap((argument) => {
    // `--name=value` is the same as `--name value`.
    const [, name, value] = /^(--(?:context|api))=(.*)$/s.exec(argument) ?? [];
    return name === undefined || value === undefined ? [argument] : [name, value];
  });
  for (let index = 0; index < given.length; index++) {
    const argument = given[index] ?? '';
    const value = given[index + 1] ?? '';
    if (argument === '-c' || argument === '--context') {
      index++;
      // Any name passes here: the settings say whether they have it.
      const [, name, setting] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
      if (name === undefined || setting === undefined)
        problems.push(`${argument} must be followed by name=value`);
      else context[name] = setting;
    } else if (argument === '--api') {
      index++;
      api = value.replace(/\/+$/, '');
      if (!isApi(api))
        problems.push('--api must be followed by the URL from the stack’s outputs: https://…/v1');
    } else if (Object.hasOwn(switches, argument))
      switched[switches[argument as keyof typeof switches]] = true;
    else
      problems.push(
        `There is no ${/^-[\w-]{1,40}$/.test(argument) ? argument : 'such argument'}: see --help`,
      );
  }
  const { startChat, afterDeploy, provoke429 } = switched;
  if (startChat && api === undefined && !afterDeploy)
    problems.push('--start-chat needs the API: add --api https://…/v1, or --after-deploy');
  if (provoke429 && !afterDeploy) problems.push('--provoke-429 goes with --after-deploy: add it');
  return problems.length > 0 ? { problems } : { context, api, ...switched };
}

/** Whether it may be the API's URL: with TLS, except on this machine, where `npm start` has none. */
function isApi(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, search, hash, username } = new URL(url);
  const local = protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1');
  return (protocol === 'https:' || local) && search + hash + username === '';
}
