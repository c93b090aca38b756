import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieValues, isForged, setCookie, type Sent } from '../../../lambdas/core/session-cookie.ts';

test('the cookie is one of its own host alone, over TLS, out of reach of scripts and of other sites', () => {
  assert.equal(
    setCookie('bearer', 60),
    '__Host-connect-chat=bearer; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict',
  );
});

test('its value is found among others, in one header or in several, each once', () => {
  assert.deepEqual(cookieValues([]), []);
  assert.deepEqual(cookieValues(['a=1; b=2']), []);
  assert.deepEqual(cookieValues(['__Host-connect-chat=one']), ['one']);
  assert.deepEqual(cookieValues(['a=1;__Host-connect-chat=o=ne ; b=2']), ['o=ne']);
  assert.deepEqual(
    cookieValues(['__Host-connect-chat=one', 'a=1; __Host-connect-chat=two; __Host-connect-chat=one']),
    ['one', 'two'],
  );
  assert.deepEqual(cookieValues(['__Host-connect-chat=']), ['']);
  assert.deepEqual(
    cookieValues(['X__Host-connect-chat=one; __Host-connect-chats=two; __host-connect-chat=three']),
    [],
  );
});

test('a request is taken for a page’s that may have cookies only where the browser says so', () => {
  const page = 'https://shop.example';
  const forged = (sent: Partial<Sent>): boolean =>
    isForged({ method: 'POST', origin: undefined, site: undefined, ...sent }, { cookieOrigins: [page] });
  assert.equal(forged({ origin: page }), false, 'older browsers do not say from which site');
  assert.equal(forged({ origin: page, site: 'same-site' }), false);
  assert.equal(forged({ origin: page, site: 'same-origin' }), false);
  for (const site of ['cross-site', 'none', '', 'other'])
    assert.equal(forged({ origin: page, site }), true, site);
  assert.equal(forged({ origin: 'https://other.example', site: 'same-site' }), true);
  assert.equal(forged({ method: 'GET', origin: 'https://other.example', site: 'same-origin' }), true);
  assert.equal(forged({ method: 'GET', site: 'same-origin' }), false, 'it tells no origin of these');
  assert.equal(forged({ method: 'GET', site: 'same-site' }), true);
  assert.equal(forged({ method: 'GET' }), true);
  assert.equal(forged({ site: 'same-origin' }), true);
});
