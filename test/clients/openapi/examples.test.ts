import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { examples } from '../../../lambdas/openapi/examples.ts';
import { operations, type OperationName } from '../../../lambdas/operations/operations.ts';
import { answerOf, apiDocument, describedOf, violations } from '../../support/api-document.ts';
import type { ApiAnswer } from '../../support/api-request.ts';
import { pathMembers, successOf } from '../../support/api-request.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { playExamples } from './play.ts';

/** The examples of the OpenAPI document are what is sent and answered. */
suite('The examples', () => {
  let api: LocalApi;
  let answers: ReadonlyMap<OperationName, ApiAnswer>;
  before(async () => {
    api = await startLocalApi();
    answers = await playExamples(api);
  });
  after(() => api.close());

  for (const operation of operations) {
    const name = operation.name as OperationName;

    test(`of ${name} are in the document, and of its schemas`, () => {
      const described = describedOf(operation);
      const body = described.requestBody?.content['application/json'];
      const inUrl = (described.parameters ?? []).filter((parameter) => parameter.in !== 'header');
      assert.equal(body !== undefined, operation.method === 'POST' && operation.form === undefined);
      if (body) assert.deepEqual(violations(body.schema, body.example, { declared: true }), []);
      for (const { schema, example } of inUrl) assert.deepEqual(violations(schema, example), []);
      assert.deepEqual(
        {
          ...(body?.example as object | undefined),
          ...Object.fromEntries(inUrl.map((parameter) => [parameter.name, parameter.example])),
        },
        examples[name].request ?? {},
      );
      const answer = answerOf(described, successOf(operation)).content['application/json'];
      if (operation.form === 'beacon') {
        assert.match(String(described.requestBody?.content['text/plain']?.example), /^[\w-]{43}$/);
        assert.equal(answer, undefined);
        return;
      }
      assert(answer);
      assert.deepEqual(answer.example, examples[name].answer);
      assert.deepEqual(violations(answer.schema, answer.example, { declared: true }), []);
    });

    test(`of ${name} are answered as they say`, () => {
      const { body } = answers.get(name) ?? {};
      assert(body, `Nobody sends the example of ${name}: add it to test/clients/openapi/play.ts`);
      if (name === 'GetOpenApi') {
        const known = Object.keys(examples[name].answer);
        assert.deepEqual(
          known.filter((member) => !(member in body)),
          [],
        );
      } else assert.deepEqual(outline(body), outline(examples[name].answer));
    });
  }

  test('of an operation with members in its path have these as well', () => {
    for (const operation of operations)
      for (const member of pathMembers(operation))
        assert.notEqual(examples[operation.name as OperationName].request?.[member], undefined);
  });

  test('that lead to a bearer have no ClientToken, which would be everybody’s', () => {
    for (const operation of operations.filter(({ idempotency }) => idempotency.kind === 'ledger')) {
      const { request = {}, answer } = examples[operation.name as OperationName];
      if (JSON.stringify(answer).includes('"ParticipantToken"')) assert(!('ClientToken' in request));
    }
  });

  test('of the gateway’s errors are what the gateway says', async () => {
    const url = `${api.url}/contacts`;
    const json = { 'content-type': 'application/json' };
    const asked = {
      MissingAuthenticationTokenException: await fetch(url, { method: 'POST', headers: json, body: '{}' }),
      IncompleteSignatureException: await fetch(url, {
        method: 'POST',
        headers: { ...json, authorization: 'Bearer token' },
        body: '{}',
      }),
      UnknownOperationException: await fetch(`${url}/nothing`),
      RequestTooLongException: await fetch(`${api.url}/chats`, {
        method: 'POST',
        headers: json,
        body: ' '.repeat(11 * 1024 * 1024),
      }),
    };
    const given = Object.assign(
      {},
      ...Object.values(apiDocument.components.responses).map(
        ({ content }) => content['application/json']?.examples,
      ),
    ) as Readonly<Record<string, { readonly value: unknown }>>;
    for (const [name, answer] of Object.entries(asked))
      assert.deepEqual(await answer.json(), given[name]?.value, name);
  });

  test('of errors are errors with the names that their answers list', () => {
    for (const [name, { content, headers }] of Object.entries(apiDocument.components.responses)) {
      const { schema, examples: given = {} } = content['application/json'] ?? {};
      assert(schema);
      assert.deepEqual(Object.keys(given), headers['x-amzn-errortype']?.schema?.enum, name);
      for (const [error, { value }] of Object.entries(given)) {
        assert.deepEqual(violations(schema, value, { declared: true }), []);
        assert.equal((value as { readonly __type: string }).__type, error);
      }
    }
  });
});

/** Members whose values are another time others. */
const own =
  /^(?:.*Id|.*InSeconds|.*InQueue|Position|AgentsAvailable|.*Token|.*Url|.*Expiry|AbsoluteTime|LedgerRecordsUntil|Arn|InputSchema|Template|x-amz-meta-.*|ConnectChatBffSession)$/;

/** A value with types in place of what is another time another. */
function outline(value: unknown, name = ''): unknown {
  if (own.test(name) && typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return value.map((element) => outline(element));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, of]) => [member, outline(of, member)]),
  );
}
