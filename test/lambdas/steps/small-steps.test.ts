import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { leaveGrace, leaveOverlap } from '../../../lambdas/core/lifecycle.ts';
import { IssuerError, StoreError } from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { comeBack } from '../../../lambdas/steps/come-back.ts';
import { givePlaceBack } from '../../../lambdas/steps/give-place-back.ts';
import { identify } from '../../../lambdas/steps/identify.ts';
import { dispensable, required } from '../../../lambdas/steps/store-failure.ts';
import { mayBeUnsent, unsent } from '../../../lambdas/steps/unsent.ts';
import { now, scope, scoped } from './scoped.ts';

const down = new StoreError('ThrottlingException');
const defect = new TypeError('ours');

/** The failure of a request. */
function isFailure(expected: object): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof RequestFailure);
    assert.deepEqual(error.failure, expected);
    return true;
  };
}

test('a call that is required fails the request where DynamoDB cannot be asked, and a defect stays one', async () => {
  assert.equal(await required(() => Promise.resolve(5)), 5);
  const failure = { kind: 'unavailable', dependency: 'dynamodb', detail: 'ThrottlingException' };
  await assert.rejects(
    required(() => Promise.reject(down)),
    isFailure(failure),
  );
  await assert.rejects(
    required(() => Promise.reject(defect)),
    defect,
  );
});

test('a write that can be done without is counted where it fails, and a defect stays one', async () => {
  const trace = newTrace();
  assert.equal(await dispensable(() => Promise.resolve(5), trace), 5);
  assert.equal(await dispensable(() => Promise.reject(down)), undefined);
  assert.equal(trace.ledgerFailures, 0);
  assert.equal(await dispensable(() => Promise.reject(down), trace), undefined);
  assert.equal(trace.ledgerFailures, 1);
  await assert.rejects(
    dispensable(() => Promise.reject(defect), trace),
    defect,
  );
});

test('an event that nobody misses is answered as if it had been sent', () => {
  for (const [priority, may] of [
    ['typing', true],
    ['receipt', true],
    ['message', false],
  ] as const)
    assert.equal(mayBeUnsent(scoped({ operation: { countsAs: () => ({ quota: 'send', priority }) } })), may);
  assert.equal(mayBeUnsent(scoped()), false);
  const of = scoped();
  assert.deepEqual(unsent(of), {
    status: 200,
    body: {
      Id: Buffer.from(new Uint8Array(32).fill(7)).toString('base64url'),
      AbsoluteTime: new Date(now).toISOString(),
    },
  });
  assert.equal(of.request.trace.shed, true);
});

test('a place is given back once: by what has ended the session, if that holds one', async () => {
  const closed: string[] = [];
  const of = scoped({ ports: { openChats: { closed: (id) => Promise.resolve(void closed.push(id)) } } });
  const place = { instanceId: 'instance', place: true } as const;
  await givePlaceBack(place, false, of);
  await givePlaceBack(place, undefined, of);
  await givePlaceBack({ instanceId: 'instance' }, true, of);
  assert.deepEqual(closed, []);
  await givePlaceBack(place, true, of);
  assert.deepEqual(closed, ['instance']);
  await givePlaceBack(place, true, scoped({ ports: { openChats: { closed: () => Promise.reject(down) } } }));
});

/** Who starts a chat, under these settings, by what the identity provider says of the token. */
async function identified(
  signIn: object | undefined,
  identityToken: string | undefined,
  verify?: () => Promise<Readonly<Record<string, unknown>> | undefined>,
  access: 'public' | 'iam' = 'public',
): Promise<unknown> {
  const { request } = scoped({ operation: { access }, request: { identityToken } });
  return await identify(request, {
    settings: { signIn } as unknown as Settings,
    ...(verify && { verifyIdentity: verify }),
  });
}

function ada(): Promise<Readonly<Record<string, unknown>>> {
  return Promise.resolve({ name: 'Ada' });
}

function refused(reason: string): object {
  return { kind: 'denied', reason };
}

test('a visitor is whom a token says, and nobody where there is no sign-in, or where nobody need sign in', async () => {
  const signIn = { claims: { displayName: 'name' } };
  assert.deepEqual(await identified(signIn, 'token', ada), { displayName: 'Ada', attributes: {} });
  assert.equal(await identified(undefined, 'token', ada), undefined);
  assert.equal(await identified(signIn, 'token', ada, 'iam'), undefined);
  assert.equal(await identified({ ...signIn, anonymous: true }, undefined), undefined);
});

test('who must sign in and has not, whose token is refused, or cannot be checked, starts nothing', async () => {
  const signIn = { claims: {} };
  await assert.rejects(identified(signIn, undefined), isFailure(refused('identity-missing')));
  await assert.rejects(
    identified(signIn, 'token', () => Promise.resolve(undefined)),
    isFailure(refused('identity-refused')),
  );
  await assert.rejects(identified(signIn, 'token'), isFailure({ kind: 'internal' }));
  await assert.rejects(
    identified(signIn, 'token', () => Promise.reject(new IssuerError('keys'))),
    isFailure({ kind: 'unavailable', dependency: 'issuer', detail: 'IssuerError' }),
  );
  await assert.rejects(
    identified(signIn, 'token', () => Promise.reject(defect)),
    defect,
  );
});

test('a page that had left and is used again stays, as long as its chat goes on', async () => {
  const stays: unknown[] = [];
  const of = scoped({
    ports: { sessions: { stay: (...what) => Promise.resolve(void stays.push(what.slice(0, 3))) } },
  });
  const left = now - leaveOverlap - 1;
  const session: Session = {
    id: scope.id,
    contactId: 'contact',
    participantId: 'participant',
    instanceId: 'instance',
    ended: false,
    created: now - leaveGrace,
    expires: now + 3_600_000,
    connection: { version: 1, expires: 0 },
    left,
  };
  const { left: _, ...stayed } = session;
  await comeBack(stayed, of);
  await comeBack({ ...session, left: left + 1 }, of);
  await comeBack({ ...session, ended: 'over' }, of);
  assert.deepEqual(stays, []);
  await comeBack(session, of);
  assert.deepEqual(stays, [[scope.id, left, session.expires]]);
});
