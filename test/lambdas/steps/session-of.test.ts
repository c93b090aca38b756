import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { SealError } from '../../../lambdas/core/seal.ts';
import { startScope } from '../../../lambdas/core/secret.ts';
import { sealProof, type Session } from '../../../lambdas/core/session.ts';
import { newCallerToken } from '../../../lambdas/core/tokens.ts';
import { inSession, inStart, provenSession, sessionOf } from '../../../lambdas/steps/session-of.ts';
import { asBearer, asCallerToken } from '../../support/tokens.ts';
import { scope, scoped, session } from './scoped.ts';

/** A request over these rows; what the process has noted of sessions that it has seen. */
function reading(rows: Readonly<Record<string, Session>>, origin?: string) {
  const noted: unknown[] = [];
  const of = scoped({
    request: { origin },
    ports: {
      sessions: { read: (id) => Promise.resolve(rows[id]) },
      seen: { add: (...what) => void noted.push(what), forget: (id) => void noted.push(id) },
    },
  });
  return { of, noted };
}

async function reasonOf(of: Parameters<typeof sessionOf>[0]): Promise<unknown> {
  return await sessionOf(of).then(
    () => undefined,
    (error: unknown) => {
      assert.ok(error instanceof RequestFailure && error.failure.kind === 'denied', String(error));
      return error.failure.reason;
    },
  );
}

test('a session’s request has the scope of its bearer, and none without one', () => {
  const { request, ports } = scoped();
  const bearer = asBearer(new Uint8Array(32).fill(1));
  const of = inSession({ ...request, bearer }, ports);
  assert.deepEqual([of.bearer, of.scope.id, of.ports], [bearer, scope.id, ports]);
  assert.throws(
    () => inSession({ ...request, bearer: undefined }, ports),
    (error: RequestFailure) => {
      assert.deepEqual(error.failure, { kind: 'denied', reason: 'bearer-missing' });
      return true;
    },
  );
});

test('a start has the scope of its ClientToken, or of one of its own', () => {
  const { request, ports } = scoped();
  assert.equal(inStart(request, ports).scope.id, startScope(asCallerToken('token')).id);
  const own = inStart({ ...request, callerToken: undefined }, ports);
  assert.equal(own.scope.id, startScope(newCallerToken(ports.random)).id);
});

test('a session that is read is remembered, and named in the log', async () => {
  const { of, noted } = reading({ [scope.id]: session });
  assert.equal(await sessionOf(of), session);
  assert.deepEqual(noted, [[scope.id, 'instance']]);
  assert.equal(of.request.trace.chat, scope.id.slice(0, 12));
});

test('one that does not admit the request is forgotten, and says why', async () => {
  const unknown = reading({});
  assert.equal(await reasonOf(unknown.of), 'session-unknown');
  assert.deepEqual(unknown.noted, [scope.id]);
  const over = reading({ [scope.id]: { ...session, ended: 'over' } });
  assert.equal(await reasonOf(over.of), 'session-over');
  assert.deepEqual(over.noted, [scope.id]);
  assert.equal(over.of.request.trace.chat, undefined);
  const foreign = reading({ [scope.id]: { ...session, origin: 'https://a' } }, 'https://b');
  assert.equal(await reasonOf(foreign.of), 'origin-foreign');
});

test('without the table there is no session', async () => {
  const { request, ports } = scoped({
    ports: { sessions: { read: () => Promise.reject(new StoreError('down')) } },
  });
  await assert.rejects(sessionOf({ request, ports, scope }), (error: RequestFailure) => {
    assert.equal(error.failure.kind, 'unavailable');
    return true;
  });
});

test('a guest stays as long as the one who invited it, whatever that one’s origin', async () => {
  const guest = { ...session, host: 'host' };
  const host = { ...session, id: 'host', origin: 'https://a' };
  assert.equal(await reasonOf(reading({ [scope.id]: guest, host }, 'https://b').of), undefined);
  assert.equal(await reasonOf(reading({ [scope.id]: guest }).of), 'session-unknown');
  const gone = { ...host, ended: true } as const;
  assert.equal(await reasonOf(reading({ [scope.id]: guest, host: gone }).of), 'session-ended');
});

/** Why a session is refused that has so many hosts, each the next one's guest. */
async function withHosts(count: number): Promise<unknown> {
  const ids = Array.from({ length: count }, (_, at) => `host ${at}`);
  const rows = [scope.id, ...ids].map((id, at) => [
    id,
    { ...session, id, ...(ids[at] !== undefined && { host: ids[at] }) },
  ]);
  return await reasonOf(reading(Object.fromEntries(rows) as Record<string, Session>).of);
}

test('guests may invite guests, as many as Connect has room for', async () => {
  assert.equal(await withHosts(5), undefined);
  assert.equal(await withHosts(6), 'session-unknown');
});

test('a session is as it stands once something sealed says so', () => {
  const of = scoped();
  assert.throws(
    () => provenSession(session, of),
    (error) => error instanceof SealError && error.message === 'Nothing sealed proves the session',
  );
  const sealed = { ...session, proof: sealProof(scope.sealKey, session, new Uint8Array(12)) };
  assert.equal(provenSession(sealed, of), sealed);
});
