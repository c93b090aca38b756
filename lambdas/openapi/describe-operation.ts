import { pathMembers, queryMembers, type Operation } from '../operations/operation.ts';
import type { OperationName } from '../operations/operations.ts';
import type { StructureShape } from '../core/shape.ts';
import type { Components } from './components.ts';
import { errorResponses } from './errors.ts';
import { bearer as exampleBearer, examples } from './examples.ts';
import { header } from './headers.ts';
import type { Json } from './json.ts';
import { operationTexts, type OperationText } from './operation-texts.ts';

/** `errors` gets the answers that are errors, as several operations have the same. */
export function describeOperation(
  operation: Operation,
  schemas: Components,
  errors: Record<string, Json>,
): Json {
  const { name, access, form, summary, documentation, input, method } = operation;
  // Every operation is one of operations.ts, of whose names these two tables are complete.
  const text = operationTexts[name as OperationName];
  const example = examples[name as OperationName];
  const inPath = pathMembers(operation);
  const keyed = 'ClientToken' in input.members;
  const page = awsPage(operation);
  const parameters = [
    ...inPath.map((parameter) => parameterOf('path', operation, parameter, schemas, example.request)),
    ...queryMembers(operation).map((parameter) =>
      parameterOf('query', operation, parameter, schemas, example.request),
    ),
    ...('PersistentChat' in input.members && access === 'public' ? [earlierBearer] : []),
    ...(keyed ? [idempotencyKey] : []),
  ];
  const body = without(input, inPath);
  return {
    operationId: name,
    tags: [text.tag],
    summary,
    description: [
      documentation,
      retryText(operation, text),
      page && `Amazon Connect: [${operation.command}](${page}).`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    ...(page !== undefined && {
      externalDocs: { description: `Amazon Connect: ${operation.command}`, url: page },
    }),
    security: access === 'public' ? [] : [{ [access]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(form === 'beacon' && { requestBody: bearerAlone }),
    ...(method === 'POST' &&
      form === undefined && {
        requestBody: {
          required: body.required.length > 0,
          content: {
            'application/json': {
              schema: schemas.refer(`${name}Request`, body, operation.unknownMembers),
              example: Object.fromEntries(
                Object.entries(example.request ?? {}).filter(([member]) => !inPath.includes(member)),
              ),
            },
          },
        },
      }),
    responses: {
      [form === 'beacon' ? 204 : 200]: {
        description: text.success,
        headers: {
          'x-amzn-requestid': header('RequestId'),
          ...(operation.idempotency.kind === 'ledger' && {
            'Idempotent-Replayed': header('IdempotentReplayed'),
          }),
          ...(('session' in input.members || operation.asks === 'end') && {
            'Set-Cookie': header('SetCookie'),
          }),
        },
        ...(form === undefined && {
          content: {
            'application/json': {
              schema: schemas.refer(text.answer, operation.output, 'answer'),
              example: example.answer,
            },
          },
        }),
      },
      ...errorResponses(operation, errors),
    },
  };
}

/** The page of the operation of AWS's that it ends in. */
export function awsPage({ command, service }: Operation): string | undefined {
  if (command === undefined) return undefined;
  const prefix = service === 'participant' ? 'connect-participant_' : '';
  return `https://docs.aws.amazon.com/connect/latest/APIReference/API_${prefix}${command}.html`;
}

function retryText({ name, idempotency }: Operation, { retry }: OperationText): string {
  if (retry !== undefined) return `**Retries.** ${retry}`;
  switch (idempotency.kind) {
    case 'ledger':
      return '**Retries.** With a `ClientToken` (or `Idempotency-Key`) it is carried out once, however often it is sent: the same body is answered the same.';
    case 'derived':
      return '**Retries.** With a `ClientToken` a repetition is the same event to Connect.';
    case 'none':
      throw new Error(`${name} has no text about retries: add it to lambdas/openapi/operation-texts.ts`);
  }
}

function without({ members, required }: StructureShape, inPath: readonly string[]): StructureShape {
  return {
    kind: 'structure',
    members: Object.fromEntries(Object.entries(members).filter(([member]) => !inPath.includes(member))),
    required: required.filter((member) => !inPath.includes(member)),
  };
}

function parameterOf(
  place: 'path' | 'query',
  { name, input }: Operation,
  parameter: string,
  schemas: Components,
  example: Json | undefined,
): Json {
  const shape = input.members[parameter];
  if (!shape) throw new Error(`${name} has ${parameter} in its path and not among its members`);
  const { description, ...schema } = schemas.member(`${name}Request`, parameter, shape, 'drop');
  return {
    name: parameter,
    in: place,
    ...(input.required.includes(parameter) && { required: true }),
    description,
    schema,
    example: example?.[parameter],
  };
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    "Takes the place of the body's `ClientToken`: 1 to 500 visible ASCII characters, as they are or between quotes.",
  schema: { type: 'string', minLength: 1, maxLength: 500 },
};

const bearerAlone: Json = {
  description: 'The bearer, and nothing else. Nothing at all where the bearer is in a cookie.',
  required: false,
  content: { 'text/plain': { schema: { type: 'string' }, example: exampleBearer } },
};

const earlierBearer: Json = {
  name: 'X-Amz-Bearer',
  in: 'header',
  description: 'With `PersistentChat` alone: the bearer of the earlier session, which may be over.',
  schema: { type: 'string' },
};
