import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { originAllowed, redirectAllowed } from '../../lambdas/core/settings.ts';

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
