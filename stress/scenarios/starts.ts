import { median, quantile } from '../../bench/statistics.ts';
import type { Call } from '../../local/simulated-connect/calls.ts';
import {
  startSimulatedVerification,
  type SimulatedVerification,
} from '../../local/simulated-verification/simulated-verification.ts';
import { networkAddress } from '../clients/addresses.ts';
import { anyOf, type Gathering } from '../clients/crowd.ts';
import { createHttp } from '../clients/http.ts';
import { openLoop } from '../clients/open-loop.ts';
import { createVisitor, type Started, type Visitor } from '../clients/visitor.ts';
import type { Claim, Figure, Scenario, Stage } from '../scenario.ts';
import { recordCalls } from '../world/call-record.ts';
import { toldOf } from '../world/request-lines.ts';
import { startWorld } from '../world/world.ts';

/** Starts a second of whoever fills the instance, and of those who want to chat. */
const [floodRate, visitorRate] = [50, 2];

/** How long a visitor is willing to wait for a chat, in ms. */
const patience = 20_000;

/** Chats that Connect takes at a time, of which 80 % may be open; and fewer, which the flood can fill. */
const [whole, small] = [500, 250];
const open = (chats: number): number => 0.8 * chats;

/** The most that one network may start in a minute: 40 at once, and 40 more in 5 minutes. */
const mostOfNetwork = 48;

/** Networks of the flood; those of the visitors come before. */
const firstOfFlood = 10_000;

type Row = 'Network' | 'Free' | 'Calls';
type Name =
  | 'oneVisitors'
  | `one${Row}`
  | 'oneRefused'
  | `many${Row}`
  | 'manyRefused'
  | 'verifiedVisitors'
  | `verified${Row}`;

/** What refusing a start may take the function by itself, in the median: milliseconds. */
const mostToRefuse = 50;

const toRefuse: Claim = {
  text: "– the function's own time for a start that a limit refuses",
  required: `≤ ${mostToRefuse} ms in the median`,
};

function rows(where: string, chats: number): Readonly<Record<Row, Claim>> {
  return {
    Network: {
      text: `From ${where}: the most chats of one network`,
      required: `≤ ${mostOfNetwork} in a minute`,
    },
    Free: { text: `– open chats, of ${chats} that the instance takes`, required: `≤ ${open(chats)}` },
    Calls: {
      text: '– calls of StartChatContact',
      required: 'no more than starts let through, ≤ 5 % refused by Connect',
    },
  };
}

const [one, many] = [rows('one address', whole), rows('1,000 addresses', small)];
const verified = rows('1,000 addresses, with verification on', whole);

/** Somebody starts 50 chats a second, beside visitors who repeat by Retry-After. */
export const starts: Scenario<Name> = {
  name: 'starts',
  about: '50 starts a second for a minute, from one address and from 1,000, beside honest visitors',
  minutes: 6,
  claims: {
    oneVisitors: {
      text: 'From one address: visitors who repeat by Retry-After, with a chat within 20 s',
      required: '≥ 99 %',
    },
    oneNetwork: one.Network,
    oneFree: one.Free,
    oneCalls: one.Calls,
    oneRefused: toRefuse,
    manyNetwork: many.Network,
    manyFree: many.Free,
    manyCalls: many.Calls,
    manyRefused: toRefuse,
    verifiedVisitors: {
      text: 'From 1,000 addresses, with verification on: visitors with a chat within 20 s',
      required: '≥ 99 %',
    },
    verifiedNetwork: verified.Network,
    verifiedFree: verified.Free,
    verifiedCalls: verified.Calls,
  },
  async run(stage) {
    const single = await flood(stage, { addresses: 1, chats: whole });
    const spread = await flood(stage, { addresses: 1_000, chats: small });
    const provider = await startSimulatedVerification();
    let guarded: Awaited<ReturnType<typeof flood>>;
    try {
      guarded = await flood(stage, { addresses: 1_000, chats: whole, provider });
    } finally {
      await provider.close();
    }
    return {
      oneVisitors: single.visitors,
      oneNetwork: single.Network,
      oneFree: single.Free,
      oneCalls: single.Calls,
      oneRefused: single.refused,
      manyNetwork: spread.Network,
      manyFree: spread.Free,
      manyCalls: spread.Calls,
      manyRefused: spread.refused,
      verifiedVisitors: guarded.visitors,
      verifiedNetwork: guarded.Network,
      verifiedFree: guarded.Free,
      verifiedCalls: guarded.Calls,
    };
  },
};

