import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign } from '../../stress/hostile/campaign.ts';
import { secretWritten } from '../../stress/hostile/canaries.ts';
import { startLocalApi } from '../support/local-api.ts';

/**
 * A short run of `npm run stress -- hostile`, over one process. A counterexample of either is played again by
 * `SEED=… SEED_PATH=… npx node --import ./test/support/seed.ts --test test/stress/hostile.test.ts`.
 */

const requests = 1_500;

test('whatever is asked, an answer is as the document says, below 500, and tells nothing of anybody else', async (t) => {
  const api = await startLocalApi();
  t.after(() => api.close());
  const bearers = new Map<string, number>();
  const statuses = new Map<number | undefined, number>();
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const found = await campaign({
    port: Number(new URL(api.url).port),
    number: 1,
    requests,
    seed,
    signal: t.signal,
    bearers,
    tell: (_request, status) => statuses.set(status, (statuses.get(status) ?? 0) + 1),
  });
  t.diagnostic(`seed ${seed}: ${[...statuses].map(([status, count]) => `${status} × ${count}`).join(', ')}`);
  assert.deepEqual(found, undefined);
  for (const status of [200, 400, 403, 404]) assert.ok((statuses.get(status) ?? 0) > 20, `few ${status}`);
  for (const line of api.log) assert.equal(secretWritten(line, bearers.keys()), undefined, line);
  assert.equal((await fetch(`${api.url}/health`)).status, 200);
});
