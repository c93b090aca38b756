import assert from 'node:assert/strict';
import { test } from 'node:test';
import { post, type ApiAnswer } from '../support/api-call.ts';
import { startServer } from '../support/server.ts';

const ada = { ParticipantDetails: { DisplayName: 'Ada' } };

test('npm start verifies visitors and limits starts, over the processes together, where it is told to', async (t) => {
  const server = await startServer(
    { SIMULATOR_VERIFICATION: 'turnstile', ADMISSION: '{"chats":5,"share":60}' },
    { parameters: ['--instances', '2'] },
  );
  t.after(() => server.stop());
  const start = (index: number, members: object): Promise<ApiAnswer> =>
    post(`${server.urls[index % 2] ?? ''}/v1`, '/chats', { ...ada, ...members });
  assert.equal((await start(0, {})).status, 400);
  assert.equal((await start(0, { VerificationToken: 'made up' })).status, 403);
  const VerificationToken = 'XXXX.DUMMY.TOKEN.XXXX';
  const answers = [];
  for (let index = 0; index < 4; index++) answers.push(await start(index, { VerificationToken }));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 429],
  );
  assert.equal(answers[3]?.headers.get('x-amzn-errortype'), 'TooManyRequestsException');
  assert.equal(answers[3].retryAfter, 30);
  // The end of one is the place of another, whichever process it ends at.
  const bearer = String(answers[0]?.body['ParticipantToken']);
  assert.equal(
    (await post(`${server.urls[1] ?? ''}/v1`, '/participant/disconnect', {}, { bearer })).status,
    200,
  );
  assert.equal((await start(0, { VerificationToken })).status, 200);
});
