import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Answer, Asked, History } from '../../stress/faults/history.ts';
import { grace, isFinal, isSound, judge, longest, type Verdict } from '../../stress/judge/history.ts';

const sent = (id: string): object => ({ Id: id, AbsoluteTime: '2026-11-27T00:00:00.000Z' });

function answer(status: number, body: unknown, more: Partial<Answer> = {}): Answer {
  return { status, body, errorType: undefined, retryAfter: undefined, at: 0, took: 20, held: 0, ...more };
}

function refused(status: number, type: string, retryAfter?: number): Answer {
  return answer(status, { __type: type, message: 'No' }, { errorType: type, retryAfter });
}

function message(mark: string, answers: readonly Answer[], more: Partial<Asked> = {}): Asked {
  const final = answers.find(isFinal);
  return { sender: 'Ada', operation: 'SendMessage', mark, clientToken: mark, answers, final, ...more };
}

const throttled = refused(429, 'ThrottlingException', 1);
const failed = refused(500, 'InternalServerException', 1);
const disconnect = message('', [answer(200, {})], {
  operation: 'DisconnectParticipant',
  mark: undefined,
  clientToken: 'end',
});

/** Two messages, the first of which is answered at the third attempt, and the end of the chat. */
const good: History = {
  asked: [
    message('one', [throttled, failed, answer(0, undefined), answer(200, sent('1'))]),
    message('two', [answer(200, sent('2'))]),
    disconnect,
  ],
  truth: { chats: ['Ada'], items: ['one', 'two'], ended: true },
  passages: [],
  may: [],
};

function withFirst(...answers: readonly Answer[]): History {
  return { ...good, asked: [message('one', answers), ...good.asked.slice(1)] };
}

function withTruth(truth: Partial<History['truth']>): History {
  return { ...good, truth: { ...good.truth, ...truth } };
}

const wrongHistories: Readonly<Record<string, readonly [kind: keyof Verdict, history: History]>> = {
  'a message that is there twice': ['doubled', withTruth({ items: ['one', 'one', 'two'] })],
  'a chat that was started twice': ['doubled', withTruth({ chats: ['Ada', 'Ada'] })],
  'one ClientToken that is answered with two messages': [
    'doubled',
    { ...good, asked: [...good.asked, message('one', [answer(200, sent('3'))], { sender: 'Ada, again' })] },
  ],
  'a message that was answered, and is nowhere': ['lost', withTruth({ items: ['two'] })],
  'a disconnect that was answered, and the chat goes on': ['lost', withTruth({ ended: false })],
  'a message before the one that was sent first': ['disordered', withTruth({ items: ['two', 'one'] })],
  'a 500 without a time to come back': [
    'wrong',
    withFirst({ ...failed, retryAfter: undefined }, answer(200, sent('1'))),
  ],
  'an error that the operation does not have': [
    'wrong',
    withFirst(refused(500, 'InternalServiceException', 1), answer(200, sent('1'))),
  ],
  'an error with the status of another': [
    'wrong',
    withFirst(refused(500, 'ThrottlingException', 1), answer(200, sent('1'))),
  ],
  'an error without its name in the body': [
    'wrong',
    withFirst({ ...failed, body: {} }, answer(200, sent('1'))),
  ],
  'a success without what it is to have': ['wrong', withFirst(answer(200, {}))],
  'a final refusal that nothing gave cause for': [
    'wrong',
    { ...withFirst(refused(403, 'AccessDeniedException')), truth: { ...good.truth, items: ['two'] } },
  ],
  'a refusal of what was carried out': [
    'wrong',
    { ...withFirst(refused(403, 'AccessDeniedException')), may: [403] },
  ],
  'a refusal that is final, with a time to come back': [
    'wrong',
    {
      ...withFirst(refused(403, 'AccessDeniedException', 1)),
      truth: { ...good.truth, items: ['two'] },
      may: [403],
    },
  ],
  'a conflict that keeps its caller longer than a claim lasts': [
    'wrong',
    withFirst(refused(409, 'ConflictException', 190), answer(200, sent('1'))),
  ],
  'an answer after its time': [
    'late',
    withFirst({ ...answer(200, sent('1')), took: longest('SendMessage', 0) + 1 }),
  ],
  'a request without an end': ['unfinished', withFirst(failed, failed)],
};

suite('The judge of what happened under faults', () => {
  test('finds nothing where everything was as it should be', () => {
    assert.ok(isSound(judge(good)), JSON.stringify(judge(good)));
  });

  for (const [title, [kind, history]] of Object.entries(wrongHistories))
    test(`finds ${title}: ${kind}`, () => {
      const { [kind]: found, ...others } = judge(history);
      assert.equal(found.length, 1, JSON.stringify(found));
      assert.ok(isSound({ ...others, [kind]: [] } as Verdict), JSON.stringify(others));
    });

  test('takes "nobody knows" for an answer, whether the message is there or not', () => {
    const unknown = { ...withFirst(refused(409, 'ConflictException')), may: [409] };
    assert.ok(isSound(judge(unknown)));
    assert.ok(isSound(judge({ ...unknown, truth: { ...good.truth, items: ['two'] } })));
  });

  test('allows for the time in which the machine had none for whoever asked', () => {
    assert.equal(longest('SendMessage', 0), 8_000 + grace);
    const took = longest('SendMessage', 0) + 1;
    assert.ok(isSound(judge(withFirst({ ...answer(200, sent('1')), took, held: 1 }))));
  });
});
