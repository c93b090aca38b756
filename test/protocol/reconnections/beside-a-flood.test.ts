import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendMessage } from '../../../lambdas/operations/send-message.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { openOffice, type Asked } from './office.ts';

/** One session sends twenty messages a second, which is twice what Connect takes of all: what the others notice of it. */

const seconds = 60;
const message = { ContentType: 'text/plain', Content: 'Hello' };

/** Asks of two processes at random moments. Returns the answers to the loud session, and to the others. */
async function flooded(lateRows: number): Promise<{ loud: readonly Asked[]; others: readonly Asked[] }> {
  const random = seededRandom(7);
  const office = await openOffice({ chats: 60, lateRows });
  const { time, bearers } = office;
  const processes = [office.process(), office.process()] as const;
  const came = (perSecond: number, whom: () => number): Promise<readonly Asked[]> =>
    Promise.all(
      Array.from({ length: perSecond * seconds }, async () => {
        await time.sleep(random() * seconds * 1_000);
        const own = processes[random() < 0.5 ? 0 : 1];
        return await own.ask(bearers[whom()] ?? assert.fail(), sendMessage, message);
      }),
    );
  const asked = Promise.all([came(20, () => 0), came(4, () => 1 + Math.floor(random() * 59))]);
  await time.run();
  const [loud, others] = await asked;
  return { loud, others };
}

for (const late of [0, 0.02, 0.3])
  test(`beside a session that floods, all other messages arrive, with ${late * 100} % of the rows late`, async () => {
    const { loud, others } = await flooded(late);
    assert.deepEqual(
      others.filter(({ status }) => status !== 200),
      [],
    );
    // Their part of the rate is theirs, and no more than the rest is the loud one's.
    const served = loud.filter(({ status }) => status === 200).length;
    assert.ok(served <= 6 * seconds + 15, String(served));
    assert.ok(loud.every(({ status }) => status === 200 || status === 429));
  });
