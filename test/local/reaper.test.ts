import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundle } from '../../lib/functions/bundle.ts';
import { createReaper } from '../../local/reaper.ts';
import { functionDefaults } from '../../local/settings.ts';
import { startLocalApi } from '../support/local-api.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('npm start is handed the lines of the function that ends chats, which writes none of them itself', async (t) => {
  const api = await startLocalApi();
  t.after(() => api.close());
  const environment = {
    ...functionDefaults,
    AWS_ENDPOINT_URL_DYNAMODB: api.dynamodbUrl,
    AWS_ENDPOINT_URL_CONNECT: api.simulator.url,
    // As in a deployment: every sweep has a line.
    AWS_LAMBDA_FUNCTION_VERSION: '1',
  };
  // The module is a Lambda function's, too, which reads these.
  Object.assign(process.env, environment);
  const code = await bundle(temporaryFolder('reaper'));
  const lines: string[] = [];
  const { mock } = t.mock.method(process.stdout, 'write');
  const reaper = createReaper(assert.fail, (line) => lines.push(line));
  t.after(() => reaper.close());
  await reaper.load(join(code.reaper.directory, 'reaper.mjs'), environment);
  reaper.invoke({});
  await reaper.close();
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { readonly service: string }).service),
    ['reaper'],
  );
  const written = mock.calls.map(({ arguments: [chunk] }) => String(chunk));
  assert.ok(!written.some((text) => text.includes('"service":"reaper"')));
});
