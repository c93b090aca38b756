import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { ask, pathOf, type ApiAnswer, type ApiRequest } from '../support/api-request.ts';
import { startChat, voice } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

/** Sessions in a cookie: what pages with one may do, and what nobody else may do with it. */

/** May have cookies, is a page with a bearer, and is none at all. */
const page = 'https://www.example.com';
const bearerPage = 'https://shop.example.com';
const sibling = 'https://evil.example.com';

const own = { origin: page, 'sec-fetch-site': 'same-site', 'x-csrf': '1' };
const name = '__Host-connect-chat';
const attributes = '; Path=/; Secure; HttpOnly; SameSite=Strict';
const madeUp = `${'m'.repeat(42)}A`;

const named = (of: string): Operation => operations.find((one) => one.name === of) ?? assert.fail(of);
const message = named('SendMessage');
const leave = named('LeaveSession');

suite('Sessions in a cookie', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi({
      environment: {
        ALLOWED_ORIGINS: JSON.stringify([page, bearerPage]),
        COOKIE_ORIGINS: JSON.stringify([page]),
      },
      ports: (live) => ({ ...live, sleep: () => Promise.resolve() }),
    });
  });
  after(() => api.close());

  const start = (more: object = {}, headers: ApiRequest['headers'] = own): Promise<ApiAnswer> =>
    ask(api.url, named('StartChat'), {
      input: { ParticipantDetails: { DisplayName: 'Ada' }, session: 'cookie', ...more },
      headers,
    });

  /** The value of a new chat's cookie. */
  async function cookieOf(more: object = {}): Promise<string> {
    const { status, headers } = await start(more);
    assert.equal(status, 200);
    return valueOf(headers);
  }

  const withCookie = (
    operation: Operation,
    cookie: string,
    { headers, ...request }: ApiRequest = {},
  ): Promise<ApiAnswer> =>
    ask(api.url, operation, {
      input: validInput(operation),
      ...request,
      headers: { ...own, cookie: `theme=dark; ${name}=${cookie}`, ...headers },
    });

  test('a start sets the bearer as a cookie that no script, no other host and no other site gets', async () => {
    const { status, headers, body } = await start();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).toSorted(), ['ContactId', 'ParticipantId', 'ParticipantToken']);
    assert.equal(body['ParticipantToken'], 'cookie');
    assert.match(
      headers.get('set-cookie') ?? '',
      new RegExp(`^${name}=[\\w-]{43}; Max-Age=28800${attributes}$`),
    );
    assert.equal(headers.get('access-control-allow-origin'), page);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
  });

  test('a start that is repeated sets the same cookie, and is another one than a start without a cookie', async () => {
    const ClientToken = randomUUID();
    const first = await start({ ClientToken });
    const again = await start({ ClientToken });
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('set-cookie'), first.headers.get('set-cookie'));
    // Who runs a script in the page may know the ClientToken.
    const other = await start({ ClientToken, session: undefined });
    assert.equal(other.status, 422);
    assert.ok(!other.text.includes(valueOf(first.headers)));
  });

  for (const operation of operations.filter(({ access }) => access === 'session'))
    test(`${operation.name} takes the cookie in place of the bearer, and answers no bearer of its session`, async () => {
      const call = operation.name === 'CreateGuest' ? voice : {};
      const cookie = await cookieOf({ Attributes: call });
      const { bearer } = await startChat(api, { attributes: call });
      // The same as with a bearer, whatever Connect says of the input.
      const usual = await ask(api.url, operation, { input: validInput(operation), bearer });
      const answer = await withCookie(operation, cookie);
      assert.equal(answer.status, usual.status, answer.text);
      assert.notEqual(answer.status, 403);
      assert.ok(!answer.text.includes(cookie), answer.text);
      const ended = answer.headers.get('set-cookie');
      assert.equal(ended, operation.asks === 'end' ? `${name}=; Max-Age=0${attributes}` : null);
    });

  /** What other pages can make a browser send, or nearly: the cookie is there although SameSite would keep most of it back. */
  const forged: Readonly<Record<string, (cookie: string) => Readonly<Record<string, string | undefined>>>> = {
    'a form of another site': () => ({
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'content-type': 'application/x-www-form-urlencoded',
      'x-csrf': undefined,
    }),
    'a form of another site, as text/plain that reads as JSON': () => ({
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'content-type': 'text/plain',
      'x-csrf': undefined,
    }),
    'a simple fetch of another site in the mode no-cors': () => ({
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
      'content-type': 'text/plain',
      'x-csrf': undefined,
    }),
    'a page of its own without the header': () => ({ 'x-csrf': undefined }),
    'a page of its own with the header empty': () => ({ 'x-csrf': '' }),
    'the origin null: a sandbox, or a file': () => ({ origin: 'null' }),
    'a page of a sibling host, of the same site': () => ({ origin: sibling }),
    'a page of an allowed origin that may have no cookie': () => ({ origin: bearerPage }),
    'a page without TLS': () => ({ origin: 'http://www.example.com' }),
    'a page of another port': () => ({ origin: `${page}:8443` }),
    'another site by Sec-Fetch-Site, without an origin': () => ({
      origin: undefined,
      'sec-fetch-site': 'cross-site',
    }),
    'another site by Sec-Fetch-Site, with the origin of a page': () => ({ 'sec-fetch-site': 'cross-site' }),
    'a link, or an address typed in': () => ({ origin: undefined, 'sec-fetch-site': 'none' }),
    'a POST without an origin': () => ({ origin: undefined }),
    'a POST without an origin and without Sec-Fetch-Site': () => ({
      origin: undefined,
      'sec-fetch-site': undefined,
    }),
    'two cookies of the name, of which one has been tossed in': (cookie) => ({
      cookie: `${name}=${madeUp}; ${name}=${cookie}`,
    }),
    'two cookies the other way round': (cookie) => ({ cookie: `${name}=${cookie}; ${name}=${madeUp}` }),
    'a cookie that a sibling host may set, without the prefix': (cookie) => ({
      cookie: `connect-chat=${cookie}`,
    }),
    'a cookie of the prefix in small letters, which older browsers let others set': (cookie) => ({
      cookie: `__host-connect-chat=${cookie}`,
    }),
    'a cookie of no name, which reads as one with it': (cookie) => ({
      cookie: `=${name}=${cookie}`,
    }),
    'a cookie beside the bearer of another session': () => ({ 'x-amz-bearer': madeUp }),
  };

  for (const [form, headersOf] of Object.entries(forged))
    test(`refuses ${form}, as it refuses whoever has no session`, async () => {
      const cookie = await cookieOf();
      const items = await api.items();
      const calls = api.simulator.calls.length;
      const headers = headersOf(cookie);
      const refused = await withCookie(message, cookie, { headers });
      assert.deepEqual([refused.status, refused.body['__type']], [403, 'AccessDeniedException']);
      assert.equal(refused.headers.get('set-cookie'), null);
      const ending = await withCookie(named('DisconnectParticipant'), cookie, { headers });
      assert.equal(ending.status, 403);
      assert.equal(ending.headers.get('set-cookie'), null, 'another page cannot make the browser forget it');
      assert.deepEqual(await api.items(), items);
      assert.equal(api.simulator.calls.length, calls);
    });

  test('refuses what an image, a script or an upgrade to a websocket sends', async () => {
    const cookie = await cookieOf();
    const ways = ['image', 'script', 'iframe', 'document', 'websocket'].flatMap((dest) =>
      ['same-origin', 'same-site', 'cross-site', 'none', undefined].map((site) => ({
        'sec-fetch-dest': dest,
        'sec-fetch-mode': dest === 'websocket' ? 'websocket' : 'no-cors',
        'sec-fetch-site': site,
        origin: undefined,
        'x-csrf': undefined,
        ...(dest === 'websocket' && { origin: sibling, 'sec-websocket-version': '13' }),
      })),
    );
    for (const headers of ways)
      assert.equal(
        (await withCookie(named('GetSession'), cookie, { headers })).status,
        403,
        JSON.stringify(headers),
      );
  });

  test('a GET to its own origin, of which browsers do not tell the origin, is let through by Sec-Fetch-Site alone', async () => {
    const cookie = await cookieOf();
    const from = async (site: string | undefined): Promise<number> => {
      const headers = { origin: undefined, 'sec-fetch-site': site };
      return (await withCookie(named('GetSession'), cookie, { headers })).status;
    };
    assert.equal(await from('same-origin'), 200);
    for (const site of ['same-site', 'cross-site', 'none', undefined])
      assert.equal(await from(site), 403, site);
  });

  test('no header or member makes one method another', async () => {
    const cookie = await cookieOf();
    const items = await api.items();
    for (const method of ['DELETE', 'POST', 'PUT'])
      for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
        const url = `${api.url}/session?_method=${method}`;
        const headers = { ...own, cookie: `${name}=${cookie}`, [header]: method };
        assert.equal((await fetch(url, { headers })).status, 200);
        // There is no such route, whatever the header says.
        const { status } = await fetch(url, {
          method: 'POST',
          headers: { ...headers, [header]: 'GET' },
          body: '{}',
        });
        assert.equal(status, 404);
      }
    assert.deepEqual(await api.items(), items);
  });

  for (const [form, headers] of Object.entries({
    'another site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'a sibling host': { origin: sibling },
    'a page that may have no cookie': { origin: bearerPage },
    'a page without the header': { 'x-csrf': undefined },
    'no page': { origin: undefined, 'sec-fetch-site': undefined },
  }))
    test(`no cookie is set for a start of ${form}, and no chat started`, async () => {
      const calls = api.simulator.calls.length;
      const answer = await start({}, { ...own, ...headers });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get('set-cookie'), null);
      assert.equal(api.simulator.calls.length, calls);
    });

  test('a beacon leaves by the cookie, if it comes from a page that may have one', async () => {
    const beacon = { 'x-csrf': undefined, 'sec-fetch-mode': 'no-cors', 'content-type': undefined };
    const hasLeft = async (headers: ApiRequest['headers'], body = ''): Promise<boolean> => {
      const cookie = await cookieOf();
      const before = JSON.stringify(await api.items());
      const answer = await withCookie(leave, cookie, { body, headers: { ...beacon, ...headers } });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('set-cookie'), null);
      return JSON.stringify(await api.items()) !== before;
    };
    assert.ok(await hasLeft({}));
    assert.ok(await hasLeft({ 'sec-fetch-site': undefined }), 'an older browser');
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: sibling },
      { origin: 'null' },
      { origin: bearerPage },
      { origin: undefined },
      { origin: undefined, 'sec-fetch-site': 'same-origin' },
    ])
      assert.ok(!(await hasLeft(headers)), JSON.stringify(headers));
    assert.ok(!(await hasLeft({}, madeUp)), 'a body is a bearer, and counts alone');
  });

  test('a page with a bearer of its own is not disturbed by the cookie of another chat', async () => {
    const cookie = await cookieOf();
    const { bearer, contactId } = await startChat(api, { origin: page });
    const headers = { ...own, cookie: `${name}=${cookie}`, 'x-csrf': undefined };
    const session = await ask(api.url, named('GetSession'), { bearer, headers });
    assert.equal(session.body['ContactId'], contactId);
    const connection = await ask(api.url, named('CreateParticipantConnection'), {
      input: { Type: ['CONNECTION_CREDENTIALS'] },
      bearer,
      headers,
    });
    assert.deepEqual(Object.keys(connection.body), ['ConnectionCredentials']);
    const end = await ask(api.url, named('DisconnectParticipant'), { bearer, headers });
    assert.deepEqual([end.status, end.headers.get('set-cookie')], [200, null]);
    assert.equal((await withCookie(named('GetSession'), cookie)).status, 200);
    // Both may be given, if they are the same.
    assert.equal((await withCookie(named('GetSession'), cookie, { bearer: cookie })).status, 200);
  });

  test('the cookie is deleted by the end and by finding the chat over, and a chat after it has its own', async () => {
    const cookies = [];
    for (let chat = 0; chat < 3; chat++) {
      const cookie = await cookieOf();
      const ContactId = String((await withCookie(named('GetSession'), cookie)).body['ContactId']);
      if (chat === 1) {
        const url = `${api.simulator.url}/_simulator/agent/contacts/${ContactId}/end`;
        assert.ok((await fetch(url, { method: 'POST' })).ok);
      }
      const end = await withCookie(named('DisconnectParticipant'), cookie, { input: {} });
      assert.equal(end.headers.get('set-cookie'), `${name}=; Max-Age=0${attributes}`, end.text);
      assert.equal((await withCookie(named('GetSession'), cookie)).status, 403);
      cookies.push(cookie);
    }
    assert.equal(new Set(cookies).size, 3);
  });

  test('the cookie lasts as long as the entry point lets the chat last', async () => {
    const entryPoint = {
      instanceId: '11111111-1111-4111-8111-111111111111',
      contactFlowId: '22222222-2222-4222-8222-222222222222',
    };
    const short = await startLocalApi({
      environment: {
        ALLOWED_ORIGINS: JSON.stringify([page]),
        COOKIE_ORIGINS: JSON.stringify([page]),
        ENTRY_POINTS: JSON.stringify({ default: { ...entryPoint, chatDurationInMinutes: 60 } }),
      },
    });
    try {
      const { headers } = await ask(short.url, named('StartChat'), {
        input: { ParticipantDetails: { DisplayName: 'Ada' }, session: 'cookie' },
        headers: own,
      });
      assert.match(headers.get('set-cookie') ?? '', /; Max-Age=3600;/);
    } finally {
      await short.close();
    }
  });

  const credentials = async (origin: string, method: string, path: string): Promise<string | null> => {
    const { headers } = await fetch(api.url + path, { method, headers: { origin } });
    const allowed = headers.get('access-control-allow-origin');
    assert.equal(allowed, [page, bearerPage].includes(origin) ? origin : null);
    if (method === 'OPTIONS' && allowed !== null)
      assert.ok(headers.get('access-control-allow-headers')?.split(',').includes('x-csrf'));
    return headers.get('access-control-allow-credentials');
  };

  test('pages that may have cookies are told so by name, in preflights, answers and the gateway’s errors, and no others', async () => {
    for (const [method, path] of [
      ...operations.map((operation) => ['OPTIONS', pathOf(operation)] as const),
      ['GET', '/session'] as const,
      ['POST', '/chats'] as const,
      ['GET', '/nothing'] as const,
    ]) {
      assert.equal(await credentials(page, method, path), 'true', path);
      for (const origin of [bearerPage, sibling, 'null', `${page}.evil.example`])
        assert.equal(await credentials(origin, method, path), null, `${origin} ${path}`);
    }
  });

  test('neither cookie nor bearer is in a log', async () => {
    const cookie = await cookieOf();
    await withCookie(message, cookie);
    await withCookie(message, cookie, { headers: { origin: bearerPage } });
    await withCookie(message, cookie, { headers: { cookie: `${name}=${cookie}; ${name}=${madeUp}` } });
    const log = api.log.join('\n');
    for (const reason of ['csrf-header-missing', 'cross-site', 'cookie-mismatch'])
      assert.match(log, new RegExp(`"reason":"${reason}"`));
    for (const secret of [cookie, madeUp, name, 'theme=dark']) assert.ok(!log.includes(secret), secret);
  });
});

test('where no page may have a cookie, none is set, none counts, and nothing is said of credentials', async (t) => {
  const api = await startLocalApi({ environment: { ALLOWED_ORIGINS: JSON.stringify([page]) } });
  t.after(() => api.close());
  const input = { ParticipantDetails: { DisplayName: 'Ada' }, session: 'cookie' };
  const start = await ask(api.url, named('StartChat'), { input, headers: own });
  assert.deepEqual(
    [start.status, start.body['message']],
    [400, 'session must be left out: no page may have a cookie by configuration'],
  );
  const { bearer } = await startChat(api, { origin: page });
  const headers = { ...own, cookie: `${name}=${bearer}` };
  const session = await ask(api.url, named('GetSession'), { headers });
  assert.equal(session.status, 403);
  assert.equal(session.headers.get('access-control-allow-credentials'), null);
  // Nor does it stand in the way of a bearer.
  const other = { ...headers, cookie: `${name}=${madeUp}` };
  assert.equal((await ask(api.url, named('GetSession'), { bearer, headers: other })).status, 200);
});

function valueOf(headers: Headers): string {
  return /^__Host-connect-chat=([\w-]{43});/.exec(headers.get('set-cookie') ?? '')?.[1] ?? assert.fail();
}
