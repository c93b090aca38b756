import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import { identityVerifier } from '../../../lambdas/adapters/identity.ts';
import type { SignIn } from '../../../lambdas/core/identity.ts';
import { chatReferenceAttribute } from '../../../lambdas/core/start.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { ask, sigV4, type ApiAnswer } from '../../support/api-request.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import {
  confusedToken,
  createIssuer,
  encoded,
  newKey,
  published,
  signIn,
  token,
  unreachable,
  unsigned,
  visitor,
  type Issuer,
} from './issuer.ts';

const browser = { ParticipantDetails: { DisplayName: 'The Queen' } };

suite('Starting a chat, signed in', () => {
  let issuer: Issuer;
  let api: LocalApi;
  before(async () => {
    issuer = createIssuer();
    api = await startSignedIn(issuer, signIn);
  });
  after(() => api.close());

  for (const kind of ['rsa', 'ec', 'ed'] as const)
    test(`a good token (${kind}) tells Connect who it is, whatever the browser says`, async () => {
      const { status } = await start(api, {
        authorization: `Bearer ${token(visitor(), issuer.keys[kind])}`,
        input: { ...browser, Attributes: { tier: 'platinum', verified: 'false', topic: 'billing' } },
      });
      assert.equal(status, 200);
      assert.deepEqual(askedOfConnect(api), {
        displayName: 'Grace Hopper',
        customerId: 'customer-7',
        attributes: { topic: 'billing', tier: 'gold', verified: 'true' },
      });
    });

  test('the browser cannot name the customer', async () => {
    const calls = api.simulator.calls.length;
    const { status, body } = await start(api, {
      authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}`,
      input: { ...browser, CustomerId: 'customer-1' },
    });
    assert.equal(status, 400);
    assert.match(String(body['message']), /CustomerId is not a member/);
    assert.equal(api.simulator.calls.length, calls);
  });

  test('a browser cannot set an attribute of sign-in, even if the token has no such claim', async () => {
    const claims = visitor({ 'custom:tier': undefined, email_verified: undefined, name: undefined });
    const { status } = await start(api, {
      authorization: `Bearer ${token(claims, issuer.keys.rsa)}`,
      input: { ...browser, Attributes: { tier: 'platinum', verified: 'true', topic: 'billing' } },
    });
    assert.equal(status, 200);
    assert.deepEqual(askedOfConnect(api), {
      displayName: 'The Queen',
      customerId: 'customer-7',
      attributes: { topic: 'billing' },
    });
  });

  test('any of several audiences is enough, and the scheme of Authorization has no case', async () => {
    for (const aud of ['chat-app', ['other', 'chat-page']]) {
      const authorization = `bearer ${token(visitor({ aud }), issuer.keys.ec)}`;
      assert.equal((await start(api, { authorization })).status, 200);
    }
  });

  const second = Math.floor(Date.now() / 1_000);
  const stranger = newKey('RS256');
  const refused: Readonly<Record<string, (of: Issuer) => string>> = {
    'a signature by another key': ({ keys }) => token(visitor(), { ...stranger, kid: keys.rsa.kid }),
    'a signature over other claims': ({ keys }) => {
      const [header, , signature] = token(visitor(), keys.rsa).split('.');
      return [header, encoded(visitor({ sub: 'customer-1' })), signature].join('.');
    },
    'a cut signature': ({ keys }) => token(visitor(), keys.rsa).slice(0, -8),
    'an ES256 signature of zeros': ({ keys }) =>
      `${unsigned(visitor(), { alg: 'ES256', kid: keys.ec.kid })}.${Buffer.alloc(64).toString('base64url')}`,
    'no signature': ({ keys }) => `${unsigned(visitor(), { alg: 'RS256', kid: keys.rsa.kid })}.`,
    'alg none': ({ keys }) => `${unsigned(visitor(), { alg: 'none', kid: keys.rsa.kid })}.`,
    'alg none, with a signature': ({ keys }) => token(visitor(), keys.rsa, { alg: 'none' }),
    'HS256 under the public RSA key': ({ keys }) => confusedToken(visitor(), keys.rsa),
    'HS256 under the public EC key': ({ keys }) => confusedToken(visitor(), keys.ec),
    'an algorithm of another kind of key': ({ keys }) => token(visitor(), keys.ec, { alg: 'RS256' }),
    'EdDSA of an RSA key': ({ keys }) => token(visitor(), keys.rsa, { alg: 'EdDSA' }),
    'no algorithm': ({ keys }) => token(visitor(), keys.rsa, { alg: undefined }),
    'another issuer': ({ keys }) => token(visitor({ iss: 'https://issuer.example/other' }), keys.rsa),
    'no issuer': ({ keys }) => token(visitor({ iss: undefined }), keys.rsa),
    'another audience': ({ keys }) => token(visitor({ aud: 'another-app' }), keys.rsa),
    'no audience': ({ keys }) => token(visitor({ aud: undefined }), keys.rsa),
    expired: ({ keys }) => token(visitor({ iat: second - 7_200, exp: second - 60 }), keys.rsa),
    'never expiring': ({ keys }) => token(visitor({ exp: undefined }), keys.rsa),
    'not yet valid': ({ keys }) => token(visitor({ nbf: second + 3_600 }), keys.rsa),
    'an unknown kid': () => token(visitor(), stranger),
    'no kid': ({ keys }) => token(visitor(), keys.rsa, { kid: undefined }),
    'no claims': ({ keys }) => token({}, keys.rsa),
    'no token at all': () => 'hello',
    'dots alone': () => '..',
    'parts that are not JSON': () => 'aGVsbG8.aGVsbG8.aGVsbG8',
    'a list of claims': ({ keys }) => `${encoded({ alg: 'RS256', kid: keys.rsa.kid })}.${encoded([1])}.AAAA`,
    'a key of the token’s own': ({ keys }) =>
      token(
        visitor(),
        { ...stranger, kid: keys.rsa.kid },
        { jwk: stranger.publicKey.export({ format: 'jwk' }) },
      ),
    'keys at an address of the token’s own': () =>
      token(visitor(), stranger, { jku: 'https://evil.example/jwks.json' }),
  };
  for (const [what, make] of Object.entries(refused))
    test(`${what}: 403, and nothing happens`, async () => {
      const given = make(issuer);
      const calls = api.simulator.calls.length;
      const items = await api.items();
      const lines = api.log.length;
      const answer = await start(api, { authorization: `Bearer ${given}` });
      assertDenied(answer);
      assert.equal(api.simulator.calls.length, calls);
      assert.deepEqual(await api.items(), items);
      const log = api.log.slice(lines).join('\n');
      assert.match(log, /"reason":"identity-refused"/);
      assertNothingOf(given, log);
      assert.ok(issuer.fetched.every((uri) => uri === 'https://issuer.example/pool/.well-known/jwks.json'));
    });

  test('neither a good token nor its claims are logged or stored', async () => {
    const name = `Ada ${randomUUID()}`;
    const sub = randomUUID();
    const given = token(visitor({ name, sub, 'custom:tier': 'rhodium' }), issuer.keys.rsa);
    const input = { ...browser, ClientToken: randomUUID() };
    assert.equal((await start(api, { authorization: `Bearer ${given}`, input })).status, 200);
    const kept = JSON.stringify(await api.items()) + api.log.join('\n');
    assertNothingOf(given, kept);
    for (const said of [name, sub, 'rhodium']) assert.ok(!kept.includes(said));
  });

  test('without a token there is no chat where visitors must sign in', async () => {
    const calls = api.simulator.calls.length;
    for (const authorization of [undefined, 'Basic QWRhOnNlY3JldA==', 'Bearer', sigV4])
      assertDenied(await start(api, { authorization }));
    assert.equal(api.simulator.calls.length, calls);
    assert.match(api.log.at(-1) ?? '', /"reason":"identity-missing"/);
  });

  test('a trusted back end needs no token, and says who the customer is', async () => {
    const operation = named('StartChatContact');
    const input = { ...browser, CustomerId: 'customer-9', Attributes: { tier: 'silver' } };
    assert.equal((await ask(api.url, operation, { input })).status, 200);
    assert.deepEqual(askedOfConnect(api), {
      displayName: 'The Queen',
      customerId: 'customer-9',
      attributes: { tier: 'silver' },
    });
  });

  test('a ClientToken is good for one identity: another gets 422, the same its own chat again', async () => {
    const input = { ...browser, ClientToken: randomUUID() };
    const first = await start(api, { authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}`, input });
    assert.equal(first.status, 200);
    const calls = api.simulator.calls.length;

    const renewed = token(visitor({ iat: second + 1, jti: randomUUID() }), issuer.keys.ec);
    const again = await start(api, { authorization: `Bearer ${renewed}`, input });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');

    for (const claims of [{ sub: 'customer-8' }, { name: 'Another' }, { 'custom:tier': 'silver' }]) {
      const other = token(visitor(claims), issuer.keys.rsa);
      const answer = await start(api, { authorization: `Bearer ${other}`, input });
      assert.equal(answer.status, 422);
      assert.equal(answer.body['__type'], 'IdempotentParameterMismatchException');
      assert.ok(!answer.text.includes(String(first.body['ParticipantToken'])));
    }
    assert.equal(api.simulator.calls.length, calls);
  });

  test('on a session’s routes Authorization says nothing, whatever it holds', async () => {
    const { body } = await start(api, { authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}` });
    const bearer = String(body['ParticipantToken']);
    const fetches = issuer.fetched.length;
    for (const authorization of [undefined, 'Bearer hello', `Bearer ${token(visitor(), stranger)}`]) {
      const answer = await ask(api.url, named('SendMessage'), {
        input: { ContentType: 'text/plain', Content: 'Hello' },
        bearer,
        headers: { authorization },
      });
      assert.equal(answer.status, 200);
    }
    const alone = await ask(api.url, named('GetSession'), {
      headers: { authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}` },
    });
    assertDenied(alone);
    assert.equal(issuer.fetched.length, fetches);
  });
});

