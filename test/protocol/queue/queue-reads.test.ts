import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { simulatedOffice, type Answered, type Asked, type Office } from './simulated-office.ts';

/** What Connect is asked of queues and places, by many visitors and several processes. */

interface EntryPoints {
  readonly default: { readonly instanceId: string; readonly contactFlowId: string };
}

const availability = '/chats/availability';
const place = '/session/queue';
const throttled = new UpstreamError({ kind: 'throttled' });
const down = new UpstreamError({ kind: 'ambiguous', detail: '503' });
const refused = new UpstreamError({ kind: 'denied', certain: true });

/** Runs what happens in simulated time to its end. */
async function during<T>({ time }: Office, happen: () => Promise<T>): Promise<T> {
  const outcome = happen();
  outcome.catch(() => undefined);
  await time.run();
  return await outcome;
}

async function startChat(office: Office, process = 0): Promise<{ bearer: string; contactId: string }> {
  const { status, body } = await office.ask(process, '/chats', {
    method: 'POST',
    body: { ParticipantDetails: { DisplayName: 'Ada' } },
  });
  assert.equal(status, 200, JSON.stringify(body));
  const contact = office.contacts.get(String(body['ContactId']));
  assert(contact);
  // Whoever does not connect within five minutes has lost the chat.
  office.contacts.connect(contact, contact.customer);
  return { bearer: String(body['ParticipantToken']), contactId: contact.id };
}

function fails(): Promise<never> {
  return Promise.reject(new StoreError('status 500'));
}

function reads({ asked }: Office, command: string): number {
  return asked.filter((call) => call.command === command).length;
}

suite('200 visitors who ask for a minute', () => {
  test('are answered for four reads of the queue and at most six of each place, over all processes', async () => {
    const office = simulatedOffice({ processes: 5 });
    const { time, asked } = office;
    const answers: Answered[] = [];
    const visitors = await during(office, async () => {
      const bearers: string[] = [];
      for (let visitor = 0; visitor < 200; visitor++) {
        bearers.push((await startChat(office, visitor)).bearer);
        await time.sleep(200);
      }
      return bearers;
    });
    const before = asked.length;
    const began = time.now();
    await during(office, async () => {
      await Promise.all(
        visitors.map(async (bearer, visitor) => {
          await time.sleep(visitor * 37);
          for (let ask = 0; time.now() - began < 60_000; ask++) {
            answers.push(await office.ask(visitor + ask, availability));
            answers.push(await office.ask(visitor + ask, place, { bearer }));
            await time.sleep(5_000);
          }
        }),
      );
    });
    const minute = asked.slice(before).filter(({ at }) => at - began < 60_000);
    const each = (command: string): number => minute.filter((call) => call.command === command).length;
    assert.equal(each('GetCurrentMetricData'), 4);
    // Once in a quarter of an hour.
    assert.equal(each('DescribeQueue') + each('GetEffectiveHoursOfOperations'), 2);
    assert.ok(minute.length <= 4 + 200 * 6, `${minute.length} reads`);
    assert.ok(answers.length > 200 * 2 * 9);
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.ok(['BUSY', 'OPEN', 'QUEUED', 'UNKNOWN'].includes(String(body['State'])), JSON.stringify(body));
    }
  });
});

/** Asks one process after another, so many milliseconds apart. */
async function askedInTurn(
  office: Office,
  path: string,
  request: Asked & { readonly times: number; readonly pause: number },
): Promise<readonly Answered['body'][]> {
  const { times, pause, ...asked } = request;
  return await during(office, async () => {
    const bodies: Answered['body'][] = [];
    for (let time = 0; time < times; time++) {
      const { status, body } = await office.ask(time, path, asked);
      assert.equal(status, 200);
      bodies.push(body);
      await office.time.sleep(pause);
    }
    return bodies;
  });
}

