import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../lambdas/core/failure.ts';
import {
  embeddedMetrics,
  isNamespace,
  judgedVersion,
  measure,
  metrics,
  namespaceOf,
  ownDuration,
  reaperMetrics,
  refusals,
  type RequestFacts,
} from '../../../lambdas/core/metrics.ts';

/** A call of 60 ms in a request of 100, with a pause of 10 ms between its attempts. */
const request: RequestFacts = {
  asks: undefined,
  service: 'participant',
  failure: undefined,
  sealFailed: false,
  duration: 100,
  upstreamDuration: 60,
  attempts: 1,
  throttles: 0,
  pauses: 10,
  shed: false,
  unplaced: false,
  ledger: undefined,
  ledgerFailures: 0,
  connection: undefined,
  readFailure: undefined,
  idleTimersFailure: undefined,
  verification: undefined,
  admission: undefined,
};

function measured(facts: Partial<RequestFacts>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    measure({ ...request, ...facts }).map(([{ name }, value]) => [name, value] as const),
  );
}

/** The metrics that such a request has, besides those of every request. */
function counted(facts: Partial<RequestFacts>): Readonly<Record<string, number>> {
  const { requests: _, duration: __, own: ___, upstream: ____, ...counts } = measured(facts);
  return counts;
}

function namesOf(wanted: 'Count' | 'Milliseconds'): readonly string[] {
  return metrics.filter(({ unit }) => unit === wanted).map(({ name }) => name);
}

test('the metrics have the names by which alarms of others may know them', () => {
  assert.deepEqual(namesOf('Milliseconds'), ['duration', 'own', 'upstream']);
  const counts = [
    'requests ownErrors upstreamErrors throttled absorbed shed unplaced chatsStarted',
    'chatsRefusedFull chatsRefusedThrottled chatsRefusedLimited chatsRefusedDenied',
    'chatsRefusedInvalid chatsRefusedConflict chatsRefusedFailed chatsEnded replays conflicts',
    'mismatches takeovers outcomesUnknown ledgerFailures renewals queueReadFailures',
    'idleTimersFailures unverified uncounted sealFailures',
  ];
  assert.deepEqual(namesOf('Count'), counts.join(' ').split(' '));
  assert.deepEqual(
    refusals.map((reason) => `chatsRefused${reason}`),
    namesOf('Count').filter((name) => name.startsWith('chatsRefused')),
  );
  assert.deepEqual(reaperMetrics, ['sweeps', 'chatsReaped', 'startsUnfound', 'reapsFailed']);
});

test('every request has its durations, and nothing that did not happen', () => {
  assert.deepEqual(measured({}), { requests: 1, duration: 100, own: 30, upstream: 60 });
  const none = { attempts: 0, duration: 0, upstreamDuration: 0, pauses: 0 };
  assert.deepEqual(measured(none), { requests: 1, duration: 0, own: 0 });
  assert.equal(measured({ upstreamDuration: 0 })['upstream'], 0);
  assert.equal(ownDuration({ ...request, upstreamDuration: 95 }), 0);
});

const unavailable = { kind: 'unavailable', detail: 'timeout' } as const;
const rejected: Failure = { kind: 'rejected', status: 400, name: 'ValidationException', message: '' };

/** Each failure: what is counted of it, and as what a start that fails so is refused. */
const failures: readonly (readonly [Failure, Readonly<Record<string, number>>, string])[] = [
  [{ kind: 'internal' }, { ownErrors: 1 }, 'Failed'],
  [{ ...unavailable, dependency: 'dynamodb' }, { ownErrors: 1 }, 'Failed'],
  [{ ...unavailable, dependency: 'connect' }, { upstreamErrors: 1 }, 'Failed'],
  [{ ...unavailable, dependency: 'issuer' }, { upstreamErrors: 1 }, 'Failed'],
  [{ kind: 'throttled' }, { throttled: 1 }, 'Throttled'],
  [{ kind: 'full' }, {}, 'Full'],
  [{ kind: 'limited', by: 'starts', retryAfter: 1 }, {}, 'Limited'],
  [{ kind: 'denied', reason: 'not-iam' }, {}, 'Denied'],
  [{ kind: 'invalid', problems: [] }, {}, 'Invalid'],
  [rejected, {}, 'Invalid'],
  [{ kind: 'mismatch' }, { mismatches: 1 }, 'Invalid'],
  [{ kind: 'in-flight', retryAfter: 1 }, { conflicts: 1 }, 'Conflict'],
  [{ kind: 'outcome-unknown' }, { outcomesUnknown: 1 }, 'Conflict'],
  [{ kind: 'answer-expired' }, {}, 'Conflict'],
];

