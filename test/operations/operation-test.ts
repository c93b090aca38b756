import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { StoreError } from '../../lambdas/core/ports.ts';
import type { CommandName } from '../../lambdas/core/commands.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import type { FaultKind } from '../../local/simulated-connect/faults.ts';
import { clock } from '../protocol/faults/simulated.ts';
import { ask, errorName, successOf, type ApiAnswer, type ApiRequest } from '../support/api-request.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { assertLike } from './like.ts';
import {
  missingSections,
  type Expected,
  type Members,
  type Outcome,
  type Refusal,
  type Scene,
  type Specification,
} from './specification.ts';

/** Holds an operation to its specification, over the local API: pipeline, handler, adapters, simulated Connect. */
export function operationTest(operation: Operation, specification: Specification): void {
  const { name, command, access, form } = operation;
  const { asked, sends, reads, answers, refuses = [], connectRefuses = [], retries } = specification;
  const { chat, environment } = specification;

  suite(name, () => {
    let api: LocalApi;
    const sent: { readonly command: CommandName; readonly input: object }[] = [];
    let storeFails = false;

    before(async () => {
      const time = clock();
      api = await startLocalApi({
        simulator: { now: time.now },
        ...(environment && { environment }),
        ports: (live) => ({
          ...time.ports(live),
          ledger: {
            ...live.ledger,
            claim: async (record, now, trace) => {
              if (storeFails) throw new StoreError('ProvisionedThroughputExceededException');
              return await live.ledger.claim(record, now, trace);
            },
          },
          upstream: {
            send: async (command, input, timeout) => {
              sent.push({ command, input });
              return await live.upstream.send(command, input, timeout);
            },
          },
        }),
      });
    });
    after(() => api.close());

    /** A new chat, a request to it, and what comes of requests from here on. */
    async function scene(): Promise<Run> {
      const here: Scene = { api, chat: await startChat(api, chat) };
      const members = typeof asked === 'function' ? await asked(here) : asked;
      const [sentBefore, callsBefore, items] = [sent.length, api.simulator.calls.length, await api.items()];
      return {
        expected: (what) => (typeof what === 'function' ? what(members, here) : what),
        ask: (changed = {}, request = {}) =>
          ask(api.url, operation, {
            input: { ...members, ...changed },
            ...((access === 'session' || form === 'beacon') && { bearer: here.chat.bearer }),
            ...request,
          }),
        sent: () =>
          sent.slice(sentBefore).filter((call) => command === undefined || call.command === command),
        carriedOut: () =>
          api.simulator.calls.slice(callsBefore).filter((call) => call.operation === command && call.applied)
            .length,
        assertNothingDone: async () => {
          assert.equal(sent.length, sentBefore, 'Connect is asked nothing');
          assert.deepEqual(await api.items(), items, 'nothing is stored');
        },
      };
    }

    test('its specification has every section that its kind demands', () => {
      assert.deepEqual(missingSections(operation, specification), []);
    });

    if (reads)
      test(`reads ${Object.keys(reads).join(', ')} of Connect`, async () => {
        const run = await scene();
        await run.ask();
        assertLike(
          Object.fromEntries(run.sent().map((call) => [call.command, call.input])),
          Object.fromEntries(Object.entries(reads).map(([name, what]) => [name, run.expected(what)])),
        );
      });

    test(command === undefined ? 'sends Connect nothing' : `sends Connect ${command}`, async () => {
      const run = await scene();
      await run.ask();
      const inputs = run
        .sent()
        .filter((call) => !Object.hasOwn(reads ?? {}, call.command))
        .map(({ input }) => input);
      assertLike(inputs, sends ? [run.expected(sends)] : []);
    });

    test(`answers ${successOf(operation)}`, async () => {
      const run = await scene();
      const { status, headers, body, text } = await run.ask();
      assert.equal(status, successOf(operation), text);
      assert.equal(headers.get('idempotent-replayed'), null);
      assertLike(body, run.expected(answers));
    });

    if (access !== 'public')
      test(`refuses a request without ${access === 'iam' ? 'a signature' : 'a bearer'}: 403`, async () => {
        const run = await scene();
        const nobody = { bearer: undefined, headers: { authorization: undefined } };
        assert.equal((await run.ask({}, nobody)).status, 403);
        await run.assertNothingDone();
      });

    for (const refusal of refuses)
      test(titleOf('refuses', refusal), async () => {
        const run = await scene();
        assertRefused(await run.ask(refusal[1]), refusal);
        await run.assertNothingDone();
      });

    for (const refusal of connectRefuses)
      test(titleOf('tells that Connect refuses', refusal), async () => {
        const run = await scene();
        assertRefused(await run.ask(refusal[1]), refusal);
        assert.equal(run.sent().length, 1);
        assert.equal(run.carriedOut(), 0);
      });

    if (!retries) return;
    const { again, otherBody, throttled, throttledThroughout, answerLost, withoutStore } = retries;

    test(`sent again ${told(again)}`, async () => {
      const run = await scene();
      const first = await run.ask();
      const second = await run.ask();
      assertOutcome(second, run, again);
      if (again.replayed) assert.deepEqual(second.body, first.body);
    });

    if (otherBody)
      test(`sent again with another body ${told(otherBody)}`, async () => {
        const run = await scene();
        await run.ask();
        assertOutcome(await run.ask(otherBody.members), run, otherBody);
      });

    for (const [what, kind, times, outcome] of [
      ['throttled once', 'throttle', 1, throttled],
      ['throttled throughout', 'throttle', 1_000, throttledThroughout],
      ['with its answer lost', 'reset-after-accept', 1, answerLost],
    ] as const satisfies readonly (readonly [string, FaultKind, number, Outcome])[])
      test(`${what}, ${told(outcome)}`, async () => {
        const run = await scene();
        api.simulator.faults.add({ kind, operation: command as '*', times });
        const answer = await run.ask();
        api.simulator.faults.clear();
        assertOutcome(answer, run, outcome);
        const tokens = new Set(
          run.sent().map(({ input }) => (input as { readonly ClientToken?: unknown }).ClientToken),
        );
        assert.equal(tokens.size, 1, 'one ClientToken, however often it is sent');
      });

    if (withoutStore)
      test(`without a store for the claim, ${told(withoutStore)}`, async () => {
        const run = await scene();
        storeFails = true;
        const answer = await run.ask();
        storeFails = false;
        assertOutcome(answer, run, withoutStore);
      });
  });
}

