import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { errorStatus } from '../../lambdas/core/error-name.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { document } from '../../lambdas/openapi/document.ts';
import { openapi } from '../../lambdas/handlers/openapi.ts';
import type { ApiRequest } from '../../lambdas/steps/request.ts';
import { getOpenApi } from '../../lambdas/operations/get-openapi.ts';
import { type Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';
import { functionDefaults } from '../../local/settings.ts';
import {
  answerOf,
  apiDocument,
  describedOf as describedIn,
  violations,
  type ApiDocument,
  type Described,
  type Schema,
} from '../support/api-document.ts';
import { errorName, pathMembers, pathOf, successOf } from '../support/api-request.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { shapeCases } from '../support/shape-cases.ts';

suite('GET /openapi.json', () => {
  let api: LocalApi;
  let document: ApiDocument;
  before(async () => {
    api = await startLocalApi();
    document = (await (await fetch(`${api.url}/openapi.json`)).json()) as ApiDocument;
  });
  after(() => api.close());

  const describedOf = (operation: Operation): Described => describedIn(operation, document);

  test('is an OpenAPI 3.1 document, and but for the server the one that a static page has', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/);
    assert.deepEqual(
      { ...document, servers: [] },
      JSON.parse(JSON.stringify({ ...apiDocument, servers: [] })),
    );
  });

  test('has the address at which it was asked for as its server', async () => {
    const { port } = new URL(api.url);
    assert.deepEqual(document.servers, [{ url: api.url }]);
    for (const [host, server] of [
      [`localhost:${port}`, `http://localhost:${port}/v1`],
      ['localhost', 'http://localhost/v1'],
      ['[::1]:3000', 'http://[::1]:3000/v1'],
      ['chat.example.org', 'https://chat.example.org/v1'],
      ['localhost.example.org', 'https://localhost.example.org/v1'],
    ] as const)
      assert.deepEqual(await serversFor(host), [{ url: server }]);
  });

  test('has the static servers where the host cannot be one', async () => {
    for (const host of ['a"b', 'user@host', 'host/path', 'a b', '', 'host:port', 'höst'])
      assert.deepEqual(await serversFor(host), apiDocument.servers, host);
  });

  test('has no stage in its server at a domain of one’s own that has none', async () => {
    assert.deepEqual(await serversFor('chat.example.org', '/openapi.json'), [
      { url: 'https://chat.example.org' },
    ]);
  });

  test('describes exactly the routes that the gateway serves', async () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      described.toSorted(),
      operations.map(({ method, path }) => `${method} ${path.replace('+}', '}')}`).toSorted(),
    );
    const routes = routesOf(operations);
    for (const route of described) {
      const [method = '', path = ''] = route.split(' ');
      assert(routes.find(method, path.replaceAll(/[{}]/g, '')), route);
      for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'].filter(
        (name) => !described.includes(`${name} ${path}`),
      )) {
        const response = await fetch(api.url + path.replaceAll(/[{}]/g, ''), { method: other });
        assert.equal(response.status, 404);
        assert.equal(errorName(response.headers), 'UnknownOperationException');
      }
    }
  });

  test('names every operation once, and refers only to what it defines', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    assert.equal(new Set(ids).size, ids.length);
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      const [, kind, of = ''] = /^#\/components\/(schemas|responses|headers)\/(\w+)$/.exec(name ?? '') ?? [];
      const defined = document.components[kind as 'schemas']?.[of];
      assert(Object.keys(defined ?? {}).length > 0, name);
    }
  });

  for (const operation of operations) {
    test(`describes ${operation.name}: who may call, its path, its statuses`, () => {
      const described = describedOf(operation);
      assert.equal(described.operationId, operation.name);
      assert(described.summary.length > 0 && described.description.length > 0);
      const schemes = described.security.flatMap((scheme) => Object.keys(scheme));
      assert.deepEqual(schemes, operation.access === 'public' ? [] : [operation.access]);
      for (const scheme of schemes) assert(scheme in document.components.securitySchemes);
      const inPath = (described.parameters ?? []).filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        inPath.map(({ name }) => name),
        pathMembers(operation),
      );
      for (const { required } of inPath) assert.equal(required, true);
      const gateway = [
        ...(operation.access === 'iam'
          ? [
              { name: 'MissingAuthenticationTokenException', status: 403 },
              { name: 'UnknownOperationException', status: 404 },
              { name: 'IncompleteSignatureException', status: 403 },
            ]
          : []),
        ...(operation.method === 'POST' ? [{ name: 'RequestTooLongException', status: 413 }] : []),
        { name: 'InternalServerErrorException', status: 502 },
        { name: 'InternalServerErrorException', status: 504 },
      ];
      const errors = [...operation.errors.map((name) => ({ name, status: errorStatus[name] })), ...gateway];
      const statuses = new Set<number>([successOf(operation), ...errors.map(({ status }) => status)]);
      assert.deepEqual(new Set(Object.keys(described.responses).map(Number)), statuses);
      for (const status of Object.keys(described.responses)) {
        const { headers, content } = answerOf(described, status);
        assert.deepEqual(Object.keys(content), status === '204' ? [] : ['application/json']);
        if (Number(status) !== successOf(operation))
          assert.deepEqual(
            headers['x-amzn-errortype']?.schema?.enum,
            errors.filter((error) => error.status === Number(status)).map(({ name }) => name),
          );
      }
      assert.equal(described.requestBody !== undefined, operation.method === 'POST');
    });

    test(`describes ${operation.name} so that a schema validator refuses what the API refuses`, () => {
      const { requestBody, parameters = [] } = describedOf(operation);
      const schema = requestBody?.content['application/json']?.schema;
      const inPath = pathMembers(operation);
      for (const { title, input, refusal } of shapeCases(operation)) {
        // The sum of bytes is for the description; halves of characters, for the validator of the API itself.
        if (refusal?.includes('UTF-8 bytes')) continue;
        const given = present(input) as Record<string, unknown>;
        const problems = [
          ...(schema ? violations(schema, without(given, inPath)) : []),
          ...parameters
            .filter((parameter) => given[parameter.name] !== undefined && /^(path|query)$/.test(parameter.in))
            .flatMap(({ name, schema: of }) => violations(of, given[name])),
        ];
        // Within every bound of the shape, it may still be none of those that `check` takes.
        const refused = refusal !== undefined || (problems.length > 0 && refusedByCheck(operation, given));
        assert.equal(problems.length > 0, refused, `${title}: ${problems.join()}`);
      }
      if (schema && operation.unknownMembers === 'refuse')
        assert.notDeepEqual(violations(schema, { Stranger: 1 }), []);
    });

    test(`describes what ${operation.name} refuses inside of its members, too`, () => {
      if (operation.unknownMembers !== 'refuse') return;
      const schema = describedOf(operation).requestBody?.content['application/json']?.schema;
      const open = schema ? openStructures(document, schema) : [];
      assert.deepEqual(open, []);
    });
  }

  test('answers the paths it describes below the url of its server', async () => {
    for (const operation of operations) {
      const response = await fetch(new URL((document.servers[0]?.url ?? '') + pathOf(operation)), {
        method: operation.method,
      });
      assert.notEqual(response.status, 404);
      assert(String(response.status) in describedOf(operation).responses);
    }
  });
});

