import { isHeaderName } from '../lambdas/core/cors.ts';

/** What `npm start` may be told by the environment, and the defaults that make a chat work on one machine. */
export interface LocalSettings {
  readonly port: number;
  readonly quotas: boolean;
  /** Request headers that pages may send besides. */
  readonly allowedHeaders: readonly string[];
  /** Services to use in place of the built-in ones. */
  readonly connect: string | undefined;
  readonly participant: string | undefined;
  readonly dynamodb: string | undefined;
}

/** Answers the settings, or a sentence for each that is wrong. */
export function readLocalSettings(
  variables: Readonly<Record<string, string | undefined>>,
): LocalSettings | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const port = Number(variables['PORT'] || '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push('PORT must be a whole number from 0 to 65535, such as PORT=3001');
  const url = (name: string): string | undefined => {
    const value = variables[name] || undefined;
    if (value !== undefined && (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)))
      problems.push(`${name} must be a URL such as http://127.0.0.1:4577`);
    return value;
  };
  const allowedHeaders = headerNames(variables['ALLOWED_HEADERS']);
  if (!allowedHeaders)
    problems.push('ALLOWED_HEADERS must be ["x-tenant"]: names of request headers, without a wildcard');
  const settings = {
    port,
    allowedHeaders: allowedHeaders ?? [],
    quotas: variables['SIMULATOR_QUOTAS'] === '1',
    connect: url('AWS_ENDPOINT_URL_CONNECT'),
    participant: url('AWS_ENDPOINT_URL_CONNECTPARTICIPANT'),
    dynamodb: url('AWS_ENDPOINT_URL_DYNAMODB'),
  };
  return problems.length > 0 ? { problems } : settings;
}

/** The names in a list of JSON; undefined for anything else. */
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
    },
  }),
  ALLOWED_ORIGINS: '["http://localhost:*","http://127.0.0.1:*"]',
  REDIRECT_URIS: '["http://localhost:*","http://127.0.0.1:*"]',
  ATTRIBUTE_NAMES: '["*"]',
};