suite('Starting a chat where signing in is left to the visitor', () => {
  let issuer: Issuer;
  let api: LocalApi;
  before(async () => {
    issuer = createIssuer();
    api = await startSignedIn(issuer, { ...signIn, anonymous: true });
  });
  after(() => api.close());

  test('without a token the chat is anonymous, and no attribute passes for a verified one', async () => {
    const input = { ...browser, Attributes: { tier: 'platinum', topic: 'billing' } };
    assert.equal((await start(api, { input })).status, 200);
    assert.deepEqual(askedOfConnect(api), {
      displayName: 'The Queen',
      customerId: undefined,
      attributes: { topic: 'billing' },
    });
    assert.equal(issuer.fetched.length, 0);
  });

  test('with one, it must be good', async () => {
    const good = token(visitor(), issuer.keys.rsa);
    assert.equal((await start(api, { authorization: `Bearer ${good}` })).status, 200);
    assertDenied(await start(api, { authorization: `Bearer ${good.slice(0, -8)}` }));
  });

  test('a signed-in start and an anonymous one cannot share a ClientToken', async () => {
    const input = { ...browser, ClientToken: randomUUID() };
    const authorization = `Bearer ${token(visitor(), issuer.keys.rsa)}`;
    assert.equal((await start(api, { authorization, input })).status, 200);
    assert.equal((await start(api, { input })).status, 422);
  });
});