/** The functions' settings with which a start needs a token of this provider's. */
function verifiedBy({ siteverify, url }: SimulatedVerification): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    VERIFICATION: JSON.stringify({
      provider: 'turnstile',
      url: siteverify.turnstile,
      secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:turnstile',
      hostname: 'localhost',
      action: 'chat',
      onFailure: 'refuse',
    }),
  };
}

interface Flood {
  readonly addresses: number;
  /** What the functions are told that the instance takes. */
  readonly chats: number;
  /** Who verifies the visitors; the flood's tokens are made up. */
  readonly provider?: SimulatedVerification;
}

async function flood(
  stage: Stage,
  { addresses, chats, provider }: Flood,
): Promise<Readonly<Record<Row | 'visitors' | 'refused', Figure>>> {
  const { quick, random, signal, progress } = stage;
  const forMs = quick ? 10_000 : 60_000;
  progress.step(`starts: ${floodRate} a second from ${addresses} address(es), for ${forMs / 1_000} s`);
  const environment = {
    ADMISSION: JSON.stringify({ chats, share: 80 }),
    ...(provider && verifiedBy(provider)),
  };
  const world = await startWorld({ instances: 2, environment, signal });
  const http = createHttp(() => performance.now());
  const record = recordCalls(world.control);
  try {
    const gathering = { stage, world, http };
    const at = { forMs, random, now: () => performance.now(), signal };
    const [visitors, flooding] = await Promise.all([
      openLoop({ ...at, perSecond: visitorRate }, (index) =>
        comer(gathering, index, 'Visitor').start(withToken(provider?.token()), patience),
      ),
      openLoop({ ...at, perSecond: floodRate }, async (index) => {
        const visitor = comer(gathering, firstOfFlood + (index % addresses), 'Flood');
        return { address: visitor.address, ...(await visitor.start(withToken(provider && 'made up'))) };
      }),
    ]);
    const calls = (await record.all()).filter(({ operation }) => operation === 'StartChatContact');
    const left = (await world.control.contacts()).filter(({ State }) => State !== 'ENDED').length;
    const flooded = flooding.filter(({ status }) => status === 200);
    const byNetwork = Map.groupBy(flooded, ({ address }) => address);
    const most = Math.max(0, ...Array.from(byNetwork.values(), ({ length }) => length));
    return {
      visitors: visitorsFigure(visitors),
      Network: {
        measured: `${most}; ${flooded.length} of all ${flooding.length}`,
        holds: most <= mostOfNetwork,
      },
      Free: { measured: String(left), holds: left <= open(chats) },
      Calls: callsFigure(calls, [...visitors, ...flooding]),
      refused: refusedFigure(world.lines.limitedStarts),
    };
  } finally {
    record.stop();
    http.close();
    progress.step(`starts: ${toldOf(world.lines)}`);
    await world.close();
  }
}

function withToken(token: string | undefined): object {
  return token === undefined ? {} : { VerificationToken: token };
}

function comer({ stage, world, http }: Gathering, address: number, name: string): Visitor {
  return createVisitor({
    http,
    url: anyOf(world.urls, stage.random),
    address: networkAddress(address),
    name,
    random: stage.random,
    now: () => performance.now(),
    signal: stage.signal,
  });
}

function callsFigure(calls: readonly Call[], starts: readonly Started[]): Figure {
  const letThrough = starts.reduce((sum, one) => sum + one.letThrough, 0);
  const refused = calls.filter(({ status }) => status === 429).length;
  return {
    measured: `${calls.length} for ${letThrough}, ${refused} refused`,
    holds: calls.length <= letThrough && refused <= 0.05 * calls.length,
  };
}

function refusedFigure(own: readonly number[]): Figure {
  if (own.length === 0) return { measured: '0 refused', holds: undefined };
  const [middle, late] = [median(own), quantile(own, 0.99)];
  return {
    measured: `${Math.round(middle)} ms; 99 % of ${own.length} within ${Math.round(late)} ms`,
    holds: middle <= mostToRefuse,
  };
}

function visitorsFigure(visitors: readonly Started[]): Figure {
  const served = visitors.filter(({ status, took }) => status === 200 && took <= patience);
  const waited = quantile(
    visitors.map(({ took }) => took),
    0.99,
  );
  return {
    measured: `${served.length} of ${visitors.length}; 99 % after ${(waited / 1_000).toFixed(1)} s`,
    holds: served.length >= 0.99 * visitors.length,
  };
}
