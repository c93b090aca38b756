import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { eraseContact } from '../../../lambdas/operations/erase-contact.ts';
import { eraseAtConnect, type AskedOfConnect } from '../../../lambdas/steps/erase-at-connect.ts';
import { beside } from './connect.ts';

const { budget, name, errors } = eraseContact;
const done = { output: {} };

function refusing(status: number): UpstreamError {
  return new UpstreamError({ kind: 'rejected', status, name: undefined, message: 'no' });
}

/** Connect's answers are to listing, stopping, deleting and describing, in this order. */
async function erase(answers: readonly unknown[]) {
  const { of, sends, slept } = beside(answers, {
    operation: { name, budget, errors, command: undefined } as never,
  });
  const result: AskedOfConnect = await eraseAtConnect('contact', ['instance'], of.request, of.ports);
  for (const { timeout } of sends) assert.ok(timeout <= budget.attempt);
  return { result, sent: sends.map(({ command }) => command), slept };
}

const all = ['ListAssociatedContacts', 'StopContact', 'DeleteContactData', 'DescribeContact'];

test('an erasure asks Connect for each thing in its turn, each within its budget', async () => {
  assert.deepEqual(await erase([done]), { result: 'REQUESTED', sent: all, slept: [] });
});

test('what Connect does not know, or has ended, is gone for an erasure', async () => {
  for (const status of [404, 410]) {
    assert.deepEqual(await erase([refusing(status)]), {
      result: 'NOT_FOUND',
      sent: ['ListAssociatedContacts'],
      slept: [],
    });
    assert.equal((await erase([done, refusing(status), done])).result, 'REQUESTED');
    assert.equal((await erase([done, done, refusing(status), done])).result, 'NOT_FOUND');
  }
});

test('a conflict is a contact that has not ended, where its data are to be deleted, and a refusal elsewhere', async () => {
  assert.deepEqual(await erase([done, done, refusing(409), done]), {
    result: 'REQUESTED',
    sent: [...all.slice(0, 3), ...all.slice(2)],
    slept: [500],
  });
  assert.equal((await erase([done, done, refusing(409)])).result, 'not ended');
  assert.deepEqual((await erase([done, refusing(409)])).result, { failure: 'status 409' });
});

test('any other refusal, or no answer, is told by its name', async () => {
  for (const status of [400, 403])
    assert.deepEqual((await erase([done, done, refusing(status)])).result, { failure: `status ${status}` });
  const late = new UpstreamError({ kind: 'ambiguous', detail: 'timeout' });
  assert.deepEqual((await erase([late])).result, { failure: 'timeout' });
});

test('what is wrong with the function itself is no answer of Connect', async () => {
  const wrong = new Error('wrong');
  await assert.rejects(erase([wrong]), wrong);
  await assert.rejects(erase([done, done, wrong]), wrong);
});
