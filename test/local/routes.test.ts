import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';
import { pathMembers, pathOf } from '../support/api-request.ts';

const routes = routesOf(operations);

for (const operation of operations)
  test(`${operation.method} ${operation.path} finds ${operation.name}, with its path members as they were sent`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        const members = Object.fromEntries(pathMembers(operation).map((name) => [name, value]));
        const found = routes.find(operation.method, pathOf(operation, members));
        assert.equal(found?.operation, operation);
        const encoded = Object.entries(found?.pathParameters ?? {});
        assert.deepEqual(
          encoded.map(([name, text]) => [name, decodeURIComponent(text)]),
          Object.entries(members),
        );
      }),
      { numRuns: 50 },
    );
  });

test('a greedy parameter takes slashes, encoded or not, and keeps them as they are', () => {
  for (const token of ['a/b', 'a%2Fb', 'a%2fb/c', '/', '//', '%2F', '.', '..', 'a%252Fb'])
    assert.deepEqual(routes.find('GET', `/participant/views/${token}`)?.pathParameters, { ViewToken: token });
});

test('any other parameter is one segment', () => {
  assert.deepEqual(routes.find('POST', '/contacts/a%2Fb/participants')?.pathParameters, {
    ContactId: 'a%2Fb',
  });
  assert.equal(routes.find('POST', '/contacts/a/b/participants'), undefined);
  assert.equal(routes.find('POST', '/contacts//participants'), undefined);
});

test('what is near a route is none', () => {
  for (const path of [
    '',
    '/',
    '/health/',
    '/Health',
    '/healthy',
    '//health',
    '/openapi_json',
    '/participant/views/',
    '/participant/views',
    '/participant',
    '/__proto__',
    '/{ContactId}',
  ])
    for (const method of ['GET', 'POST']) assert.equal(routes.find(method, path), undefined, path);
});

test('a route is found by its own method alone, and its preflight names that', () => {
  for (const operation of operations) {
    const path = pathOf(operation);
    assert.deepEqual(routes.methods(path), [operation.method]);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'get', ''])
      assert.equal(routes.find(method, path) !== undefined, method === operation.method);
  }
  assert.deepEqual(routes.methods('/nothing'), []);
});

test('of routes with one path, each method finds its own', () => {
  const [first, second] = operations;
  assert(first && second);
  const two = routesOf([
    { ...first, method: 'GET', path: '/a' },
    { ...second, method: 'POST', path: '/a' },
  ]);
  assert.deepEqual(two.methods('/a'), ['GET', 'POST']);
  assert.equal(two.find('POST', '/a')?.operation.name, second.name);
});
