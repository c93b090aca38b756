import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { document } from '../../lambdas/openapi/document.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';

/** As much of OpenAPI 3.1 as the document uses. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answered>>;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly externalDocs?: { readonly url: string };
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description: string;
    readonly schema: Schema;
    readonly example?: unknown;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      (Omit<Answered, 'content'> & Partial<Pick<Answered, 'content'>>) | { readonly $ref: string }
    >
  >;
}

export interface Answered {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly schema?: Schema; readonly $ref?: string }>>;
  /** Of what has no body, nothing. */
  readonly content: Content;
}

type Content = Readonly<
  Record<
    string,
    {
      readonly schema: Schema;
      readonly example?: unknown;
      readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
    }
  >
>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

export const apiDocument = document as unknown as ApiDocument;

/** What the document says of an operation. */
export function describedOf(operation: Operation, of: ApiDocument = apiDocument): Described {
  const described = of.paths[operation.path.replace('+}', '}')]?.[operation.method.toLowerCase()];
  assert(described, `${operation.name} is not described`);
  return described;
}

/** The answer that an operation is described to have with a status. */
export function answerOf(described: Described, status: number | string): Answered {
  const answer = described.responses[status];
  assert(answer, `${described.operationId} is not described to answer ${status}`);
  return '$ref' in answer
    ? (apiDocument.components.responses[nameOf(answer.$ref)] as Answered)
    : { ...answer, content: answer.content ?? {} };
}

function nameOf(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

/** The document, and the same with schemas that refuse every member which they do not declare. */
const [asIs, closed] = [apiDocument, withClosedSchemas(apiDocument)].map((schemas) => {
  const ajv = new Ajv2020({ allErrors: true, strictSchema: false });
  // Its types are those of a CommonJS module.
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  return ajv.addSchema(schemas, 'api');
});
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by a schema of the document, in the words of Ajv. `declared`: unknown members are. */
export function violations(schema: Schema, value: unknown, { declared = false } = {}): readonly string[] {
  const key = `${declared} ${JSON.stringify(schema)}`;
  const ajv = declared ? closed : asIs;
  const validate =
    compiled.get(key) ??
    ajv?.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object);
  assert(validate);
  compiled.set(key, validate);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) =>
        [instancePath, message, JSON.stringify(params)].join(' '),
      );
}

function withClosedSchemas(given: ApiDocument): ApiDocument {
  const schemas = Object.fromEntries(
    Object.entries(given.components.schemas).map(([name, schema]) => [
      name,
      schema.additionalProperties === true ? schema : { ...schema, additionalProperties: false as const },
    ]),
  );
  return { ...given, components: { ...given.components, schemas } };
}

/** An answer has a status, headers and members that the document gives it, and no others. */
export function assertDescribed(
  operation: Operation,
  { status, headers, body }: { readonly status: number; readonly headers: Headers; readonly body: unknown },
): void {
  const answer = answerOf(describedOf(operation), status);
  const schema = answer.content['application/json']?.schema;
  assert.equal(schema === undefined, status === 204);
  if (schema)
    assert.deepEqual(violations(schema, body, { declared: true }), [], `${operation.name} ${status}`);
  for (const name of ['retry-after', 'idempotent-replayed', 'x-amzn-errortype', 'x-amzn-requestid'])
    if (headers.has(name))
      assert(
        Object.keys(answer.headers).some((described) => described.toLowerCase() === name),
        `${operation.name} ${status} is not described to have ${name}`,
      );
}