suite('A place in line', () => {
  test('counts down as agents take chats and visitors leave, and ends when an agent joins', async () => {
    const office = simulatedOffice({ processes: 2 });
    const { contacts } = office;
    const chats = await during(office, async () => [
      await startChat(office),
      await startChat(office),
      await startChat(office),
    ]);
    const last = chats[2]?.bearer ?? '';
    const told = async (): Promise<readonly unknown[]> => {
      const [body = {}] = await askedInTurn(office, place, { bearer: last, times: 1, pause: 11_000 });
      return [body['State'], body['Position']];
    };
    const take = (index: number): void => {
      const contact = contacts.get(chats[index]?.contactId ?? '');
      assert(contact);
      contacts.connect(contact, contacts.addParticipant(contact, 'AGENT', 'Grace'));
    };
    assert.deepEqual(await told(), ['QUEUED', 3]);
    take(0);
    assert.deepEqual(await told(), ['QUEUED', 2]);
    const second = contacts.get(chats[1]?.contactId ?? '');
    assert(second);
    contacts.end(second);
    assert.deepEqual(await told(), ['QUEUED', 1]);
    take(2);
    assert.deepEqual(await told(), ['NOT_QUEUED', undefined]);
  });

  test('is read at most once in ten seconds, whichever process is asked', async () => {
    const office = simulatedOffice({ processes: 4 });
    const { bearer } = await during(office, () => startChat(office));
    const bodies = await askedInTurn(office, place, { bearer, times: 60, pause: 1_000 });
    assert.ok(reads(office, 'GetContactMetrics') <= 6);
    for (const body of bodies) {
      assert.equal(body['Position'], 1);
      assert.ok(Number(body['AgeInSeconds']) <= 10);
    }
  });

  test('is the last known one, with its age, while Connect throttles or fails, and is then unknown', async () => {
    for (const failure of [throttled, down]) {
      const office = simulatedOffice({ processes: 2 });
      const { bearer } = await during(office, () => startChat(office));
      await askedInTurn(office, place, { bearer, times: 1, pause: 0 });
      office.breaks('GetContactMetrics', failure);
      const bodies = await askedInTurn(office, place, { bearer, times: 40, pause: 10_000 });
      assert.equal(bodies.at(20)?.['Position'], 1);
      assert.ok(Number(bodies.at(20)?.['AgeInSeconds']) >= 200);
      assert.deepEqual(bodies.at(-1), { State: 'UNKNOWN' });
      office.breaks('GetContactMetrics', undefined);
      assert.equal(
        (await askedInTurn(office, place, { bearer, times: 2, pause: 11_000 })).at(-1)?.['Position'],
        1,
      );
    }
  });

  test('says in the log why Connect could not be asked, and counts it unless it was only throttled', async () => {
    for (const [failure, told, counted] of [
      [throttled, 'throttled', undefined],
      [down, '503', 1],
      [refused, 'denied', 1],
    ] as const) {
      const office = simulatedOffice({ processes: 1 });
      const { bearer } = await during(office, () => startChat(office));
      office.breaks('GetContactMetrics', failure);
      await askedInTurn(office, place, { bearer, times: 1, pause: 0 });
      const line = office.log.at(-1);
      assert.equal(line?.['readFailure'], told);
      assert.equal(line['queueReadFailures'], counted);
      assert.equal(line['status'], 200);
    }
  });

  test('is refused to whoever has no session, and is asked of nobody then', async () => {
    const office = simulatedOffice({ processes: 1 });
    const bearer = `${'a'.repeat(42)}A`;
    const { status } = await during(office, () => office.ask(0, place, { bearer }));
    assert.equal(status, 403);
    assert.equal(reads(office, 'GetContactMetrics'), 0);
  });
});

