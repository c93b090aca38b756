import { errorStatus, type ErrorName } from '../core/error-name.ts';
import { type Operation } from './operation.ts';
import type { Shape, StructureShape } from '../core/shape.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of the operations, for GET /openapi.json. Paths are below the stage: `/v1`. */
export function describeApi(operations: readonly Operation[]): Json {
  const schemas: Json = { Error: errorSchema };
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = operation.path.replace('+}', '}');
    (paths[path] ??= {})[operation.method.toLowerCase()] = describe(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Connect Chat BFF',
      version: '1',
      description:
        "Amazon Connect chat for browsers that never hold Connect's credentials. Bodies, answers and errors are " +
        "Connect's own; the bearer is the session token that POST /chats answers.",
    },
    servers: [{ url: '/v1' }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'header', name: 'X-Amz-Bearer', description: 'The session bearer' },
        iam: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'AWS Signature Version 4' },
      },
    },
  };
}

const errorSchema: Json = {
  type: 'object',
  properties: { __type: { type: 'string' }, message: { type: 'string' } },
  required: ['__type', 'message'],
};

function describe(operation: Operation, schemas: Json): Json {
  const { name, access, summary, documentation, input, method, path } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, parameter = '']) => parameter);
  const members = Object.entries(input.members).filter(([member]) => !inPath.includes(member));
  const body: StructureShape = {
    kind: 'structure',
    members: Object.fromEntries(members),
    required: input.required.filter((member) => !inPath.includes(member)),
  };
  const keyed = 'ClientToken' in input.members;
  const parameters = [
    ...inPath.map((parameter) => ({
      name: parameter,
      in: 'path',
      required: true,
      schema: schemaOf(input.members[parameter] ?? { kind: 'string' }, schemas, operation),
    })),
    ...(keyed ? [idempotencyKeyParameter] : []),
  ];
  return {
    operationId: name,
    summary,
    description: documentation,
    ...(access !== 'public' && { security: [{ [access]: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(method === 'POST' && {
      requestBody: {
        required: body.required.length > 0,
        content: { 'application/json': { schema: schemaOf(body, schemas, operation) } },
      },
    }),
    responses: {
      200: {
        description: 'Success',
        ...(keyed && { headers: { 'Idempotent-Replayed': { schema: { const: 'true' } } } }),
        content: { 'application/json': { schema: schemaOf(operation.output, schemas) } },
      },
      ...errorResponses([...operation.errors, ...gatewayErrors(operation)]),
    },
  };
}

const idempotencyKeyParameter: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description: "Takes the place of the body's ClientToken",
  schema: { type: 'string', minLength: 1, maxLength: 500 },
};

/** What API Gateway answers before the function is asked. */
const gatewayStatus = {
  MissingAuthenticationTokenException: 403,
  UnknownOperationException: 404,
  IncompleteSignatureException: 403,
  RequestTooLongException: 413,
} as const;

type GatewayError = keyof typeof gatewayStatus;

function gatewayErrors({ access, method }: Operation): readonly GatewayError[] {
  return [
    ...(access === 'iam'
      ? ([
          'MissingAuthenticationTokenException',
          'UnknownOperationException',
          'IncompleteSignatureException',
        ] as const)
      : []),
    ...(method === 'POST' ? (['RequestTooLongException'] as const) : []),
  ];
}

const firstValueCounts =
  'The error’s name. API Gateway adds one of its own to what it answers by itself: of several values, the first counts';

function errorResponses(errors: readonly (ErrorName | GatewayError)[]): Json {
  const statuses = { ...errorStatus, ...gatewayStatus };
  const byStatus = Map.groupBy(errors, (name) => statuses[name]);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.join(', '),
        headers: { 'x-amzn-errortype': { description: firstValueCounts, schema: { enum: names } } },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

/** JSON Schema of a shape; recursive ones go to `schemas` and are referred to. */
function schemaOf(shape: Shape, schemas: Json, operation?: Operation): Json {
  switch (shape.kind) {
    case 'string':
      return {
        type: 'string',
        ...(shape.values && { enum: shape.values }),
        ...(shape.min !== undefined && { minLength: shape.min }),
        ...(shape.max !== undefined && { maxLength: shape.max }),
      };
    case 'integer':
      return {
        type: 'integer',
        ...(shape.min !== undefined && { minimum: shape.min }),
        ...(shape.max !== undefined && { maximum: shape.max }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.of, schemas, operation),
        ...(shape.min !== undefined && { minItems: shape.min }),
        ...(shape.max !== undefined && { maxItems: shape.max }),
      };
    case 'map':
      return {
        type: 'object',
        propertyNames: schemaOf(shape.key, schemas, operation),
        additionalProperties: schemaOf(shape.value, schemas, operation),
        ...(shape.maxBytes !== undefined && {
          description: `At most ${shape.maxBytes} UTF-8 bytes in all its keys and values`,
        }),
      };
    case 'structure':
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(shape.members).map(([name, member]) => [name, schemaOf(member, schemas, operation)]),
        ),
        ...(shape.required.length > 0 && { required: shape.required }),
        ...(operation?.unknownMembers === 'refuse' && { additionalProperties: false }),
      };
    case 'recursive':
      if (!(shape.name in schemas)) {
        schemas[shape.name] = {};
        schemas[shape.name] = schemaOf(shape.of(), schemas, operation);
      }
      return { $ref: `#/components/schemas/${shape.name}` };
  }
}
