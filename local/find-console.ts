import { isLoopback } from './own-requests.ts';

/** A console answers at once or is not there, however busy the machine is. */
const patienceMs = 3_000;

/**
 * Where the agent console of a simulated Connect is, when the one at this URL is simulated; undefined when it is not,
 * does not answer in time, or is not on this machine, in which case it is not asked.
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