suite('Availability', () => {
  test('of an entry point without a queue is OPEN, and Connect is asked nothing', async () => {
    const entryPoints = { default: { instanceId: '1', contactFlowId: '2' } };
    const office = simulatedOffice({ processes: 1, entryPoints });
    assert.deepEqual(await askedInTurn(office, availability, { times: 3, pause: 20_000 }), [
      { State: 'OPEN' },
      { State: 'OPEN' },
      { State: 'OPEN' },
    ]);
    assert.deepEqual(office.asked, []);
  });

  test('turns BUSY when no agent has room, and OPEN again within the quarter of a minute', async () => {
    const office = simulatedOffice({ processes: 2, queue: { agents: 0 } });
    const [before] = await askedInTurn(office, availability, { times: 1, pause: 16_000 });
    assert.equal(before?.['State'], 'BUSY');
    office.queues.staff(2);
    const [after] = await askedInTurn(office, availability, { times: 1, pause: 0 });
    assert.deepEqual(after, {
      State: 'OPEN',
      AgentsAvailable: 2,
      ContactsInQueue: 0,
      OldestContactAgeInSeconds: 0,
      AgeInSeconds: 0,
    });
  });

  test('is BUSY while as many chats are open as may be, whatever the queue says', async () => {
    const { default: queued } = JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '') as EntryPoints;
    const { instanceId, contactFlowId } = queued;
    const entryPoints = { default: queued, bare: { instanceId, contactFlowId } };
    const office = simulatedOffice({ processes: 2, entryPoints, admission: { chats: 4, share: 50 } });
    const states = async (): Promise<unknown[]> =>
      await Promise.all(
        ['default', 'bare'].map(async (EntryPoint) => {
          const { body } = await during(office, () => office.ask(0, availability, { query: { EntryPoint } }));
          return body['State'];
        }),
      );
    assert.deepEqual(await states(), ['OPEN', 'OPEN']);
    for (let chat = 0; chat < 2; chat++) await during(office, () => startChat(office));
    assert.deepEqual(await states(), ['BUSY', 'BUSY']);
  });

  test('is CLOSED outside of the hours and on a holiday, and says when the queue opens', async () => {
    const hours = {
      timeZone: 'Europe/Berlin',
      from: { Hours: 9, Minutes: 0 },
      to: { Hours: 17, Minutes: 30 },
      closed: ['2026-11-27'],
    };
    for (const [start, state, opens] of [
      ['2026-11-26T12:00:00Z', 'OPEN', undefined],
      ['2026-11-26T17:00:00Z', 'CLOSED', '2026-11-28T08:00:00.000Z'],
      ['2026-11-27T12:00:00Z', 'CLOSED', '2026-11-28T08:00:00.000Z'],
    ] as const) {
      const office = simulatedOffice({ processes: 1, queue: { hours }, start: Date.parse(start) });
      const [body] = await askedInTurn(office, availability, { times: 1, pause: 0 });
      assert.deepEqual([body?.['State'], body?.['OpensAt']], [state, opens], start);
    }
  });

  test('is the last known one for a minute and then UNKNOWN while Connect fails, with one attempt in fifteen seconds', async () => {
    const office = simulatedOffice({ processes: 4 });
    await askedInTurn(office, availability, { times: 1, pause: 0 });
    office.breaks('GetCurrentMetricData', down);
    const before = reads(office, 'GetCurrentMetricData');
    const bodies = await askedInTurn(office, availability, { times: 120, pause: 1_000 });
    assert.equal(bodies[40]?.['State'], 'OPEN');
    assert.ok(Number(bodies[40]?.['AgeInSeconds']) >= 40);
    assert.equal(bodies.at(-1)?.['State'], 'UNKNOWN');
    assert.ok(reads(office, 'GetCurrentMetricData') - before <= 12);
  });

  test('waits for the request that is asking Connect if nothing is known yet', async () => {
    const office = simulatedOffice({ processes: 8 });
    const answers = await during(office, () =>
      Promise.all(Array.from({ length: 40 }, (_none, index) => office.ask(index, availability))),
    );
    for (const { body } of answers) assert.equal(body['State'], 'OPEN');
    assert.equal(reads(office, 'GetCurrentMetricData'), 1);
    assert.equal(reads(office, 'DescribeQueue'), 1);
  });

  test('is asked for again after the process that was asking has died', async () => {
    let dies = true;
    const office = simulatedOffice({
      processes: 1,
      store: (memory) => ({
        ...memory,
        // It has the turn, and is not heard of again.
        take: async (...turn) => (await memory.take(...turn)) && !dies,
      }),
    });
    const [lost] = await askedInTurn(office, availability, { times: 1, pause: 15_000 });
    assert.equal(lost?.['State'], 'UNKNOWN');
    dies = false;
    const [found] = await askedInTurn(office, availability, { times: 1, pause: 0 });
    assert.equal(found?.['State'], 'OPEN');
  });

  test('without the table is what this process knows, then UNKNOWN, and Connect is not asked', async () => {
    let down = false;
    const office = simulatedOffice({
      processes: 1,
      store: (memory) => ({
        read: (...given) => (down ? fails() : memory.read(...given)),
        take: (...given) => (down ? fails() : memory.take(...given)),
        keep: (...given) => (down ? fails() : memory.keep(...given)),
      }),
    });
    await askedInTurn(office, availability, { times: 1, pause: 0 });
    const before = office.asked.length;
    down = true;
    const bodies = await askedInTurn(office, availability, { times: 30, pause: 5_000 });
    assert.equal(bodies[4]?.['State'], 'OPEN');
    assert.equal(bodies.at(-1)?.['State'], 'UNKNOWN');
    assert.equal(office.asked.length, before);
  });

  test('goes by the queue of the entry point that the page names', async () => {
    const entryPoints = {
      default: { instanceId: '1', contactFlowId: '2' },
      sales: { instanceId: '1', contactFlowId: '3', queueId: '4' },
    };
    const office = simulatedOffice({ processes: 1, entryPoints });
    const [sales] = await askedInTurn(office, availability, {
      query: { EntryPoint: 'sales' },
      times: 1,
      pause: 0,
    });
    assert.equal(sales?.['AgentsAvailable'], 2);
    const { status } = await during(office, () =>
      office.ask(0, availability, { query: { EntryPoint: 'support' } }),
    );
    assert.equal(status, 400);
  });
});
