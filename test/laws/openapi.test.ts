import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { errorStatus } from '../../lambdas/core/error-name.ts';
import { type Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';
import { errorName, pathMembers, pathOf } from '../harness/api-request.ts';
import { startLocalApi, type LocalApi } from '../harness/local-api.ts';
import { shapeCases } from '../harness/shape-cases.ts';

/** As much of OpenAPI 3.1 as the document uses. */
interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly headers?: Readonly<Record<string, { readonly schema: Schema }>>;
        readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
      }
    >
  >;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
}

suite('GET /openapi.json', () => {
  let api: LocalApi;
  let document: Document;
  before(async () => {
    api = await startLocalApi();
    document = (await (await fetch(`${api.url}/openapi.json`)).json()) as Document;
  });
  after(() => api.close());

  const describedOf = (operation: Operation): Described => {
    const described = document.paths[operation.path.replace('+}', '}')]?.[operation.method.toLowerCase()];
    assert(described, `${operation.name} is not described`);
    return described;
  };

  test('is an OpenAPI 3.1 document of the stage', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/);
    assert.deepEqual(document.servers, [{ url: '/v1' }]);
    assert.deepEqual(Object.keys(document).toSorted(), ['components', 'info', 'openapi', 'paths', 'servers']);
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
      const [, schema = ''] = /^#\/components\/schemas\/(\w+)$/.exec(name ?? '') ?? [];
      assert(Object.keys(document.components.schemas[schema] ?? {}).length > 0, name);
    }
  });

  for (const operation of operations) {
    test(`describes ${operation.name}: who may call, its path, its statuses`, () => {
      const described = describedOf(operation);
      assert.equal(described.operationId, operation.name);
      assert(described.summary.length > 0 && described.description.length > 0);
      const schemes = (described.security ?? []).flatMap((scheme) => Object.keys(scheme));
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
      ];
      const errors = [...operation.errors.map((name) => ({ name, status: errorStatus[name] })), ...gateway];
      const statuses = new Set<number>([200, ...errors.map(({ status }) => status)]);
      assert.deepEqual(new Set(Object.keys(described.responses).map(Number)), statuses);
      for (const [status, { headers, content }] of Object.entries(described.responses)) {
        assert.deepEqual(Object.keys(content), ['application/json']);
        if (status !== '200')
          assert.deepEqual(
            headers?.['x-amzn-errortype']?.schema.enum,
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
          ...(schema ? violations(document, schema, without(given, inPath)) : []),
          ...parameters
            .filter((parameter) => parameter.in === 'path')
            .flatMap(({ name, schema: of }) => violations(document, of, given[name])),
        ];
        assert.equal(problems.length > 0, refusal !== undefined, `${title}: ${problems.join()}`);
      }
      if (schema && operation.unknownMembers === 'refuse')
        assert.notDeepEqual(violations(document, schema, { Stranger: 1 }), []);
    });

    test(`describes what ${operation.name} refuses inside of its members, too`, () => {
      if (operation.unknownMembers !== 'refuse') return;
      const schema = describedOf(operation).requestBody?.content['application/json']?.schema;
      const open = schema ? openStructures(schema) : [];
      assert.deepEqual(open, []);
    });
  }

  test('answers the paths it describes below the url of its server', async () => {
    for (const operation of operations) {
      const response = await fetch(new URL(document.servers[0]?.url + pathOf(operation), api.url), {
        method: operation.method,
      });
      assert.notEqual(response.status, 404);
      assert(String(response.status) in describedOf(operation).responses);
    }
  });
});

/** What is wrong with a value by JSON Schema, as far as the document uses it. */
function violations(document: Document, schema: Schema, value: unknown, path = '$'): string[] {
  if (schema.$ref !== undefined) {
    const target = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    assert(target);
    return violations(document, target, value, path);
  }
  const wrong: string[] = [];
  const within = (size: number, least = 0, most = Infinity): void => {
    if (size < least || size > most) wrong.push(`${path}: ${size} is not within ${least} and ${most}`);
  };
  const type = Number.isInteger(value) ? 'integer' : Array.isArray(value) ? 'array' : typeof value;
  if (schema.type !== undefined && type !== schema.type) return [`${path}: ${type} is not ${schema.type}`];
  if (schema.enum && !schema.enum.includes(String(value))) wrong.push(`${path}: none of the enum`);
  if (typeof value === 'string') within(Array.from(value).length, schema.minLength, schema.maxLength);
  if (typeof value === 'number') {
    within(value, schema.minimum ?? -Infinity, schema.maximum);
    // JSON Schema knows no safe integers; every reader in JavaScript does.
    within(Math.abs(value), 0, Number.MAX_SAFE_INTEGER);
  }
  if (Array.isArray(value)) {
    within(value.length, schema.minItems, schema.maxItems);
    for (const [index, element] of value.entries())
      if (schema.items) wrong.push(...violations(document, schema.items, element, `${path}[${index}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const name of schema.required ?? [])
      if (!Object.hasOwn(value, name)) wrong.push(`${path}.${name} is missing`);
    for (const [name, member] of Object.entries(value)) {
      if (schema.propertyNames)
        wrong.push(...violations(document, schema.propertyNames, name, `${path} key`));
      const of = schema.properties?.[name] ?? schema.additionalProperties;
      if (of === false) wrong.push(`${path}.${name} is not known`);
      else if (of) wrong.push(...violations(document, of, member, `${path}.${name}`));
    }
  }
  return wrong;
}

/** Structures of a request that would let unknown members pass. */
function openStructures(schema: Schema, path = '$'): string[] {
  return [
    ...(schema.type === 'object' && schema.additionalProperties === undefined ? [path] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, of]) => openStructures(of, `${path}.${name}`)),
    ...(schema.items ? openStructures(schema.items, `${path}[]`) : []),
  ];
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
