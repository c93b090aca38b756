import { sessionScope } from '../../../lambdas/core/secret.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import type { SessionRow } from '../../support/memory-stores.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { bearerIn } from '../ledger/scene.ts';
import { noCoverage, type Attempt, type Change, type History, type Send } from '../ledger/play.ts';
import type { AskedRequest, Call, Local } from './asked.ts';
import type { Path, Scenario } from './search.ts';

/** A schedule as the invariants of test/protocol/ledger/invariants.ts read one: as a random play leaves it behind. */
export function historyOf({ asked }: Scenario, path: Path): History {
  const last = path.at(-1);
  if (!last) throw new Error('a path without a state');
  const attempts: Attempt[] = last.processes.map(({ local, gone, dead }, index) =>
    attemptOf(index, asked[index] as AskedRequest, { local, gone, dead }, last.world.sessions),
  );
  const sends: Send[] = [];
  const changes: Change[] = [];
  const sessionChanges: { readonly before: Change['before'] | undefined; readonly after: undefined }[] = [];
  const known = attempts.map(() => 0);
  for (const { world, processes, ledger, sessions } of path) {
    for (const { key, before, after } of ledger)
      changes.push({ at: world.now, key, before, after, sends: sends.length });
    sessionChanges.push(...(sessions as unknown as typeof sessionChanges));
    for (const [index, { local }] of processes.entries())
      for (const call of local?.calls.slice(known[index]) ?? []) {
        known[index] = call.index + 1;
        const attempt = attempts[index] as Attempt;
        const send = sendOf(call, attempt, last.processes[index]?.local);
        if (send) sends.push(send);
      }
  }
  return {
    attempts: attempts.filter((_attempt, index) => last.processes[index]?.local),
    sends,
    changes,
    sessionChanges: sessionChanges as unknown as History['sessionChanges'],
    effects: last.world.connect.effects,
    budget: (asked[0] as AskedRequest).operation.budget,
    seen: noCoverage(),
  };
}

function attemptOf(
  id: number,
  { operation, input, clientToken, session }: AskedRequest,
  {
    local,
    gone,
    dead,
  }: { readonly local: Local | undefined; readonly gone: Session['ended']; readonly dead: boolean },
  sessions: ReadonlyMap<string, SessionRow>,
): Attempt {
  const ended = local?.result && (local.history.at(-1)?.at ?? local.began);
  return {
    id,
    key: `${operation.name} ${session ?? ''} ${clientToken ?? ''}`,
    body: bodyOf(input),
    began: local?.began ?? 0,
    gone: gone !== false,
    chatOver: gone === 'over',
    ...ledgerOf(local),
    over: dead,
    heldUp: local?.heldUp ?? false,
    ended,
    status: local?.result?.status,
    answer: local?.result?.status === 200 ? JSON.stringify(local.result.body) : undefined,
    replayed: local?.result?.ledger === 'replayed',
    bearerWorks: bearerWorks(local, sessions),
  };
}

const sessionIds = new WeakMap<object, string | false>();

function bearerWorks(
  local: Local | undefined,
  sessions: ReadonlyMap<string, SessionRow>,
): boolean | undefined {
  const { result } = local ?? {};
  if (result?.status !== 200) return undefined;
  const id = sessionIds.get(result) ?? sessionIdIn(result.body);
  sessionIds.set(result, id);
  if (id === false) return undefined;
  const row = sessions.get(id);
  return row !== undefined && row.starting !== true;
}

function sessionIdIn(body: unknown): string | false {
  const token = bearerIn(body);
  return token ? sessionScope(token).id : false;
}

const bodyNumbers = new WeakMap<object, 0 | 1>();

function bodyOf(input: object): 0 | 1 {
  const number = bodyNumbers.get(input) ?? (JSON.stringify(input).includes('1') ? 1 : 0);
  bodyNumbers.set(input, number);
  return number;
}

/** What its claim has told a process. */
function ledgerOf(local: Local | undefined): Pick<Attempt, 'storeless' | 'generation' | 'owner'> {
  let storeless = false;
  let generation: number | undefined;
  let owner: Attempt['owner'];
  for (const call of local?.calls ?? []) {
    if (call.port !== 'ledger') continue;
    const reply = local?.history.find(({ call: index }) => index === call.index)?.reply;
    if (call.method === 'claim') {
      const [record] = call.given as [LedgerRecord];
      const standing = reply?.kind === 'value' ? (reply.value as LedgerRecord | undefined) : undefined;
      ({ owner } = record);
      generation = (standing ?? record).created;
    }
    if ((call.method === 'claim' || call.method === 'takeOver') && reply?.kind === 'unreachable')
      storeless = true;
  }
  return { storeless, generation, owner };
}

function sendOf(
  { port, given, index, issued }: Call,
  attempt: Attempt,
  local: Local | undefined,
): Send | undefined {
  if (port !== 'upstream') return undefined;
  const [{ ClientToken: clientToken }] = given as [{ readonly ClientToken?: string }];
  if (clientToken === undefined) return undefined;
  const reply = local?.history.find(({ call }) => call === index)?.reply;
  return { attempt, clientToken, at: issued, outcome: outcomeOf(reply) };
}

function outcomeOf(reply: Local['history'][number]['reply'] | undefined): Send['outcome'] {
  if (reply?.kind === 'value') return 'done';
  if (reply?.kind !== 'failure' || reply.failure.kind === 'ambiguous') return 'unknown';
  return reply.failure.kind === 'throttled' ? 'throttled' : 'refused';
}
