import { isHeaderName } from '../lambdas/core/cors.ts';
import { quotaClasses } from '../lambdas/core/quota.ts';
import type { Arguments } from './command-line/arguments.ts';

/** What `npm start` may be told by its command line and by the environment. */
export interface LocalSettings {
  readonly port: number;
  /** Number of API processes, each on the next port. */
  readonly instances: number;
  readonly quotas: boolean;
  /** A provider on this machine that verifies visitors, in the shape of this one; undefined for none. */
  readonly verification: 'turnstile' | 'recaptcha' | undefined;
  /** Request headers that pages may send besides. */
  readonly allowedHeaders: readonly string[];
  /** Services to use in place of the built-in ones. */
  readonly connect: { readonly connect: string; readonly participant: string } | undefined;
  readonly dynamodb: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

export const mostInstances = 8;

/** Returns the settings, or a sentence for each that is wrong. */
export function readLocalSettings(
  variables: Variables,
  given: Pick<Arguments, 'port' | 'instances'> = { port: undefined, instances: undefined },
): LocalSettings | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const port = readPort(variables, given.port, 3000);
  if (typeof port === 'string') problems.push(port);
  const instances = Number(/^\d{1,3}$/.exec(given.instances ?? '1')?.[0]);
  if (!(instances >= 1 && instances <= mostInstances))
    problems.push(`--instances must be a whole number from 1 to ${mostInstances}, such as --instances 3`);
  else if (typeof port === 'number' && port + instances - 1 > 65_535)
    problems.push(
      `${instances} instances need as many ports: choose a first one below ${65_537 - instances}`,
    );
  const quotas = readQuotas(variables);
  if (typeof quotas === 'string') problems.push(quotas);
  const verification = variables['SIMULATOR_VERIFICATION'] || undefined;
  if (verification !== undefined && verification !== 'turnstile' && verification !== 'recaptcha')
    problems.push('SIMULATOR_VERIFICATION must be turnstile or recaptcha, or be left out');
  const url = (name: string): string | undefined => {
    const value = variables[name] || undefined;
    if (value !== undefined && (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)))
      problems.push(`${name} must be a URL such as http://127.0.0.1:4577`);
    return value;
  };
  const allowedHeaders = headerNames(variables['ALLOWED_HEADERS']);
  if (!allowedHeaders)
    problems.push('ALLOWED_HEADERS must be ["x-tenant"]: names of request headers, without a wildcard');
  const connect = url('AWS_ENDPOINT_URL_CONNECT');
  const participant = url('AWS_ENDPOINT_URL_CONNECTPARTICIPANT');
  const dynamodb = url('AWS_ENDPOINT_URL_DYNAMODB');
  if (problems.length === 0 && (connect === undefined) !== (participant === undefined))
    problems.push(
      `${connect === undefined ? 'AWS_ENDPOINT_URL_CONNECT' : 'AWS_ENDPOINT_URL_CONNECTPARTICIPANT'} must be set as ` +
        'well, or neither of the two: chats would start in one Connect and go on in another',
    );
  if (problems.length > 0 || typeof port === 'string' || typeof quotas === 'string') return { problems };
  return {
    port,
    instances,
    allowedHeaders: allowedHeaders ?? [],
    quotas,
    verification: verification as LocalSettings['verification'],
    connect: connect !== undefined && participant !== undefined ? { connect, participant } : undefined,
    dynamodb,
  };
}

/** Returns the port of `--port` or PORT, 0 for any free one; a sentence if it is none. */
export function readPort(
  variables: Variables,
  given: string | undefined,
  otherwise: number,
): number | string {
  const value = given ?? (variables['PORT'] || String(otherwise));
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Infinity;
  if (port <= 65_535) return port;
  const example = otherwise + 1;
  return given === undefined
    ? `PORT must be a whole number from 0 to 65535, such as PORT=${example}`
    : `--port must be a whole number from 0 to 65535, such as --port ${example}`;
}

/** Whether SIMULATOR_QUOTAS asks for quotas; a sentence if that is unclear. */
export function readQuotas(variables: Variables): boolean | string {
  const value = variables['SIMULATOR_QUOTAS'] || '0';
  if (value === '1' || value === '0') return value === '1';
  return 'SIMULATOR_QUOTAS must be 1 for Connect’s default quotas, or 0 for none';
}

/** Returns the names in a JSON list; undefined for anything else. */
function headerNames(list: string | undefined): readonly string[] | undefined {
  if (list === undefined || list === '') return [];
  try {
    const names: unknown = JSON.parse(list);
    return Array.isArray(names) && names.every(isHeaderName) ? names : undefined;
  } catch {
    return undefined;
  }
}

/** The functions' environment where the caller has not set it: open to this machine's pages, and to nothing else. */
export const functionDefaults: Readonly<Record<string, string>> = {
  TABLE_NAME: 'connect-chat-bff',
  AWS_REGION: 'us-east-1',
  // Credentials for services on this machine, which do not look at them.
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  ENTRY_POINTS: JSON.stringify({
    default: {
      instanceId: '11111111-1111-4111-8111-111111111111',
      contactFlowId: '22222222-2222-4222-8222-222222222222',
      queueId: '33333333-3333-4333-8333-333333333333',
    },
  }),
  ALLOWED_ORIGINS: '["http://localhost:*","http://127.0.0.1:*"]',
  REDIRECT_URIS: '["http://localhost:*","http://127.0.0.1:*"]',
  ATTRIBUTE_NAMES: '["*"]',
};

const unlimited = { rate: 10_000, burst: 10_000 };

/**
 * The functions' settings for a Connect without quotas, as the simulated one has none unless it is asked to. One machine is
 * all visitors then, and starts as many chats as it likes. With SIMULATOR_QUOTAS, the limits of a deployment hold.
 */
export const withoutQuotas: Readonly<Record<string, string>> = {
  QUOTAS: JSON.stringify(Object.fromEntries(quotaClasses.map((name) => [name, unlimited]))),
  ADMISSION: '{"chats":1000000,"rate":1000,"burst":5000,"perNetwork":false}',
};
