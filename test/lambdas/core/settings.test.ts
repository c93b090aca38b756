import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOrigin, isRedirectUri, originAllowed, redirectAllowed } from '../../../lambdas/core/settings.ts';

const allowed = ['https://www.example.com', 'http://localhost:*', 'http://127.0.0.1:*'];

test('an exact origin admits itself and nothing else', () => {
  assert(originAllowed(allowed, 'https://www.example.com'));
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, behind) => {
      const origin = `${before}https://www.example.com${behind}`;
      assert.equal(originAllowed(allowed, origin), origin === 'https://www.example.com');
    }),
  );
});

test('a loopback entry admits every port that there is, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 100_000 }), (port) => {
      assert.equal(originAllowed(allowed, `http://localhost:${port}`), port >= 1 && port <= 65_535);
    }),
  );
  for (const port of [
    '',
    '*',
    '03000',
    '3000/',
    '3000.evil.example',
    '3000@evil.example',
    '١',
    ' 3000',
    '3000\n',
  ])
    assert(!originAllowed(allowed, `http://localhost:${port}`), port);
});

test('whatever is admitted parses to a listed origin or to a loopback host', () => {
  const tricks = fc.string({
    unit: fc.constantFrom('http://', 'localhost', ':', '3000', '@', '.', '/', '#', 'evil', '*'),
  });
  fc.assert(
    fc.property(tricks, (origin) => {
      if (!originAllowed(allowed, origin)) return;
      const { hostname, username, pathname } = new URL(origin);
      assert(['localhost', '127.0.0.1', 'www.example.com'].includes(hostname));
      assert.equal(username + pathname, '/');
    }),
    { numRuns: 1_000 },
  );
});

test('no list admits nothing', () => {
  for (const origin of ['', 'null', '*', 'http://localhost:3000']) assert(!originAllowed([], origin));
});

test('a redirect URI is admitted exactly, or at any path of a loopback entry', () => {
  const uris = ['https://www.example.com/signed-in', 'http://localhost:*'];
  for (const uri of [
    'https://www.example.com/signed-in',
    'http://localhost:3000',
    'http://localhost:1/a?b#c',
  ])
    assert(redirectAllowed(uris, uri), uri);
  for (const uri of [
    'https://www.example.com/signed-in/',
    'https://www.example.com',
    'https://localhost:3000/',
    'http://localhost:3000@evil.example/',
    'http://localhost:3000.evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    '',
    '/',
  ])
    assert(!redirectAllowed(uris, uri), uri);
});

test('the origins that can be listed are those that browsers write, of the web and of apps', () => {
  for (const origin of [
    'https://www.example.com',
    'https://www.example.com:8443',
    'https://localhost',
    'http://localhost:3000',
    'http://localhost:*',
    'http://127.0.0.1:*',
    'https://xn--bcher-kva.example',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://obsidian.md',
    'com.example.app://localhost',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://0f5ba2a4-3c4e-4a1c-9b41-8e2b6c8d9f10',
    'safari-web-extension://0F5BA2A4-3C4E-4A1C-9B41-8E2B6C8D9F10',
    // Electron's pages, as its usual builders serve them.
    'app://.',
    'app://-',
    'https://my_shop.example.com',
  ])
    assert(isOrigin(origin), origin);
});

test('an origin that names no single page’s site cannot be listed', () => {
  for (const origin of [
    '',
    'null',
    '*',
    'file://',
    'file:///x',
    'file://localhost',
    'data://x',
    'blob://x',
    'about://blank',
    'javascript://x',
    'ws://www.example.com',
    'filesystem://localhost',
    'view-source://localhost',
    'content://com.example.provider',
    'https://.',
    'https://-',
    'https://_',
    'moz-extension://0F5ba2a4-3c4e-4a1c-9b41-8e2b6c8d9f10',
    'capacitor://',
    'capacitor:localhost',
    'capacitor://*',
    'capacitor://*.example.com',
    'capacitor://localhost:*',
    'capacitor://localhost/',
    'capacitor://localhost/index.html',
    'capacitor://localhost?a',
    'capacitor://localhost#a',
    'capacitor://user@localhost',
    'capacitor://localhost:0',
    'capacitor://localhost:70000',
    'capacitor://LOCALHOST',
    'Capacitor://localhost',
    "capacitor://local'host",
    'capacitor://localhost\n',
    ' capacitor://localhost',
    '1app://localhost',
    '*://localhost',
    'https://*.example.com',
    'https://www.example.com:443',
    'https://www.example.com/',
    'HTTPS://www.example.com',
    'http://localhost:80',
    'https://localhost:*',
  ])
    assert(!isOrigin(origin), origin);
});

test('an origin that can be listed admits itself alone, however it is changed', () => {
  const origins = fc.constantFrom('capacitor://localhost', 'https://localhost', 'tauri://localhost');
  fc.assert(
    fc.property(origins, fc.string(), fc.nat(), (origin, inserted, at) => {
      const place = at % (origin.length + 1);
      const changed = origin.slice(0, place) + inserted + origin.slice(place);
      assert.equal(originAllowed([origin], changed), changed === origin);
    }),
  );
});

test('a loopback entry admits the port that is not written, and the last one', () => {
  assert.ok(originAllowed(allowed, 'http://localhost'));
  assert.ok(originAllowed(allowed, 'http://localhost:65535'));
  assert.ok(!originAllowed(allowed, 'http://localhost:65536'));
});

test('a redirect URI that is an origin admits itself, and no path below it', () => {
  const uris = ['https://www.example.com'];
  assert.ok(redirectAllowed(uris, 'https://www.example.com'));
  assert.ok(!redirectAllowed(uris, 'https://www.example.com/elsewhere'));
});

test('an origin is of the web, of an app’s own scheme, or a loopback host of any port', () => {
  for (const origin of [
    'https://www.example.com',
    'https://a',
    'http://a-b.example:8080',
    'http://localhost:*',
    'http://127.0.0.1:*',
    'capacitor://localhost',
    'app://.',
    'xhttp://-',
    'httpsx://-',
    `https://${'a'.repeat(247)}`,
  ])
    assert.ok(isOrigin(origin), origin);
  for (const none of [
    'xhttp://localhost:*',
    'http://localhost:*/',
    'https://www.example.com/',
    'https://www.example.com/path',
    'https://-a.example',
    'https://a.example-',
    'https://.',
    'null://x',
    'wss://x',
    'file://x',
    `https://${'a'.repeat(248)}`,
  ])
    assert.ok(!isOrigin(none), none);
});

test('a redirect URI is absolute, of the web or of an app’s own scheme, without a fragment', () => {
  for (const uri of [
    'https://www.example.com/signed-in?from=chat',
    'app://x',
    'a://x',
    'com.example+app-1://signed-in',
    'http://localhost:*',
  ])
    assert.ok(isRedirectUri(uri), uri);
  for (const none of [
    '',
    'mailto:x',
    ' https://a',
    'Https://a',
    '5://x',
    'https://a/#fragment',
    'https://a/ b',
    'https:///a',
    'https://?a',
    'https://#a',
    'https://[',
    'file://x',
    'javascript://x',
    'wss://x',
  ])
    assert.ok(!isRedirectUri(none), none);
});
