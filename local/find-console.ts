import { isLoopback } from './own-requests.ts';

/** Milliseconds to wait: a console answers at once, however busy the machine is. */
const patienceMs = 3_000;

/**
 * Finds the agent console of a simulated Connect at this URL. Undefined if Connect is not simulated there, does not
 * answer in time, or is not on this machine; then it is not asked.
 */
export async function findConsole(connect: string, patience = patienceMs): Promise<string | undefined> {
  if (!isLoopback(connect)) return undefined;
  const { origin } = new URL(connect);
  try {
    const response = await fetch(`${origin}/_simulator/`, { signal: AbortSignal.timeout(patience) });
    const { Console } = (await response.json()) as { readonly Console?: unknown };
    return typeof Console === 'string' && URL.parse(Console)?.origin === origin ? Console : undefined;
  } catch {
    return undefined;
  }
}
