import { randomBytes } from 'node:crypto';
import { median } from '../../bench/statistics.ts';
import { shuffled } from '../../bench/shuffled.ts';
import { newAsker } from '../hostile/new-asker.ts';
import { openLine, type Line } from '../hostile/line.ts';
import { superiority } from '../judge/ranks.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { startWorld } from '../world/world.ts';

type Name = 'near' | 'formless' | 'standing' | 'read' | 'same';

/** Why a request is refused. */
type Kind = 'missing' | 'malformed' | 'made up' | 'near' | 'revoked' | 'foreign';

const kinds: readonly Kind[] = ['missing', 'malformed', 'made up', 'near', 'revoked', 'foreign'];

/** Farther from a half than that, kinds that are to be alike would differ. */
const most = 0.05;

/** Whether it can be told from the time of a 403 why it is one. */
export const refusals: Scenario<Name> = {
  name: 'refusals',
  about: '403s of each kind one after the other, in random order over one connection, and how long each took',
  minutes: 5,
  claims: {
    near: {
      text: 'Pairs in which a bearer one bit off a living one took longer than one made up',
      required: '50 % within 5, in 999 of 1,000 runs',
    },
    formless: {
      text: 'Pairs in which a malformed bearer took longer than none',
      required: '50 % within 5, in 999 of 1,000 runs',
    },
    standing: {
      text: "A revoked bearer, and a living one from another origin, beside one made up, in the median: what only the bearer's holder can ask",
      required: 'less than 1 ms apart',
    },
    read: {
      text: 'Pairs in which a bearer made up took longer than a malformed one: by the one read of the table, so that this can be measured here',
      required: 'more than half',
    },
    same: { text: 'Different 403s, but for their ids and the reason that npm start adds', required: '1' },
  },
  async run({ quick, random, signal, progress }) {
    const world = await startWorld({ instances: 1, environment: { SIMULATOR_QUOTAS: '0' }, signal });
    const port = Number(new URL(world.urls[0] ?? '').port);
    const line = openLine(port);
    try {
      const asked = { number: 1, bearers: new Map<string, number>() };
      const [living, revoked] = [
        await newAsker(line, asked, 'http://localhost:3000'),
        await newAsker(line, asked),
      ];
      await line.send(
        Buffer.from(
          `POST /v1/participant/disconnect HTTP/1.1\r\nHost: localhost\r\nX-Amz-Bearer: ${revoked.bearer}\r\nContent-Length: 0\r\n\r\n`,
        ),
        { hangUp: false, isHead: false },
      );
      const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
      const answers = new Set<string>();
      const rounds = quick ? 300 : 4_000;
      for (let round = 0; round < rounds + 100; round++) {
        signal.throwIfAborted();
        if (round % 1_000 === 0) progress.step(`refusals: ${round} of each kind`);
        for (const kind of shuffled(kinds, random)) {
          const { took, answer } = await refusal(line, kind, living.bearer, revoked.bearer);
          answers.add(answer);
          // What is hot is compiled in the first hundred.
          if (round >= 100) times.get(kind)?.push(took);
        }
      }
      const of = (kind: Kind): readonly number[] => times.get(kind) ?? [];
      const apart = (['revoked', 'foreign'] as const).map((kind) =>
        Math.abs(median(of(kind)) - median(of('made up'))),
      );
      const read = superiority(of('made up'), of('malformed'));
      return {
        near: alike(of('near'), of('made up')),
        formless: alike(of('malformed'), of('missing')),
        standing: { measured: `${Math.max(...apart).toFixed(2)} ms`, holds: Math.max(...apart) < 1 },
        read: { measured: percent(read.share), holds: read.share - read.margin > 0.5 },
        same: { measured: String(answers.size), holds: answers.size === 1 },
      };
    } finally {
      line.close();
      await world.close();
    }
  },
};

async function refusal(
  line: Line,
  kind: Kind,
  living: string,
  revoked: string,
): Promise<{ readonly took: number; readonly answer: string }> {
  const bearer = bearerOf(kind, living, revoked);
  const origin = kind === 'foreign' ? 'http://127.0.0.1:3001' : 'http://localhost:3000';
  const lines = [
    'GET /v1/session HTTP/1.1',
    'Host: localhost',
    `Origin: ${origin}`,
    ...(bearer === undefined ? [] : [`X-Amz-Bearer: ${bearer}`]),
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  const began = performance.now();
  const answer = await line.send(bytes, { hangUp: false, isHead: false });
  const took = performance.now() - began;
  if (answer?.status !== 403) throw new Error(`${kind}: ${answer?.status} in place of a 403`);
  const {
    'x-amzn-requestid': _,
    date: __,
    'content-length': ___,
    'access-control-allow-origin': ____,
    ...headers
  } = answer.headers;
  const { reason: _____, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
  return { took, answer: JSON.stringify([headers, body]) };
}

function bearerOf(kind: Kind, living: string, revoked: string): string | undefined {
  switch (kind) {
    case 'missing':
      return undefined;
    case 'malformed':
      return living.slice(1);
    case 'made up':
      return randomBytes(32).toString('base64url');
    case 'near': {
      const bytes = Buffer.from(living, 'base64url');
      const [at = 0] = randomBytes(1);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
      return bytes.toString('base64url');
    }
    case 'revoked':
      return revoked;
    case 'foreign':
      return living;
  }
}

function alike(one: readonly number[], other: readonly number[]): Figure {
  const { share, margin } = superiority(one, other);
  return {
    measured: `${percent(share)} ± ${percent(margin)}, of ${one.length.toLocaleString('en')} each`,
    // So few could not show it.
    holds: margin > most / 2 ? undefined : Math.abs(share - 0.5) + margin <= most,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