suite('The keys of the identity provider', () => {
  let issuer: Issuer;
  let api: LocalApi;
  beforeEach(async () => {
    issuer = createIssuer();
    api = await startSignedIn(issuer, signIn);
  });
  afterEach(() => api.close());

  test('may leave their algorithm to the tokens, and still nobody gets in by another', async () => {
    const { rsa, ec, ed } = issuer.keys;
    issuer.serve(
      JSON.stringify({ keys: [rsa, ec, ed].map((key) => ({ ...published(key), alg: undefined })) }),
    );
    for (const key of [rsa, ec, ed]) {
      const good = await start(api, { authorization: `Bearer ${token(visitor(), key)}` });
      assert.equal(good.status, 200);
      for (const alg of ['none', 'HS256', 'RS256', 'RS512', 'ES256', 'ES512', 'EdDSA', 'PS256', '', 7]) {
        const forged = `${unsigned(visitor(), { alg, kid: key.kid })}.${Buffer.alloc(64).toString('base64url')}`;
        assertDenied(await start(api, { authorization: `Bearer ${forged}` }));
      }
      assertDenied(await start(api, { authorization: `Bearer ${confusedToken(visitor(), key)}` }));
    }
  });

  test('are fetched once for many requests, also when they come at once', async () => {
    const authorization = `Bearer ${token(visitor(), issuer.keys.rsa)}`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(api, { authorization })));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    for (const key of [issuer.keys.ec, issuer.keys.ed])
      assert.equal((await start(api, { authorization: `Bearer ${token(visitor(), key)}` })).status, 200);
    assert.equal(issuer.fetched.length, 1);
  });

  for (const [what, served] of Object.entries({
    'cannot be reached': unreachable(),
    'answer with something else': '<html>Sorry</html>',
    'are no key set': '{"keys":"none"}',
    'are not keys': '{"keys":[{"kid":"1"}]}',
  }))
    test(`that ${what} are no fault of the visitor: 500 with Retry-After, until they are back`, async () => {
      issuer.serve(served);
      const items = await api.items();
      const authorization = `Bearer ${token(visitor(), issuer.keys.rsa)}`;
      const answer = await start(api, { authorization, input: { ...browser, ClientToken: randomUUID() } });
      assert.equal(answer.status, 500);
      assert.equal(answer.body['__type'], 'InternalServiceException');
      assert.equal(answer.headers.get('retry-after'), '1');
      assert.match(api.log.at(-1) ?? '', /"level":"error".*"reason":"issuer: IssuerError"/);
      assert.equal(api.simulator.calls.length, 0);
      assert.deepEqual(await api.items(), items);
      issuer.serve(Object.values(issuer.keys));
      assert.equal((await start(api, { authorization })).status, 200);
    });

  test('are fetched again for a new one, so that a provider may change them', async () => {
    await start(api, { authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}` });
    const next = newKey('ES256');
    issuer.serve([next]);
    assert.equal((await start(api, { authorization: `Bearer ${token(visitor(), next)}` })).status, 200);
    assert.equal(issuer.fetched.length, 2);
  });

  test('are not fetched again and again for tokens of keys that nobody knows', async () => {
    await start(api, { authorization: `Bearer ${token(visitor(), issuer.keys.rsa)}` });
    const forged = newKey('ES256');
    for (const kid of ['a', 'b', 'c', 'd'])
      assertDenied(await start(api, { authorization: `Bearer ${token(visitor(), { ...forged, kid })}` }));
    assert.equal(issuer.fetched.length, 2);
    const good = await start(api, { authorization: `Bearer ${token(visitor(), issuer.keys.ec)}` });
    assert.equal(good.status, 200);
  });
});

test('keys may lie elsewhere than at the issuer’s /.well-known/jwks.json', async (context) => {
  const issuer = createIssuer();
  const jwksUri = 'https://keys.example/v1/keys';
  const api = await startSignedIn(issuer, { ...signIn, jwksUri });
  context.after(() => api.close());
  const authorization = `Bearer ${token(visitor(), issuer.keys.rsa)}`;
  assert.equal((await start(api, { authorization })).status, 200);
  assert.deepEqual(issuer.fetched, [jwksUri]);
});

test('a function that is told to ask for sign-in and given nobody to verify it starts no chat', async (context) => {
  const issuer = createIssuer();
  const api = await startLocalApi({ environment: { SIGN_IN: JSON.stringify(signIn) } });
  context.after(() => api.close());
  const authorization = `Bearer ${token(visitor(), issuer.keys.rsa)}`;
  assert.equal((await start(api, { authorization })).status, 500);
  assertDenied(await start(api, {}));
  assert.equal(api.simulator.calls.length, 0);
});

test('without sign-in a token in Authorization changes nothing', async (context) => {
  const api = await startLocalApi();
  context.after(() => api.close());
  assert.equal((await start(api, { authorization: 'Bearer hello' })).status, 200);
  assert.equal(askedOfConnect(api).displayName, 'The Queen');
});

async function startSignedIn(issuer: Issuer, settings: SignIn): Promise<LocalApi> {
  return await startLocalApi({
    environment: { SIGN_IN: JSON.stringify(settings) },
    ports: (live) => {
      const { signIn: configured } = live.settings;
      assert(configured);
      return { ...live, verifyIdentity: identityVerifier(configured, issuer.fetcher) };
    },
  });
}

interface Start {
  readonly authorization?: string | undefined;
  readonly input?: Readonly<Record<string, unknown>>;
}

async function start({ url }: LocalApi, { authorization, input = browser }: Start): Promise<ApiAnswer> {
  return await ask(url, named('StartChat'), { input, headers: { authorization } });
}

/** What the last StartChatContact at Connect says of the customer. */
function askedOfConnect({ simulator }: LocalApi): {
  displayName: string | undefined;
  customerId: string | undefined;
  attributes: unknown;
} {
  const call = simulator.calls.findLast(({ operation }) => operation === 'StartChatContact');
  assert(call);
  const { ParticipantDetails, CustomerId, Attributes } = call.body as {
    ParticipantDetails?: { DisplayName?: string };
    CustomerId?: string;
    Attributes?: Record<string, unknown>;
  };
  const { [chatReferenceAttribute]: _, ...attributes } = Attributes ?? {};
  return { displayName: ParticipantDetails?.DisplayName, customerId: CustomerId, attributes };
}

function assertDenied({ status, body, headers }: ApiAnswer): void {
  assert.equal(status, 403);
  assert.deepEqual(body, { __type: 'AccessDeniedException', message: 'Access denied' });
  assert.equal(headers.get('retry-after'), null);
}

/** No part of a token that is long enough to be told from chance. */
function assertNothingOf(given: string, text: string): void {
  for (const part of given.split('.'))
    for (let index = 0; index + 16 <= part.length; index += 16)
      assert.ok(!text.includes(part.slice(index, index + 16)));
}

function named(name: string): (typeof operations)[number] {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}
