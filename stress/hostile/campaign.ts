import fc from 'fast-check';
import { violationOf, type Violation } from './judge.ts';
import { openLine } from './line.ts';
import { newAsker } from './new-asker.ts';
import { bytesOf, type Asker, type HostileRequest } from './request.ts';
import { hostileRequests } from './requests.ts';

/** One who asks, over one connection, as many requests as it is told. */
export interface Campaign {
  /** The port of the API on loopback. */
  readonly port: number;
  readonly number: number;
  readonly requests: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** The bearers of all who ask, each by its number. */
  readonly bearers: Map<string, number>;
  /** Called with each answer. */
  readonly tell: (request: HostileRequest, status: number | undefined) => void;
}

/** The smallest request that breaks a claim, and how to make it again. */
export interface Counterexample {
  readonly violation: Violation;
  readonly request: string;
  readonly seed: number;
  readonly path: string;
  readonly after: number;
}

/** Asks until all is asked, or one answer is wrong: then makes its request smaller. */
export async function campaign(given: Campaign): Promise<Counterexample | undefined> {
  const { port, number, requests, seed, signal, bearers, tell } = given;
  const line = openLine(port);
  let asker = await newAsker(line, given);
  let violation: Violation | undefined;
  try {
    const { failed, counterexample, counterexamplePath, numRuns, errorInstance } = await fc.check(
      fc.asyncProperty(hostileRequests, async (request) => {
        if (signal.aborted) return;
        const isHead = request.kind === 'http' && request.method === 'HEAD';
        const answer = await line.send(bytesOf(request, asker), { hangUp: request.kind === 'bytes', isHead });
        tell(request, answer?.status);
        const others = new Set([...bearers].filter(([, who]) => who !== number).map(([bearer]) => bearer));
        const found = violationOf(request, answer, asker, others);
        if (found) {
          violation = found;
          throw new Error(found.text);
        }
        if (endsTheChat(request, answer?.status)) {
          bearers.delete(asker.bearer);
          asker = await newAsker(line, given);
        }
      }),
      { numRuns: requests, seed, endOnFailure: false },
    );
    signal.throwIfAborted();
    if (!failed) return undefined;
    if (violation === undefined) throw errorInstance;
    const [request] = counterexample ?? [];
    return {
      violation,
      request: request === undefined ? '' : printed(request),
      seed,
      path: counterexamplePath ?? '',
      after: numRuns,
    };
  } finally {
    line.close();
  }
}

/** The bytes, its asker left out. */
function printed(request: HostileRequest): string {
  const asker = Object.fromEntries(
    ['number', 'bearer', 'contact', 'attachment', 'upload'].map((name) => [name, `{${name}}`]),
  ) as unknown as Asker;
  return JSON.stringify(Buffer.from(bytesOf(request, asker)).toString('latin1').slice(0, 4_000));
}

/** Whether the asker has no chat any more. */
function endsTheChat(request: HostileRequest, status: number | undefined): boolean {
  if (request.kind !== 'http' || status !== 200) return false;
  return request.method === 'DELETE' || /^\/participant\/disconnect\b/.test(request.path);
}
