import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BucketStore,
  type Reservation,
  type Shaper,
  StoreError,
  type Turn,
} from '../../../lambdas/core/ports.ts';
import { defaultQuotas, type Priority } from '../../../lambdas/core/quota.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { shaper } from '../../../lambdas/shaping/shaper.ts';
import { turns } from '../../../lambdas/shaping/turns.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { simulatedTime, type SimulatedTime } from '../../support/simulated-time.ts';

/** What the door promises besides its bound: calm, order of giving way, fairness, and what holds without DynamoDB. */

type Rows = ReturnType<typeof memoryBuckets>;

interface World {
  readonly time: SimulatedTime;
  readonly rows: Rows;
  /** Calls of the store so far. */
  readonly asked: { count: number };
  /** Another process. `reach` stands between it and the rows. */
  readonly process: (reach?: <T>(call: () => Promise<T>) => Promise<T>) => Shaper;
  /** Runs until nothing is left to happen. */
  readonly play: (what: () => Promise<void>) => Promise<void>;
}

function world(seed = 1): World {
  const random = seededRandom(seed);
  const time = simulatedTime(1_800_000_000_000, random);
  const rows = memoryBuckets();
  const asked = { count: 0 };
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  return {
    time,
    rows,
    asked,
    process(reach = async (call) => await call()) {
      const counted = async <T>(call: () => Promise<T>): Promise<T> => {
        asked.count++;
        return await reach(call);
      };
      const store: BucketStore = {
        advance: (key, take, trace) => counted(() => rows.advance(key, take, trace)),
        begin: (key, take, trace) => counted(() => rows.begin(key, take, trace)),
        look: (key, trace) => counted(() => rows.look(key, trace)),
      };
      return shaper({
        quotas: () => defaultQuotas,
        load: () =>
          Promise.resolve(
            turns({ store, now: time.now, random: bytes, sleep: (pause) => time.sleep(pause) }),
          ),
        now: time.now,
      });
    },
    async play(what) {
      const failed: unknown[] = [];
      time.after(0, () => void what().catch((error: unknown) => failed.push(error)));
      await time.run();
      for (const error of failed) throw error;
    },
  };
}

function ask(own: Shaper, change: Partial<Reservation> = {}, trace = newTrace()): Promise<Turn> {
  const asked = { instanceId: 'i', quota: 'send', priority: 'message', patience: 0, ...change } as const;
  return own.reserve(asked, trace);
}

/** Makes the quota short, for every process that learns of it. */
async function shorten(own: Shaper): Promise<void> {
  own.observe('i', 'send', 'throttled');
  for (let call = 0; call < 15; call++) await ask(own);
}

test('at half of the rate no row is read or written, for any length of time', async () => {
  const { process, time, asked, play } = world();
  const own = process();
  await play(async () => {
    for (let call = 0; call < 200; call++) {
      assert.deepEqual(await ask(own), { kind: 'go', wait: 0 });
      own.observe('i', 'send', 'accepted');
      await time.sleep(250);
    }
  });
  assert.equal(asked.count, 0);
});

test('a throttle of Connect’s is pressure for ten seconds, and then all is calm again', async () => {
  const { process, time, asked, play } = world();
  const own = process();
  await play(async () => {
    own.observe('i', 'send', 'throttled');
    await ask(own);
    assert.equal(asked.count, 1);
    await time.sleep(10_000);
    await ask(own);
    assert.equal(asked.count, 1);
  });
});

test('more own calls than half of the rate are pressure, and the first place also pays for the calls before it', async () => {
  const { process, rows, time, play } = world();
  const own = process();
  await play(async () => {
    for (let call = 0; call < 6; call++) await ask(own);
    const cost = 100_000;
    assert.equal(rows.row('send#i')?.time, time.now() * 1_000 + 6 * cost);
  });
});

