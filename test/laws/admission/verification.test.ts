import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test, type TestContext } from 'node:test';
import type { Verification } from '../../../lambdas/core/verification.ts';
import {
  startSimulatedVerification,
  type SimulatedVerification,
} from '../../../local/simulated-verification/simulated-verification.ts';
import { apiFor, callsOf, clock, lastLine, type Clock } from '../../protocol/faults/simulated.ts';
import { post, type ApiAnswer } from '../../support/api-call.ts';
import type { LocalApi } from '../../support/local-api.ts';

/** The whole way of a start with a verification: pipeline, wire, a provider and a store of secrets on this machine. */

const arns = {
  'Secrets Manager': 'arn:aws:secretsmanager:us-east-1:123456789012:secret:captcha-a1b2c3',
  SSM: 'arn:aws:ssm:us-east-1:123456789012:parameter/chat/captcha',
} as const;

interface Here {
  readonly api: LocalApi;
  readonly provider: SimulatedVerification;
  readonly time: Clock;
  readonly start: (members?: object) => Promise<ApiAnswer>;
  /** How often Connect was asked for a chat. */
  readonly starts: () => number;
}

async function here(t: TestContext, change: Partial<Verification> = {}): Promise<Here> {
  const time = clock();
  const provider = await startSimulatedVerification(time.now);
  t.after(() => provider.close());
  const name = change.provider ?? 'turnstile';
  const verification: Verification = {
    provider: name,
    url: provider.siteverify[name],
    secretArn: arns['Secrets Manager'],
    hostname: 'www.example.com',
    action: 'chat',
    onFailure: 'refuse',
    ...change,
  };
  const api = await apiFor(t, {
    environment: {
      VERIFICATION: JSON.stringify(verification),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: provider.url,
      AWS_ENDPOINT_URL_SSM: provider.url,
    },
    ports: (live) => time.ports(live),
  });
  return {
    api,
    provider,
    time,
    start: (members) => post(api.url, '/chats', { ParticipantDetails: { DisplayName: 'Ada' }, ...members }),
    starts: () => callsOf(api, 'StartChatContact').length,
  };
}

const good = { hostname: 'www.example.com' } as const;

