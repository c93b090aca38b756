import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { StoreError, type Kept, type NewConnection } from '../../../lambdas/core/ports.ts';
import { open, seal } from '../../../lambdas/core/seal.ts';
import {
  sealContext,
  sessionRetention,
  tokenUsableUntil,
  type Session,
} from '../../../lambdas/core/session.ts';
import { UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { CallFailure } from '../../../lambdas/steps/call-upstream.ts';
import { connectionToken } from '../../../lambdas/steps/connection-token.ts';
import { createConnection, keepConnection } from '../../../lambdas/steps/open-connection.ts';
import { asOwnerNonce } from '../../support/tokens.ts';
import { answerTime, beside } from './connect.ts';
import { now, scope, session as plain } from './scoped.ts';

const iv = new Uint8Array(12);
const session: Session = {
  ...plain,
  participantToken: seal(scope.sealKey, sealContext(plain, 'participant-token'), 'participant', iv),
};
const owner = asOwnerNonce(Buffer.from(new Uint8Array(16).fill(7)).toString('base64url'));
const input = { Type: ['CONNECTION_CREDENTIALS' as const], ConnectParticipant: true };
const expiry = '2027-01-16T08:00:00.000Z';
const credentials = { ConnectionCredentials: { ConnectionToken: 'connection', Expiry: expiry } };
const answered = { output: credentials, requestId: undefined };
const down = new StoreError('down');

/** A connection with this token, until so long from now. */
function connection(token: string, lasts: number, version = 1): NonNullable<Session['connection']> {
  const sealed = seal(scope.sealKey, sealContext(plain, 'connection-token'), token, iv);
  return { version, token: sealed, expires: now + lasts };
}

interface Rows {
  /** What is read, one time after the other; the last one again. */
  readonly reads?: readonly Session[];
  /** Whether the lease is had, one time after the other; then it is. */
  readonly leases?: readonly boolean[];
  readonly kept?: readonly (Kept | Error)[];
  readonly end?: Error;
  readonly turn?: { readonly kind: 'go'; readonly wait: number };
}

/** A request over the session's row, beside a Connect with these answers; what was done with the row. */
function opening(
  answers: readonly unknown[],
  { reads = [session], leases = [], kept = [], end, turn }: Rows = {},
) {
  const done: (readonly unknown[])[] = [];
  const connections: NewConnection[] = [];
  const count = { reads: 0, leases: 0 };
  const scene = beside(
    answers,
    {
      operation: { budget: budgets.connection },
      ports: {
        seen: { add: () => undefined, forget: () => undefined },
        openChats: { closed: (id) => Promise.resolve(void done.push(['closed', id])) },
        sessions: {
          read: () => Promise.resolve(reads[Math.min(count.reads++, reads.length - 1)]),
          lease: () => Promise.resolve(leases[count.leases++] ?? true),
          unlease: (...what) => Promise.resolve(void done.push(['unlease', ...what.slice(0, 2)])),
          end: (...what) => {
            done.push(['end', ...what.slice(0, 2)]);
            return end ? Promise.reject(end) : Promise.resolve(true);
          },
          connect: (id, what) => {
            assert.equal(id, scope.id);
            const result = kept[connections.push(what) - 1] ?? 'stored';
            return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
          },
        },
      },
    },
    turn && { turn },
  );
  return { ...scene, done, connections, count };
}

function isDenied(error: RequestFailure): true {
  assert.deepEqual(error.failure, { kind: 'denied', reason: 'session-ended' });
  return true;
}

test('a connection is opened with the participant’s own token, as one of its quota', async () => {
  const { of, sends, reserved } = opening([answered]);
  assert.equal(await createConnection({ session, owner }, input, of), credentials);
  assert.deepEqual(sends, [
    {
      command: 'CreateParticipantConnection',
      input: { ...input, ParticipantToken: 'participant' },
      timeout: budgets.connection.attempt,
    },
  ]);
  const [{ patience: _, ...place }] = reserved as [{ patience: number }];
  assert.deepEqual(place, { instanceId: 'instance', quota: 'connection', priority: 'connection' });
  assert.equal(of.request.trace.connection, 'opened');
  await createConnection({ session: { ...session, connection: connection('old', 0) }, owner }, input, of);
  assert.equal(of.request.trace.connection, 'renewed');
  await assert.rejects(createConnection({ session: plain, owner }, input, of), isDenied);
});

test('while it waits for its turn it keeps its lease, and gives up without one', async () => {
  const turn = { kind: 'go', wait: 100 } as const;
  const waiting = opening([answered], { turn });
  assert.equal(await createConnection({ session, owner }, input, waiting.of), credentials);
  assert.deepEqual([waiting.slept, waiting.count.leases], [[100], 1]);
  const lost = opening([answered], { turn, leases: [false] });
  assert.equal(await createConnection({ session, owner }, input, lost.of), undefined);
  assert.equal(lost.sends.length, 0);
});

test('a chat is over where Connect itself refuses the participant’s token, and gives its place back', async () => {
  const refused = async (failure: UpstreamFailure, end?: Error): Promise<unknown> => {
    const { of, done } = opening([new UpstreamError(failure)], end && { end });
    const holding = { ...session, place: true } as const;
    await assert.rejects(createConnection({ session: holding, owner }, input, of), CallFailure);
    return done;
  };
  const ended = ['end', scope.id, now + answerTime + sessionRetention];
  assert.deepEqual(await refused({ kind: 'denied', certain: true }), [ended, ['closed', 'instance']]);
  assert.deepEqual(await refused({ kind: 'denied', certain: true }, down), [ended]);
  assert.deepEqual(await refused({ kind: 'denied', certain: false }), []);
  assert.deepEqual(await refused({ kind: 'ambiguous', detail: 'timeout' }), []);
  const rejected = { kind: 'rejected', status: 400, name: 'ValidationException', message: '' } as const;
  assert.deepEqual(await refused({ ...rejected, certain: true } as never), []);
  const defect = Object.assign(new TypeError('ours'), { failure: { kind: 'denied', certain: true } });
  const { of, done } = opening([defect]);
  await assert.rejects(createConnection({ session, owner }, input, of), defect);
  assert.deepEqual(done, []);
});

test('what a connection gave is stored, its token sealed', async () => {
  const { of, connections } = opening([]);
  const more = { renewed: 5, answerFor: 'asked' };
  assert.equal(await keepConnection({ session, owner }, credentials, more, of), true);
  const [{ token, ...rest } = assert.fail()] = connections;
  assert.deepEqual(rest, { owner, version: 1, expires: tokenUsableUntil(expiry, now), ...more });
  assert.ok(token);
  assert.equal(open(scope.sealKey, sealContext(session, 'connection-token'), token), 'connection');
  assert.deepEqual(token.subarray(0, 12), Buffer.from(new Uint8Array(12).fill(7)));
});

test('one without a token leaves the stored one, and each counts on', async () => {
  const { of, connections } = opening([]);
  const due = { ...session, connection: connection('old', 0, 4), due: now };
  assert.equal(await keepConnection({ session: due, owner }, {}, {}, of), true);
  assert.deepEqual(connections, [{ owner, version: 5, due: session.expires }]);
});

test('whoever comes late, or after the end, is told', async () => {
  const { of } = opening([], { kept: ['late', 'ended'] });
  assert.equal(await keepConnection({ session, owner }, credentials, {}, of), false);
  await assert.rejects(keepConnection({ session, owner }, credentials, {}, of), isDenied);
});

/** What becomes of a connection that cannot be stored. */
async function unstored(more: Partial<Session>): Promise<boolean | 'failed'> {
  const { of } = opening([], { kept: [down] });
  return await keepConnection({ session: { ...session, ...more }, owner }, credentials, {}, of).catch(
    (error: unknown) => {
      assert.ok(error instanceof RequestFailure);
      return 'failed';
    },
  );
}

test('a connection that cannot be stored is good for its request, unless the chat would be ended without it', async () => {
  const connected = { connection: connection('old', 0) };
  assert.equal(await unstored({}), true);
  assert.equal(await unstored({ ...connected, left: now }), true, 'a guest’s');
  assert.equal(await unstored({ ...connected, due: now }), true);
  assert.equal(await unstored({ due: now }), 'failed', 'nobody has connected');
  assert.equal(await unstored({ ...connected, due: now, left: now }), 'failed', 'nobody has come back');
});

test('the stored token is used while it lasts', async () => {
  const { of, sends, count } = opening([answered]);
  assert.equal(await connectionToken({ ...session, connection: connection('stored', 1) }, of), 'stored');
  assert.deepEqual([sends, count], [[], { reads: 0, leases: 0 }]);
});

test('after it there is one of a new connection', async () => {
  const { of, sends, connections, done } = opening([answered]);
  assert.equal(await connectionToken({ ...session, connection: connection('old', 0) }, of), 'connection');
  assert.deepEqual(sends[0]?.input, { ...input, ParticipantToken: 'participant' });
  assert.equal(connections[0]?.renewed, undefined);
  assert.ok(!('renewed' in (connections[0] ?? {})));
  assert.deepEqual(done, []);
});

test('and also in place of one that Connect has refused, which is noted', async () => {
  const { of, connections } = opening([answered]);
  const stored = { ...session, connection: connection('stored', 1) };
  assert.equal(await connectionToken(stored, of, 'stored'), 'connection');
  assert.equal(connections[0]?.renewed, now + answerTime);
  assert.equal(await connectionToken(stored, opening([answered]).of, 'an older one'), 'stored');
  assert.equal(await connectionToken(session, opening([answered]).of, 'one of before'), 'connection');
});

test('whoever has not got the lease waits for what another opens', async () => {
  const opened = { ...session, connection: connection('theirs', 60_000) };
  const { of, slept, sends } = opening([answered], { leases: [false, false], reads: [session, opened] });
  assert.equal(await connectionToken(session, of), 'theirs');
  assert.deepEqual([slept, sends], [[120, 180], []]);
});

test('and so does whoever has lost it, before Connect was asked or after', async () => {
  const opened = { ...session, connection: connection('theirs', 60_000) };
  const late = opening([answered], { kept: ['late'], reads: [opened] });
  assert.equal(await connectionToken(session, late.of), 'theirs');
  assert.equal(late.sends.length, 1);
  const turn = { kind: 'go', wait: 100 } as const;
  const lost = opening([answered], { turn, leases: [true, false], reads: [opened] });
  assert.equal(await connectionToken(session, lost.of), 'theirs');
  assert.deepEqual([lost.sends, lost.connections, lost.done], [[], [], []]);
});

test('a failure ends the lease', async () => {
  const unlease = [['unlease', scope.id, owner]];
  const failed = opening([new UpstreamError({ kind: 'denied', certain: false })]);
  await assert.rejects(connectionToken(session, failed.of), CallFailure);
  assert.deepEqual(failed.done, unlease);
  for (const output of [{}, { ConnectionCredentials: {} }]) {
    const empty = opening([{ output, requestId: undefined }]);
    await assert.rejects(connectionToken(session, empty.of), (error: RequestFailure) => {
      assert.deepEqual(error.failure, { kind: 'internal' });
      return true;
    });
    assert.deepEqual(empty.done, unlease);
  }
});