test('a failure is counted as what it is, and a chat that does not start by its reason', () => {
  for (const [failure, counts, reason] of failures) {
    assert.deepEqual(counted({ failure }), counts, failure.kind);
    assert.deepEqual(counted({ failure, asks: 'end' }), counts, failure.kind);
    assert.deepEqual(counted({ failure, asks: 'start' }), { ...counts, [`chatsRefused${reason}`]: 1 });
  }
});

test('chats are counted once, however often their start or end is repeated', () => {
  assert.deepEqual(counted({ asks: 'start' }), { chatsStarted: 1 });
  assert.deepEqual(counted({ asks: 'end' }), { chatsEnded: 1 });
  assert.deepEqual(counted({ asks: 'start', ledger: 'replayed' }), { replays: 1 });
  assert.deepEqual(counted({ asks: 'end', ledger: 'replayed' }), { replays: 1 });
  assert.deepEqual(counted({ asks: 'start', ledger: 'claimed' }), { chatsStarted: 1 });
});

test('what a request went through is counted', () => {
  const cases: readonly (readonly [Partial<RequestFacts>, Readonly<Record<string, number>>])[] = [
    [{ throttles: 2 }, { absorbed: 2 }],
    [{ throttles: 2, failure: { kind: 'throttled' } }, { throttled: 1 }],
    [{ throttles: 2, failure: { kind: 'full' } }, { absorbed: 2 }],
    [{ shed: true }, { shed: 1 }],
    [{ unplaced: true }, { unplaced: 1 }],
    [{ ledger: 'taken-over' }, { takeovers: 1 }],
    [{ ledgerFailures: 2 }, { ledgerFailures: 2 }],
    [{ ledgerFailures: 2, ledger: 'unavailable' }, { ledgerFailures: 3 }],
    [{ connection: 'renewed' }, { renewals: 1 }],
    [{ connection: 'opened' }, {}],
    [{ readFailure: 'AccessDeniedException' }, { queueReadFailures: 1 }],
    [{ readFailure: 'throttled' }, {}],
    [{ idleTimersFailure: 'throttled' }, { idleTimersFailures: 1 }],
    [{ verification: 'unknown' }, { unverified: 1 }],
    [{ verification: 'skipped' }, { unverified: 1 }],
    [{ verification: 'verified' }, {}],
    [{ admission: 'unavailable' }, { uncounted: 1 }],
    [{ sealFailed: true }, { sealFailures: 1 }],
  ];
  for (const [facts, counts] of cases) assert.deepEqual(counted(facts), counts, JSON.stringify(facts));
});

test('a namespace is one of CloudWatch’s, and each deployment has its own', () => {
  assert.equal(namespaceOf('shop'), 'ConnectChatBff/shop');
  const letters = 'x'.repeat(255);
  for (const text of [namespaceOf('shop'), 'a', 'A-z_0.9/#: ', ' a', '/AWS/x', letters])
    assert.equal(isNamespace(text), true, text);
  for (const text of ['', ' ', '   ', ':a', 'AWS/Lambda', 'é', 'a\n', 'a?', `${letters}x`])
    assert.equal(isNamespace(text), false, text);
});

test('the line says which of its fields are metrics, and once more by the version what it is judged by', () => {
  const head = { namespace: 'ConnectChatBff/shop', version: '7' };
  const fine = measure(request);
  assert.equal(judgedVersion(fine, head), undefined);
  const failed = measure({ ...request, failure: { kind: 'internal' } });
  assert.equal(judgedVersion(failed, head), '7');
  const all = {
    Namespace: head.namespace,
    Dimensions: [['service'], ['operation']],
    Metrics: ['requests', 'duration', 'own', 'upstream'].map((Name) => ({ Name })),
  };
  assert.deepEqual(embeddedMetrics(fine, { ...head, version: undefined, now: 5 }), {
    Timestamp: 5,
    CloudWatchMetrics: [all],
  });
  assert.deepEqual(embeddedMetrics(fine, { ...head, now: 5 }), {
    Timestamp: 5,
    CloudWatchMetrics: [
      all,
      {
        Namespace: head.namespace,
        Dimensions: [['service', 'version']],
        Metrics: [{ Name: 'ownErrors' }],
      },
    ],
  });
});