test('a process in calm that is busy itself looks at the row once a second, and learns that others are, too', async () => {
  const { process, asked, time, play } = world();
  const [busy, own] = [process(), process()];
  await play(async () => {
    await shorten(busy);
    asked.count = 0;
    for (let call = 0; call < 5; call++) await ask(own);
    await time.sleep(1);
    assert.equal(asked.count, 1, 'one look');
    assert.equal((await ask(own, { priority: 'typing' })).kind, 'refused');
  });
});

test('typing gives way first, receipts next, messages last', async () => {
  const { process, play } = world();
  const own = process();
  await play(async () => {
    own.observe('i', 'send', 'throttled');
    const gone: string[] = [];
    for (let call = 0; call < 15; call++) {
      for (const priority of ['typing', 'receipt'] as const satisfies readonly Priority[])
        if (!gone.includes(priority)) {
          const turn = await ask(own, { priority });
          if (turn.kind === 'refused') gone.push(priority);
        }
      if ((await ask(own)).kind === 'refused') gone.push('message');
      if (gone.includes('message')) break;
    }
    assert.deepEqual(gone, ['typing', 'receipt', 'message']);
  });
});

test('a refused call is told when it would get a place, correct to the millisecond', async () => {
  const { process, time, play } = world();
  const own = process();
  await play(async () => {
    await shorten(own);
    const refused = await ask(own);
    assert.ok(refused.kind === 'refused' && refused.by === 'quota' && refused.retryAfter > 0);
    assert.equal(own.wait('i', 'send'), refused.retryAfter);
    await time.sleep(refused.retryAfter - 1);
    assert.equal((await ask(own)).kind, 'refused');
    await time.sleep(1);
    assert.deepEqual(await ask(own), { kind: 'go', wait: 0 });
  });
});

test('a bucket that is known to refuse is not asked', async () => {
  const { process, asked, play } = world();
  const own = process();
  await play(async () => {
    await shorten(own);
    await ask(own);
    asked.count = 0;
    for (let call = 0; call < 100; call++) await ask(own, { priority: 'typing' });
    assert.equal(asked.count, 0);
  });
});

test('of 500 connections at once over 8 processes as many have a place as fit into 28 seconds, and the others know when they would', async () => {
  const { process, play } = world();
  const processes = Array.from({ length: 8 }, () => process());
  const turnsOf = async (visitor: number, patience: number): Promise<Turn> => {
    const own = processes[visitor % 8];
    assert.ok(own);
    return await ask(own, { quota: 'connection', priority: 'connection', patience });
  };
  await play(async () => {
    const first = await Promise.all(Array.from({ length: 500 }, (_, visitor) => turnsOf(visitor, 28_000)));
    const waits = first.flatMap((turn) => (turn.kind === 'go' ? [turn.wait] : []));
    // Six a second for 28 seconds, and the burst.
    assert.equal(waits.length, 28 * 6 + 9 - 1);
    assert.ok(Math.max(...waits) <= 28_000);
    const later = first.flatMap((turn) => (turn.kind === 'refused' ? [turn.retryAfter] : []));
    assert.equal(later.length + waits.length, 500);
  });
});

test('one session that floods a short quota is refused, whatever its process, and none of the others is', async () => {
  const { process, time, play } = world();
  const processes = Array.from({ length: 4 }, () => process());
  const went = { loud: 0, quiet: 0 };
  const refused = { loud: 0, quiet: 0 };
  const write = async (session: 'loud' | 'quiet', id: string, count: number): Promise<void> => {
    const own = processes[count % 4];
    assert.ok(own);
    const turn = await ask(own, { session: id, patience: 5_000 });
    if (turn.kind === 'go') {
      went[session]++;
      own.observe('i', 'send', 'accepted');
    } else refused[session]++;
  };
  const flood = async (): Promise<void> => {
    for (let count = 0; count < 1_200; count++) {
      await write('loud', 'loud', count);
      await time.sleep(50);
    }
  };
  const chat = async (id: number): Promise<void> => {
    for (let count = 0; count < 15; count++) {
      await time.sleep(2_000 + id * 17);
      await write('quiet', `quiet-${id}`, count + id);
      await time.sleep(1_900);
    }
  };
  await play(async () => {
    await Promise.all([flood(), ...Array.from({ length: 20 }, (_, id) => chat(id))]);
  });
  assert.equal(refused.quiet, 0);
  assert.equal(went.quiet, 300);
  // What the quiet ones leave of the quota, anybody may use.
  assert.ok(went.loud >= 60, String(went.loud));
  assert.ok(refused.loud > 800);
});