for (const provider of ['turnstile', 'recaptcha'] as const)
  suite(`A start that ${provider} verifies`, () => {
    test('goes on with a token of this page and this action, with a secret of either store', async (t) => {
      for (const [store, secretArn] of Object.entries(arns)) {
        const { provider: simulated, start, starts } = await here(t, { provider, secretArn });
        const VerificationToken = simulated.token(good);
        const answer = await start({ VerificationToken });
        assert.equal(answer.status, 200, `${store}: ${JSON.stringify(answer.body)}`);
        assert.equal(starts(), 1);
        assert.equal(simulated.asked[0]?.['response'], VerificationToken);
        assert.equal('remoteip' in (simulated.asked[0] ?? {}), false, 'no address leaves');
      }
    });

    test('is refused with every other token, and Connect is not asked', async (t) => {
      const { api, provider: simulated, start, starts, time } = await here(t, { provider });
      const wrong = {
        'of another page': simulated.token({ hostname: 'evil.example' }),
        'of a page below': simulated.token({ hostname: 'www.example.com.evil.example' }),
        'for another action': simulated.token({ ...good, action: 'login' }),
        'that was made up': 'made-up',
        'that is old': simulated.token({ ...good, at: time.now() - 301_000 }),
        ...(provider === 'recaptcha' && { 'of a robot': simulated.token({ ...good, score: 0.3 }) }),
      };
      for (const [what, VerificationToken] of Object.entries(wrong)) {
        const { status, body } = await start({ VerificationToken });
        assert.deepEqual([status, body['__type']], [403, 'AccessDeniedException'], what);
        assert.equal(lastLine(api, 'StartChat')['reason'], 'verification-refused', what);
      }
      const used = simulated.token(good);
      assert.equal((await start({ VerificationToken: used })).status, 200);
      assert.equal((await start({ VerificationToken: used })).status, 403);
      assert.equal((await start()).status, 400);
      assert.equal(starts(), 1);
    });

    test('is repeated by its ClientToken without another question', async (t) => {
      const { provider: simulated, start, starts } = await here(t, { provider });
      const members = { VerificationToken: simulated.token(good), ClientToken: randomUUID() };
      const first = await start(members);
      assert.equal(first.status, 200);
      const again = await start(members);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
      assert.deepEqual(again.body, first.body);
      assert.equal(simulated.asked.length, 1);
      assert.equal(starts(), 1);
    });

    test('stops, or goes on unverified, where the provider says nothing that can be understood', async (t) => {
      for (const onFailure of ['refuse', 'admit'] as const) {
        const { api, provider: simulated, start, starts } = await here(t, { provider, onFailure });
        const faults = [
          // Before the secret has been fetched.
          { kind: 'no-secret' },
          { kind: 'status', status: 500, body: '{"success":true}' },
          { kind: 'status', status: 200, body: '<html>' },
          { kind: 'status', status: 200, body: '{}' },
          { kind: 'status', status: 302, body: '' },
          { kind: 'status', status: 200, body: '{"success":false,"error-codes":["internal-error"]}' },
        ] as const;
        for (const [index, fault] of faults.entries()) {
          simulated.fault = fault;
          const { status, retryAfter } = await start({ VerificationToken: simulated.token(good) });
          assert.equal(status, onFailure === 'admit' ? 200 : 500, JSON.stringify(fault));
          if (onFailure === 'refuse') assert.equal(retryAfter, 1);
          assert.equal(starts(), onFailure === 'admit' ? index + 1 : 0);
          assert.equal(lastLine(api, 'StartChat')['unverified'], 1);
        }
        assert.ok(simulated.asked.every((question) => question['response'] !== undefined));
        simulated.fault = undefined;
        assert.equal((await start({ VerificationToken: simulated.token(good) })).status, 200);
      }
    });
  });

test('of Turnstile the same start asks under the same key, so that a crash between costs no token', async (t) => {
  const { provider, start } = await here(t);
  const ClientToken = randomUUID();
  const VerificationToken = provider.token({ hostname: 'elsewhere' });
  for (let time = 0; time < 2; time++) await start({ VerificationToken, ClientToken });
  const keys = provider.asked.map((question) => question['idempotency_key']);
  assert.match(keys[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, 1);
});

test('the secret is fetched when the first token comes, once; and anew when the provider calls it wrong', async (t) => {
  const { provider, start } = await here(t);
  assert.equal(provider.fetched.length, 0);
  for (let time = 0; time < 3; time++) await start({ VerificationToken: provider.token(good) });
  assert.equal(provider.fetched.length, 1);
  provider.secret = 'rotated';
  assert.equal((await start({ VerificationToken: provider.token(good) })).status, 500);
  assert.equal((await start({ VerificationToken: provider.token(good) })).status, 200);
  assert.equal(provider.fetched.length, 2);
});

test('neither secret nor token is in a line of the log, an answer or a row of the table', async (t) => {
  const { api, provider, start } = await here(t);
  const tokens = [provider.token(good), provider.token({ hostname: 'elsewhere' })];
  const answers = [];
  for (const VerificationToken of tokens)
    answers.push(await start({ VerificationToken, ClientToken: randomUUID() }));
  provider.secret = `wrong ${provider.secret}`;
  answers.push(await start({ VerificationToken: provider.token(good) }));
  const seen = JSON.stringify([api.log, answers, await api.items()]);
  for (const secret of [provider.secret, provider.secret.slice(6), ...tokens])
    assert.ok(!seen.includes(secret));
});

test('a token is of no effect where nobody is verified, and no part of what a ClientToken stands for', async (t) => {
  const api = await apiFor(t);
  const ClientToken = randomUUID();
  const start = (VerificationToken: string): Promise<ApiAnswer> =>
    post(api.url, '/chats', { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken, VerificationToken });
  const first = await start('a');
  assert.equal(first.status, 200);
  assert.deepEqual((await start('b')).body, first.body);
});
