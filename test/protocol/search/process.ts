import { breaker } from '../../../lambdas/core/breaker.ts';
import { RequestFailure, wireError } from '../../../lambdas/core/failure.ts';
import { StoreError, type Ports } from '../../../lambdas/core/ports.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import type { ApiRequest } from '../../../lambdas/steps/request.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { asCallerToken } from '../../support/tokens.ts';
import { handlerOf, settings } from '../ledger/scene.ts';
import type { IdOf } from './intern.ts';
import type { Answered, Asked, AskedRequest, Asking, Call, Local, PortName, Reply, Result } from './asked.ts';
import { reaped, reaperPortsOver } from './reaping.ts';

/**
 * A request in a process of its own. What a real handler does next follows from what it was answered so far, and when:
 * so a process is its history of answers. Each history is played once, and what the handler asks for then is remembered.
 */

export interface Process {
  begin(now: number): Promise<Local>;
  answer(local: Local, answered: Answered): Promise<Local>;
}

/** `number` decides its random bytes. */
export function processOf(asked: Asked, number: number, idOf: IdOf, nextId: () => number): Process {
  const known = new Map<string, Local>();

  async function reach(began: number, history: readonly Answered[], key: string): Promise<Local> {
    const standing = known.get(key);
    if (standing) return standing;
    const reached = { id: nextId(), ...(await played(asked, number, began, history)) };
    known.set(key, reached);
    return reached;
  }

  return {
    begin: (now) => reach(now, [], `${now}`),
    answer: (local, answered) =>
      reach(
        local.began,
        [...local.history, answered],
        `${local.id} ${answered.call} ${answered.at} ${idOf(answered.reply)}`,
      ),
  };
}

async function played(
  asked: Asked,
  number: number,
  began: number,
  history: readonly Answered[],
): Promise<Omit<Local, 'id'>> {
  let now = began;
  let result: Result | undefined;
  let heldUp = false;
  const calls: Call[] = [];
  const open = new Map<number, (reply: Reply) => void>();
  const call = <T>(port: PortName, method: string, given: readonly unknown[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const index = calls.length;
      calls.push({ index, port, method, given, issued: now });
      open.set(index, (reply) => {
        if (reply.kind === 'value') resolve(reply.value as T);
        else
          reject(
            reply.kind === 'failure' ? new UpstreamError(reply.failure) : new StoreError('TimeoutError'),
          );
      });
    });
  const answered = asked.reaper
    ? reaped(
        asked.reaper,
        reaperPortsOver(call, () => now),
      )
    : answerTo(
        asked,
        portsOver(call, () => now, seededRandom(number), asked),
      );
  void answered.then((answer) => (result = answer));
  await quiet();
  for (const { call: index, at, reply } of history) {
    const { port, issued, given } = calls[index] as Call;
    if (at > issued + (port === 'sleep' ? Number(given[0]) : 0)) heldUp = true;
    now = at;
    open.get(index)?.(reply);
    open.delete(index);
    await quiet();
  }
  return {
    began,
    history,
    calls,
    pending: [...open.keys()].map((index) => calls[index] as Call),
    result,
    heldUp,
  };
}

/** Everything that follows from an answer alone is done when the event loop comes round. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export async function answerTo(asked: AskedRequest, ports: Ports): Promise<Result> {
  const { operation, input, clientToken, bearer } = asked;
  const trace = newTrace();
  const request: ApiRequest = {
    operation,
    input,
    callerToken: clientToken === undefined ? undefined : asCallerToken(clientToken),
    bearer,
    identityToken: undefined,
    origin: undefined,
    began: ports.now(),
    trace,
  };
  try {
    const { status, body } = await handlerOf(operation)(request, ports);
    return { status, body, ledger: trace.ledger };
  } catch (error) {
    if (!(error instanceof RequestFailure))
      return { status: 500, body: undefined, ledger: trace.ledger, defect: String(error) };
    const { status, type } = wireError(error.failure, operation.service);
    return { status, body: type, ledger: trace.ledger };
  }
}

function portsOver(call: Asking, now: () => number, random: () => number, asked: AskedRequest): Ports {
  const seen = seenSessions();
  if (asked.warm && asked.session !== undefined) seen.add(asked.session, 'instance');
  return {
    settings: asked.settings ?? settings,
    sessions: {
      read: (id) => call('sessions', 'read', [id]),
      create: (session) => call('sessions', 'create', [session]),
      lease: (id, claim) => call('sessions', 'lease', [id, claim]),
      connect: (id, connection) => call('sessions', 'connect', [id, connection]),
      unlease: (id, owner) => call('sessions', 'unlease', [id, owner]),
      revoke: (id, expires) => call('sessions', 'revoke', [id, expires]),
      end: (id, expires) => call('sessions', 'end', [id, expires]),
      leave: (id, left, due) => call('sessions', 'leave', [id, left, due]),
      stay: (id, left, due) => call('sessions', 'stay', [id, left, due]),
      begin: (start) => call('sessions', 'begin', [start]),
      forgo: (id) => call('sessions', 'forgo', [id]),
    },
    openChats: {
      opened: (id, most) => call('openChats', 'opened', [id, most]),
      closed: (id) => call('openChats', 'closed', [id]),
      read: (id) => call('openChats', 'read', [id]),
    },
    ledger: {
      claim: (record, at) => call('ledger', 'claim', [record, at]),
      takeOver: (read, taken) => call('ledger', 'takeOver', [read, taken]),
      complete: (record, done) => call('ledger', 'complete', [record, done]),
      release: (record, ambiguous) => call('ledger', 'release', [record, ambiguous]),
      verified: (record) => call('ledger', 'verified', [record]),
      abandon: (record) => call('ledger', 'abandon', [record]),
    },
    upstream: { send: (command, input, timeout) => call('upstream', command, [input, timeout]) },
    breaker: breaker(),
    seen,
    events: sentEvents(),
    shaper: unshaped,
    now,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256)),
    sleep: (milliseconds) => call('sleep', 'sleep', [milliseconds]),
  };
}
