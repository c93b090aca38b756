import { checkConnect } from './check-connect.ts';
import { ensureTable, startDynamoDb } from './dynamodb.ts';
import type { LocalSettings } from './settings.ts';
import type { Verification } from '../lambdas/core/verification.ts';
import { startSimulatedVerification } from './simulated-verification/simulated-verification.ts';
import { startSimulatedConnect } from './simulated-connect/simulated-connect.ts';

/** The services that the functions call. */
export interface Backends {
  /** The built-in simulated Connect's URL; undefined where there is another Connect. */
  readonly simulator: string | undefined;
  readonly endpoints: Verifying & {
    readonly AWS_ENDPOINT_URL_CONNECT: string;
    readonly AWS_ENDPOINT_URL_CONNECTPARTICIPANT: string;
    readonly AWS_ENDPOINT_URL_DYNAMODB: string;
  };
}

/** What the functions are told of the built-in provider that verifies visitors; nothing where there is none. */
interface Verifying {
  readonly VERIFICATION?: string;
  readonly AWS_ENDPOINT_URL_SSM?: string;
}

/**
 * Starts the built-in services, checks that the others answer, and creates the table. Adds to `ending` what ends each
 * thing that it starts. `contactEvents` takes the built-in Connect's. Rejects with a sentence for a person.
 */
export async function startBackends(
  { connect, dynamodb, quotas, verification }: LocalSettings,
  table: { readonly tableName: string; readonly region: string },
  ending: (() => unknown)[],
  contactEvents: (event: object) => void = () => undefined,
): Promise<Backends> {
  if (connect)
    await Promise.all([
      checkConnect('AWS_ENDPOINT_URL_CONNECT', connect.connect),
      checkConnect('AWS_ENDPOINT_URL_CONNECTPARTICIPANT', connect.participant),
    ]);
  const [simulator, embedded] = await Promise.all([
    connect ? undefined : startSimulatedConnect({ quotas, contactEvents }),
    dynamodb === undefined ? startDynamoDb() : undefined,
  ]);
  if (simulator) ending.push(() => simulator.close());
  if (embedded) ending.push(() => embedded.close());
  const endpoints = {
    ...(verification && (await startVerification(verification, ending))),
    AWS_ENDPOINT_URL_CONNECT: connect?.connect ?? simulator?.url ?? '',
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: connect?.participant ?? simulator?.url ?? '',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb ?? embedded?.url ?? '',
  };
  await ensureTable(table.tableName, table.region, endpoints.AWS_ENDPOINT_URL_DYNAMODB);
  return { simulator: simulator?.url, endpoints };
}

async function startVerification(
  provider: 'turnstile' | 'recaptcha',
  ending: (() => unknown)[],
): Promise<Verifying> {
  const simulated = await startSimulatedVerification();
  ending.push(() => simulated.close());
  const verification: Verification = {
    provider,
    url: simulated.siteverify[provider],
    secretArn: 'arn:aws:ssm:us-east-1:000000000000:parameter/captcha',
    hostname: 'localhost',
    action: 'chat',
    onFailure: 'refuse',
  };
  return { VERIFICATION: JSON.stringify(verification), AWS_ENDPOINT_URL_SSM: simulated.url };
}
