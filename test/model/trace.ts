import type { LedgerRecord } from '../../lambdas/core/ledger.ts';
import type { Path, State } from '../protocol/search/search.ts';

/** Steps of test/model/trace.pml, by their numbers there. */
const ops = {
  nextTrace: 0,
  claim: 1,
  takeOver: 2,
  complete: 3,
  release: 4,
  abandon: 5,
  seenAgain: 6,
  leaseOver: 7,
  expired: 8,
  storeless: 9,
  send: 10,
  carried: 11,
  notDone: 12,
} as const;

export const bytesOfStep = 9;

type Op = keyof typeof ops;

/** What a schedule of real handlers has done to the one record that it is about, in the steps of the model. */
export function traceOf(path: Path): Uint8Array {
  const steps: number[][] = [];
  const add = (op: Op, who = 0, given = 0, row?: LedgerRecord | 'absent'): void => {
    steps.push([ops[op], who, given, ...wanted(row, owners)]);
  };
  const owners = ownersIn(path);
  const bodies: string[] = [];
  add('nextTrace');
  for (const [index, state] of path.entries()) {
    const before = path[index - 1];
    if (!before) continue;
    const row = [...state.world.ledger.values()][0];
    let standing = [...before.world.ledger.values()][0];
    for (const [nth, { process, call }] of state.arrived.entries()) {
      if (call.port !== 'ledger') continue;
      const [record, second] = call.given as [LedgerRecord, unknown];
      const last = nth === state.arrived.length - 1;
      const after = last ? (row ?? 'absent') : undefined;
      const clock = createdBy(state, process);
      if (standing?.state === 'PENDING' && standing.lease > 0 && standing.lease <= clock) add('leaseOver');
      if (!bodies.includes(record.fingerprint)) bodies.push(record.fingerprint);
      const body = bodies.indexOf(record.fingerprint);
      if (call.method === 'claim') {
        if (standing && row && standing.created !== row.created) add('expired');
        add('claim', process, body, after);
      } else if (call.method === 'takeOver') add(nth > 0 ? 'seenAgain' : 'takeOver', process, body, after);
      else if (call.method === 'complete')
        add('complete', process, (second as { status: number }).status < 400 ? 1 : 2, after);
      else if (call.method === 'release') add('release', process, Number(second) > 0 ? 1 : 0, after);
      else if (call.method === 'abandon') add('abandon', process, 0, after);
      standing = row;
    }
    heard(before, state, add);
  }
  return Uint8Array.from(steps.flat());
}

/** What its processes were told in a step, and what they have sent upon it. */
function heard(before: State, state: State, add: (op: Op, who?: number, given?: number) => void): void {
  for (const [process, { local }] of state.processes.entries()) {
    const earlier = before.processes[process]?.local;
    for (const { call, reply } of local?.history.slice(earlier?.history.length ?? 0) ?? []) {
      const { port, method } = local?.calls[call] ?? {};
      if (port === 'ledger' && (method === 'claim' || method === 'takeOver') && reply.kind === 'unreachable')
        add('storeless', process);
      if (port !== 'upstream') continue;
      if (reply.kind === 'value') add('carried', process);
      else if (reply.kind === 'failure' && reply.failure.kind !== 'ambiguous') add('notDone', process);
    }
    for (const { port } of local?.calls.slice(earlier?.calls.length ?? 0) ?? [])
      if (port === 'upstream') add('send', process, 1);
  }
}

function createdBy({ processes }: State, process: number): number {
  const claim = processes[process]?.local?.calls.find(
    ({ port, method }) => port === 'ledger' && method === 'claim',
  );
  return (claim?.given[0] as LedgerRecord | undefined)?.created ?? 0;
}

/** Which process an owner's nonce is of. */
function ownersIn(path: Path): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const { processes } of path.slice(-1))
    for (const [process, { local }] of processes.entries())
      for (const { port, method, given } of local?.calls ?? [])
        if (port === 'ledger' && method === 'claim') owners.set((given[0] as LedgerRecord).owner, process);
  return owners;
}

function wanted(row: LedgerRecord | 'absent' | undefined, owners: ReadonlyMap<string, number>): number[] {
  if (row === undefined) return [255, 0, 0, 0, 0, 0];
  if (row === 'absent') return [0, 0, 0, 0, 0, 0];
  const { state, owner, lease, attempts, ambiguous, status = 0 } = row;
  return [
    state === 'DONE' ? 2 : 1,
    owners.get(owner) ?? 254,
    lease === 0 ? 1 : 0,
    attempts,
    ambiguous > 0 ? 1 : 0,
    status === 0 ? 0 : status < 400 ? 1 : 2,
  ];
}