test('if the row does not answer within 50 ms, the process uses its share of the rate, and does not ask the row for a second', async () => {
  const { process, time, asked, play } = world();
  let slow = false;
  const own = process(async (call) => {
    if (slow) await time.sleep(5_000);
    return await call();
  });
  await play(async () => {
    own.observe('i', 'send', 'throttled');
    await ask(own);
    slow = true;
    asked.count = 0;
    const before = time.now();
    const trace = newTrace();
    assert.equal((await ask(own, {}, trace)).kind, 'go');
    assert.equal(trace.unplaced, true, 'the operator sees it');
    assert.ok(time.now() - before <= 60);
    let gone = 1;
    for (let call = 0; call < 40; call++) if ((await ask(own)).kind === 'go') gone++;
    assert.equal(gone, 15, 'its own bucket');
    assert.equal(asked.count, 1);
    await time.sleep(1_000);
    await ask(own);
    assert.equal(asked.count, 2);
  });
});

/** The rows are late for a process whenever `late` says so, and answer in the end all the same. */
function lateRows(time: SimulatedTime, late: () => boolean): <T>(call: () => Promise<T>) => Promise<T> {
  return async (call) => {
    if (late()) await time.sleep(200);
    return await call();
  };
}

test('while the rows are late, a session that floods is still refused, and the others are served', async () => {
  const { process, time, play } = world();
  const late = lateRows(time, () => true);
  const processes = [process(late), process(late)];
  const called = { loud: 0, quiet: 0 };
  const refused = { loud: 0, quiet: 0 };
  const write = async (who: 'loud' | 'quiet', session: string, count: number): Promise<void> => {
    const own = processes[count % 2];
    assert.ok(own);
    const turn = await ask(own, { session, patience: 5_000 });
    // A message that has no place in the quota gets its attempt all the same.
    if (turn.kind === 'refused' && turn.by === 'session') refused[who]++;
    else called[who]++;
    own.observe('i', 'send', turn.kind === 'go' ? 'accepted' : 'throttled');
  };
  const flood = async (): Promise<void> => {
    for (let count = 0; count < 1_200; count++) {
      void write('loud', 'loud', count);
      await time.sleep(50);
    }
  };
  const chat = async (id: number): Promise<void> => {
    for (let count = 0; count < 15; count++) {
      await time.sleep(3_900 + id * 17);
      await write('quiet', `quiet-${id}`, count + id);
    }
  };
  await play(async () => {
    for (const own of processes) own.observe('i', 'send', 'throttled');
    await Promise.all([flood(), ...Array.from({ length: 16 }, (_, id) => chat(id))]);
  });
  assert.deepEqual([called.quiet, refused.quiet], [240, 0]);
  // A call a second and five at once in each of the two, and the one by which it asks the row anew, each second.
  assert.ok(called.loud <= 2 * (2 * 60 + 5 + 1), String(called.loud));
});

test('calls that a process makes without the row are paid for by its next place there', async () => {
  const { process, rows, time, play } = world();
  let slow = false;
  const own = process(lateRows(time, () => slow));
  await play(async () => {
    own.observe('i', 'send', 'throttled');
    await ask(own);
    slow = true;
    // Late, and written in the end.
    await ask(own);
    await time.sleep(100);
    for (let call = 0; call < 4; call++) assert.equal((await ask(own)).kind, 'go');
    await time.sleep(900);
    slow = false;
    await ask(own);
    assert.equal(rows.row('send#i')?.time, time.now() * 1_000 + 5 * 100_000);
  });
});

