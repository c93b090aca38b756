import { SurroundingsError } from './explain.ts';

/** Error codes of Node and undici that mean that nothing listens. */
const unreachable: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** How long a service may take to answer, in ms. */
const patienceMs = 5_000;

/**
 * Asks once for `/`. Rejects, with what to do, if nothing answers or the answer is plainly not Connect's. AWS, the
 * simulated Connect and other stand-ins refuse that path in JSON; a website has a page there.
 */
export async function checkConnect(variable: string, url: string, patience = patienceMs): Promise<void> {
  const mend = `set both AWS_ENDPOINT_URL_CONNECT and AWS_ENDPOINT_URL_CONNECTPARTICIPANT to one that does, or neither`;
  let answer: Response;
  try {
    answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    await answer.body?.cancel();
  } catch (error) {
    const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
    const code = typeof cause?.code === 'string' ? cause.code : '';
    if (name === 'TimeoutError')
      throw new SurroundingsError(`${variable}: ${url} takes a connection and does not answer: ${mend}`);
    throw new SurroundingsError(
      unreachable.has(code)
        ? `${variable}: nothing answers at ${url} (${code}): start it, or unset both AWS_ENDPOINT_URL_CONNECT and ` +
            'AWS_ENDPOINT_URL_CONNECTPARTICIPANT for the simulated one'
        : `${variable}: ${url} does not answer as Amazon Connect${code === '' ? '' : ` (${code})`}: ${mend}`,
    );
  }
  const type = answer.headers.get('content-type') ?? '';
  const isJson = type.includes('json') || answer.headers.has('x-amzn-errortype');
  if (!isJson && (answer.status < 400 || type.includes('html')))
    throw new SurroundingsError(`${variable}: ${url} does not answer as Amazon Connect: ${mend}`);
}