const { settings } = readEnvironment(functionDefaults);

function refusedByCheck({ check }: Operation, input: Record<string, unknown>): boolean {
  return (check?.(input, settings) ?? []).length > 0;
}

/** Structures of a request that would let unknown members pass. */
function openStructures(
  document: ApiDocument,
  schema: Schema,
  seen: ReadonlySet<string> = new Set(),
): string[] {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) {
    const of = document.components.schemas[name];
    assert(of);
    if (seen.has(name)) return [];
    const within = [of.items, ...Object.values(of.properties ?? {})].flatMap((member) =>
      member ? openStructures(document, member, new Set([...seen, name])) : [],
    );
    return [...(of.additionalProperties === undefined ? [name] : []), ...within];
  }
  return [
    schema.items,
    typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined,
  ].flatMap((member) => (member ? openStructures(document, member, seen) : []));
}

/** The servers of the document for whoever asks this host for this path. */
async function serversFor(host: string, path = '/v1/openapi.json'): Promise<unknown> {
  const { body } = await openapi(
    { operation: getOpenApi, address: { host, path } } as ApiRequest<typeof getOpenApi>,
    { apiDocument: () => Promise.resolve(document) },
  );
  return body.servers;
}

/** Null counts as absent; JSON says so of undefined. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, present(member)]));
}

function without(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
