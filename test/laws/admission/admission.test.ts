import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { instanceId, scene, type Answered } from './starts.ts';

const wide = { rate: 1_000, burst: 1_000, perNetwork: false, perUser: false } as const;
const network = { ...wide, perNetwork: { starts: 3, minutes: 5 } } as const;
const turnstile = {
  provider: 'turnstile',
  secretArn: 'arn',
  hostname: 'www.example.com',
  action: 'chat',
  onFailure: 'refuse',
} as const;

function refusedBy({ failure }: Answered): string | undefined {
  return failure?.kind === 'limited' ? failure.by : failure?.kind;
}

function retryAfterOf({ failure }: Answered): number {
  return failure?.kind === 'limited' ? failure.retryAfter : assert.fail(JSON.stringify(failure));
}

suite('Starts beyond a limit', () => {
  test('are refused without a call to Connect, and leave nothing in the ledger', async () => {
    const here = scene({ admission: network });
    const clientToken = randomUUID();
    for (let count = 0; count < 3; count++) assert.ok((await here.start()).contactId);
    const refused = await here.start({ clientToken });
    assert.equal(refusedBy(refused), 'network');
    assert.equal(here.calls.length, 3);
    assert.equal(await here.count(), 3);
    // The same start goes through when it may: nothing of the first attempt is in its way.
    here.forward(retryAfterOf(refused));
    assert.ok((await here.start({ clientToken })).contactId);
  });

  test('are told truly when to come again: not sooner, and then they get in', async () => {
    for (const [admission, asked, by] of [
      [network, {}, 'network'],
      [{ ...wide, perUser: { starts: 2, minutes: 1 } }, { subject: 'ada' }, 'user'],
      [{ ...wide, rate: 5, burst: 8 }, {}, 'starts'],
    ] as const) {
      const here = scene({ admission });
      let answer = await here.start(asked);
      while (answer.contactId !== undefined) answer = await here.start(asked);
      assert.equal(refusedBy(answer), by);
      const wait = retryAfterOf(answer);
      assert.ok(wait > 0);
      here.forward(wait - 1);
      assert.equal(refusedBy(await here.start(asked)), by);
      here.forward(1);
      assert.ok((await here.start(asked)).contactId, by);
    }
  });

  test('of one network change nothing for another, nor of one visitor for another', async () => {
    const here = scene({ admission: { ...network, perUser: { starts: 1, minutes: 1 } } });
    for (let count = 0; count < 5; count++) await here.start();
    assert.equal(refusedBy(await here.start({ address: '192.0.2.200' })), 'network');
    assert.ok((await here.start({ address: '192.0.3.1' })).contactId);
    assert.ok((await here.start({ address: '2001:db8::1', subject: 'ada' })).contactId);
    assert.equal(refusedBy(await here.start({ address: '2001:db8:1::1', subject: 'ada' })), 'user');
    assert.ok((await here.start({ address: '2001:db8:1::1', subject: 'grace' })).contactId);
  });

  test('take nothing of what all share: who is refused early does not use up the rate of all', async () => {
    const here = scene({ admission: { ...network, rate: 1, burst: 4 } });
    for (let count = 0; count < 50; count++) await here.start();
    assert.equal(here.calls.length, 3);
    assert.ok((await here.start({ address: '198.51.100.1' })).contactId);
  });

  test('of all, too, hold no place', async () => {
    const here = scene({ admission: { ...wide, rate: 1, burst: 2 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => here.start()));
    assert.equal(answers.filter((answer) => refusedBy(answer) === 'starts').length, 18);
    assert.equal(await here.count(), 2);
  });

  test('never open more chats than the share of the quota, however many come at once', async () => {
    const here = scene({ admission: { ...wide, chats: 10, share: 80 } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => here.start()));
    assert.equal(answers.filter(({ contactId }) => contactId).length, 8);
    assert.deepEqual(new Set(answers.map(refusedBy)), new Set([undefined, 'chats']));
    assert.equal(here.calls.length, 8);
    // A trusted back end has the rest, and is counted.
    assert.ok((await here.start({ trusted: true })).contactId);
    assert.equal(await here.count(), 9);
    await here.openChats.closed(instanceId, newTrace());
    assert.equal(refusedBy(await here.start()), 'chats');
    await here.openChats.closed(instanceId, newTrace());
    assert.ok((await here.start()).contactId);
  });

  test('are another instance’s matter: each has its own quota and share', async () => {
    const here = scene({
      admission: { ...wide, chats: 1, chatsOf: { [instanceId]: 5, other: 1 }, share: 50 },
    });
    const answers = await Promise.all(Array.from({ length: 4 }, () => here.start()));
    assert.equal(answers.filter(({ contactId }) => contactId).length, 2);
  });
});

suite('A start that was answered', () => {
  test('is answered again whatever is full by then, and counts once', async () => {
    const here = scene({ admission: { ...network, chats: 3, share: 100, rate: 1, burst: 3 } });
    const clientToken = randomUUID();
    const first = await here.start({ clientToken });
    for (let count = 0; count < 5; count++) await here.start();
    assert.ok(refusedBy(await here.start()));
    for (let count = 0; count < 20; count++)
      assert.equal((await here.start({ clientToken })).contactId, first.contactId);
    assert.equal(await here.count(), 3);
    // Its repetitions took no turn: the next one comes as soon as without them.
    here.forward(100_000);
    await here.openChats.closed(instanceId, newTrace());
    assert.ok((await here.start()).contactId);
  });

  test('takes no turn when it is repeated: others of its network have theirs', async () => {
    const here = scene({ admission: network });
    const clientToken = randomUUID();
    await here.start({ clientToken });
    for (let count = 0; count < 20; count++) await here.start({ clientToken });
    assert.ok((await here.start()).contactId);
    assert.ok((await here.start()).contactId);
    assert.equal(refusedBy(await here.start()), 'network');
  });

  test('whose answer was lost is let through again, in the place that it has', async () => {
    const here = scene({ admission: { ...network, chats: 2, share: 100 } });
    const clientToken = randomUUID();
    const ambiguous: UpstreamFailure = { kind: 'ambiguous', detail: 'reset' };
    here.refuseNext(() => {
      here.refuseNext(() => new UpstreamError(ambiguous));
      return new UpstreamError(ambiguous);
    });
    assert.equal((await here.start({ clientToken })).failure?.kind, 'unavailable');
    assert.equal(await here.count(), 1);
    for (let count = 0; count < 4; count++) await here.start();
    assert.ok((await here.start({ clientToken })).contactId);
    assert.equal(await here.count(), 2);
  });

  test('or that Connect refused, holds no place', async () => {
    for (const failure of [
      { kind: 'throttled' },
      { kind: 'full' },
      { kind: 'denied', certain: true },
      { kind: 'rejected', status: 400, name: 'InvalidRequestException', message: '' },
    ] as const satisfies readonly UpstreamFailure[]) {
      const here = scene({ admission: wide });
      here.refuseNext(() => new UpstreamError(failure));
      assert.ok((await here.start()).failure);
      assert.equal(await here.count(), 0, failure.kind);
    }
  });
});

suite('The verification', () => {
  const verified = { admission: wide, verification: turnstile } as const;

  test('comes before a start: who fails it starts nothing, and uses up nothing of what all share', async () => {
    const here = scene({ admission: { ...wide, rate: 1, burst: 1 }, verification: turnstile });
    here.verdict = (token) => (token === 'good' ? 'verified' : 'refused');
    for (let count = 0; count < 5; count++) {
      const { failure } = await here.start({ verificationToken: 'bad' });
      assert.deepEqual(failure, { kind: 'denied', reason: 'verification-refused' });
    }
    assert.equal(here.calls.length, 0);
    assert.equal(await here.count(), 0);
    assert.ok((await here.start({ verificationToken: 'good' })).contactId);
  });

  test('is not asked about those whom a limit of their own refuses, nor about back ends', async () => {
    const here = scene({ admission: network, verification: turnstile });
    for (let count = 0; count < 9; count++) await here.start({ verificationToken: `${count}` });
    assert.equal(here.verifications.length, 3);
    assert.ok((await here.start({ trusted: true })).contactId);
    assert.equal(here.verifications.length, 3);
  });

  test('happens once for a ClientToken, also where a limit of all refuses the start after it', async () => {
    const here = scene({ admission: { ...wide, rate: 1, burst: 1 }, verification: turnstile });
    // A provider takes a token once.
    here.verdict = (_token, times) => (times === 1 ? 'verified' : 'refused');
    assert.ok((await here.start({ verificationToken: 'another' })).contactId);
    const clientToken = randomUUID();
    const refused = await here.start({ clientToken, verificationToken: 'mine' });
    assert.equal(refusedBy(refused), 'starts');
    here.forward(retryAfterOf(refused));
    const started = await here.start({ clientToken, verificationToken: 'mine' });
    assert.ok(started.contactId, JSON.stringify(started.failure));
    assert.equal(here.verifications.filter(({ token }) => token === 'mine').length, 1);
    assert.equal((await here.start({ clientToken, verificationToken: 'new' })).contactId, started.contactId);
  });

  test('that failed may be tried again with another token and the same ClientToken', async () => {
    const here = scene(verified);
    here.verdict = (token) => (token === 'good' ? 'verified' : 'refused');
    const clientToken = randomUUID();
    assert.equal((await here.start({ clientToken, verificationToken: 'stale' })).failure?.kind, 'denied');
    assert.ok((await here.start({ clientToken, verificationToken: 'good' })).contactId);
  });

  test('that nobody can make stops starts, or lets them through, as configured', async () => {
    for (const [onFailure, started] of [
      ['refuse', false],
      ['admit', true],
    ] as const) {
      const here = scene({ admission: wide, verification: { ...turnstile, onFailure } });
      here.verdict = () => 'unknown';
      const answer = await here.start({ verificationToken: 'a' });
      assert.equal(answer.contactId !== undefined, started);
      assert.equal(here.calls.length, started ? 1 : 0);
      assert.equal(answer.trace.verification, started ? 'skipped' : 'unknown');
      if (!started)
        assert.deepEqual(answer.failure, {
          kind: 'unavailable',
          dependency: 'verification',
          detail: 'no verdict',
        });
    }
  });
});

suite('A process that dies', () => {
  test('at whatever call of a start: no start without a verification, and the count off by one at most', async () => {
    const deaths = fc.record({ calls: fc.nat(12), carriedOut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(deaths, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (all, knowsOnce) => {
          const here = scene({ admission: wide, verification: turnstile });
          const passed = new Set<string>();
          const answers = new Map<string, 'verified'>();
          here.verdict = (token, times) => {
            const { once = '' } = here.verifications.at(-1) ?? {};
            // Turnstile answers a repetition under the same key again; reCAPTCHA does not.
            const verdict =
              times === 1 ? 'verified' : knowsOnce && answers.has(once) ? 'verified' : 'refused';
            if (verdict === 'verified') {
              answers.set(once, 'verified');
              passed.add(token);
            }
            return verdict;
          };
          const clientToken = randomUUID();
          let crashes = 0;
          for (const death of all) {
            const { crashed } = await here.start({ clientToken, verificationToken: 'first', death });
            if (crashed) crashes++;
            // Until the lease of whoever died has run out.
            here.forward(budgets.start.lease + 1);
          }
          let last = await here.start({ clientToken, verificationToken: 'first' });
          if (last.failure?.kind === 'denied') {
            assert.ok(!knowsOnce, 'a provider that knows repetitions says the same again');
            last = await here.start({ clientToken, verificationToken: 'second' });
          }
          assert.ok(last.contactId, JSON.stringify([last.failure, all]));
          assert.equal(here.contacts.size, 1, 'one chat');
          assert.ok(here.calls.length === 0 || passed.size > 0, 'none before a verification');
          const off = Math.abs((await here.count()) - 1);
          assert.ok(off <= crashes, `off by ${off} after ${crashes} crashes`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