test('a row that a wrong clock has left far ahead keeps nobody waiting', async () => {
  const { process, rows, time, play } = world();
  const own = process();
  const connect = { quota: 'connection', priority: 'connection' } as const;
  await play(async () => {
    assert.deepEqual(await ask(own, connect), { kind: 'go', wait: 0 });
    const now = (time.now() + 365 * 86_400_000) * 1_000;
    const beyond = Number.MAX_SAFE_INTEGER;
    await rows.begin('connection#i', { now, cost: 1, latest: now, beyond, environment: 1 }, newTrace());
    await time.sleep(1_000);
    // The first is refused what it knows, and learns of it.
    assert.deepEqual(await ask(own, connect), { kind: 'go', wait: 0 });
    assert.equal(own.wait('i', 'connection'), 0);
    assert.equal(rows.row('connection#i')?.time, time.now() * 1_000 + 166_667);
  });
});

test('without DynamoDB each process has its part of the rate, by the processes that the row has told of', async () => {
  const { process, time, play } = world(7);
  const processes = Array.from({ length: 8 }, () => {
    return process(async (call) => {
      if (down) throw new StoreError('ECONNREFUSED');
      return await call();
    });
  });
  let down = false;
  const called: number[] = [];
  await play(async () => {
    for (const own of processes) own.observe('i', 'send', 'throttled');
    for (let round = 0; round < 4; round++) {
      for (const own of processes) await ask(own, { priority: 'message', patience: 0 });
      await time.sleep(900);
    }
    down = true;
    await time.sleep(100);
    await Promise.all(
      processes.map(async (own) => {
        for (let call = 0; call < 200; call++) {
          own.observe('i', 'send', 'throttled');
          own.observe('i', 'send', 'accepted');
          if ((await ask(own)).kind === 'go') called.push(time.now());
          await time.sleep(50);
        }
      }),
    );
  });
  // Ten seconds at ten a second, a burst, and what counting by 64 numbers gets wrong.
  assert.ok(called.length <= 100 * 1.5 + 15, String(called.length));
  assert.ok(called.length >= 60, String(called.length));
});

test('without DynamoDB, a process calls less and less while Connect keeps throttling', async () => {
  const { process, play } = world();
  const own = process(() => Promise.reject(new StoreError('ECONNREFUSED')));
  await play(async () => {
    let sent = 0;
    for (let call = 0; call < 14; call++)
      if ((await ask(own)).kind === 'go') {
        sent++;
        own.observe('i', 'send', 'throttled');
      }
    assert.ok(sent < 14, String(sent));
    // Who can wait has a turn, and a later one each time.
    const waits: number[] = [];
    for (let call = 0; call < 14; call++) {
      const turn = await ask(own, { patience: 28_000 });
      if (turn.kind === 'go') waits.push(turn.wait);
      own.observe('i', 'send', 'throttled');
    }
    assert.equal(waits.length, 14);
    assert.ok(Math.max(...waits) >= 1_500, String(waits));
  });
});

test('while the rows are late and Connect throttles, a reconnection waits for its turn, and is not given up', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { process, time, play } = world(seed);
    const own = process(lateRows(time, () => true));
    await play(async () => {
      const patience = 27_500;
      for (let attempt = 0; attempt < 4; attempt++) {
        const began = time.now();
        const turn = await ask(own, { quota: 'connection', priority: 'connection', patience });
        assert.equal(turn.kind, 'go', `seed ${seed}, attempt ${attempt}`);
        assert.ok(turn.wait <= patience - (time.now() - began));
        own.observe('i', 'connection', 'throttled');
      }
    });
  }
});
