import type { ConnectClientConfig } from '@aws-sdk/client-connect';
import type { Asked, Failure } from './facts.ts';

/**
 * The configuration of every AWS client. Without credentials or an endpoint, the SDK finds them by itself, as the AWS
 * CLI does.
 */
export type ClientConfiguration = Pick<
  ConnectClientConfig,
  'region' | 'endpoint' | 'credentials' | 'maxAttempts' | 'requestHandler'
>;

/** Returns the configuration for a Region. Its clients give up on what does not answer. */
export function liveConfiguration(region: string): ClientConfiguration {
  return { region, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 } };
}

/** Asks, and never throws. */
export async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { answer: await ask() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** Asks for each. Returns the answers by what was asked for. */
export async function each<T>(
  keys: readonly string[],
  ask: (key: string) => Promise<T>,
): Promise<Record<string, Asked<T>>> {
  const answers = await Promise.all(keys.map(async (key) => [key, await asked(() => ask(key))] as const));
  return Object.fromEntries(answers);
}

const credentialErrors: ReadonlySet<string> = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'ExpiredToken',
  'ExpiredTokenException',
]);

/** The error names by which services say that something does not exist. An id of the wrong form cannot exist. */
const notFound =
  /^(ResourceNotFound|NotFound|InvalidParameter|InvalidRequest|WAFNonexistentItem|(Application|DeploymentGroup)DoesNotExist)Exception$|^(ResourceNotFound|DashboardNotFoundError|ParameterNotFound|NotFound|InvalidParameter)$/;

export function failureOf(error: unknown): Failure {
  const {
    name = 'Error',
    code,
    message = '',
  } = (error ?? {}) as { readonly name?: string; readonly code?: string; readonly message?: string };
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) return { kind: 'no-credentials' };
  if (credentialErrors.has(name)) return { kind: 'credentials-refused', name };
  if (/^(AccessDenied|AuthorizationError|UnauthorizedOperation)(Exception)?$/.test(name))
    return { kind: 'not-allowed' };
  if (notFound.test(name)) return { kind: 'not-found' };
  // CloudFormation uses one name for every error of validation.
  if (name === 'ValidationError' && /does not exist/.test(message)) return { kind: 'not-found' };
  if (name === 'ContactFlowNotPublishedException') return { kind: 'not-published' };
  if (/^(Throttl(ing|ed)(Exception)?|TooManyRequestsException|RequestLimitExceeded)$/.test(name))
    return { kind: 'throttled' };
  if (code !== undefined || name === 'TimeoutError') return { kind: 'unreachable', code: code ?? name };
  return { kind: 'other', name };
}
