import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { validate } from '../../lambdas/core/validate.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { functionDefaults } from '../../local/settings.ts';
import { ask, type ApiAnswer } from '../support/api-request.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { shapeCases, type ShapeCase } from '../support/shape-cases.ts';
import { validInput } from '../support/valid-input.ts';

// The types' own maxima are a rule of content; here the shapes' maxima are to be reached.
const environment = {
  MESSAGE_MAXIMUM: JSON.stringify({ 'text/plain': 16_384 }),
};
const { settings } = readEnvironment({ ...functionDefaults, ...environment });

/** What AWS's clients for phones leave empty where they have nothing to say. */
const absentWhenEmpty: Readonly<Record<string, readonly string[]>> = {
  SendEvent: ['Content'],
  StartAttachmentUpload: ['ClientToken'],
  CompleteAttachmentUpload: ['ClientToken'],
  GetTranscript: ['ContactId', 'NextToken'],
};

suite('Bounds of every operation', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi({ environment });
    ({ bearer } = await startChat(api));
  });
  after(() => api.close());

  for (const operation of operations) {
    const cases = [...shapeCases(operation)];
    const refused = cases.filter(
      ({ refusal, input }) => refusal !== undefined && !countsAsAbsent(operation.name, input),
    );
    const accepted = cases.filter(({ refusal }) => refusal === undefined);
    if (cases.length === 0) continue;

    test(`${operation.name} refuses what is beyond ${refused.length} bounds, naming member and bound, and does nothing`, async () => {
      const calls = api.simulator.calls.length;
      const items = await api.items();
      for (const { title, input, refusal } of refused) {
        const answer = await ask(api.url, operation, { input, bearer });
        assert.equal(answer.status, 400, title);
        assert.equal(answer.body['__type'], 'ValidationException', title);
        assert(problems(answer).includes(refusal ?? ''), `${title}: ${answer.text}`);
      }
      assert.equal(api.simulator.calls.length, calls);
      assert.deepEqual(await api.items(), items);
    });

    test(`${operation.name} takes what is within its bounds in ${accepted.length} ways`, async () => {
      for (const shapeCase of accepted) await accepts(operation, shapeCase);
    });
  }

  /** Validation lets it through: Connect gets the last word, unless a rule beyond the shape has it. */
  async function accepts(operation: Operation, { title, input }: ShapeCase): Promise<void> {
    const { value } = validate(operation.input, input, operation.unknownMembers);
    const rules = operation.check?.(value, settings) ?? [];
    const calls = api.simulator.calls.length;
    const answer = await ask(api.url, operation, { input, bearer });
    if (rules.length > 0) {
      assert.equal(answer.status, 400, `${title}: ${answer.text}`);
      assert.deepEqual(problems(answer), rules, title);
      assert.equal(api.simulator.calls.length, calls, title);
    } else {
      const replayed = answer.headers.get('idempotent-replayed') === 'true';
      const passed = answer.status !== 400 || replayed || api.simulator.calls.length > calls;
      assert(passed, `${title}: ${answer.text}`);
    }
    // One of them ends the chat.
    if (operation.handler === 'disconnect') ({ bearer } = await startChat(api));
  }

  test('every operation has a valid input to start from', () => {
    for (const operation of operations) {
      const { value, problems } = validate(operation.input, validInput(operation), 'refuse');
      assert.deepEqual(problems, [], operation.name);
      assert.deepEqual(operation.check?.(value, settings) ?? [], [], operation.name);
    }
  });
});

function problems({ body }: ApiAnswer): string[] {
  return String(body['message']).split('; ');
}

function countsAsAbsent(operation: string, input: Readonly<Record<string, unknown>>): boolean {
  return (absentWhenEmpty[operation] ?? []).some((name) => input[name] === '');
}