interface Run {
  ask(changed?: Members, request?: ApiRequest): Promise<ApiAnswer>;
  expected(what: Expected): Members;
  sent(): readonly { readonly command: CommandName; readonly input: object }[];
  carriedOut(): number;
  assertNothingDone(): Promise<void>;
}

function titleOf(verb: string, [what, , status, error]: Refusal): string {
  return `${verb} ${what}: ${status} ${error}`;
}

function told({ status = 200, error, calls, carriedOut, replayed }: Outcome): string {
  const sent = typeof calls === 'number' ? calls : `at least ${calls.atLeast}`;
  const answer = [replayed ? 'replays its answer' : `answers ${status}`, error].filter(Boolean).join(' ');
  return `${answer} (sent ${sent}, carried out ${carriedOut})`;
}

function assertRefused(answer: ApiAnswer, [, , status, error, names = '']: Refusal): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(errorName(answer.headers), error);
  assert(String(answer.body['message']).includes(names), answer.text);
}

function assertOutcome(answer: ApiAnswer, run: Run, outcome: Outcome): void {
  const { headers } = answer;
  const retryAfter = headers.get('retry-after');
  const calls = run.sent().length;
  const enough = typeof outcome.calls === 'object' && calls >= outcome.calls.atLeast;
  assert.deepEqual(
    {
      status: answer.status,
      error: errorName(headers),
      calls: enough ? outcome.calls : calls,
      carriedOut: run.carriedOut(),
      replayed: headers.get('idempotent-replayed') === 'true' || undefined,
      retryAfter: retryAfter === null ? undefined : Number(retryAfter),
    },
    {
      status: outcome.status ?? 200,
      error: outcome.error,
      calls: outcome.calls,
      carriedOut: outcome.carriedOut,
      replayed: outcome.replayed,
      retryAfter: outcome.retryAfter,
    },
    answer.text,
  );
}
