import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';
import { campaign, type Counterexample } from '../hostile/campaign.ts';
import { secretWritten } from '../hostile/canaries.ts';
import type { HostileRequest } from '../hostile/request.ts';
import type { Figure, Scenario } from '../scenario.ts';
import { startWorld } from '../world/world.ts';
import { memoryClaim, memoryFigure, sampleHeaps } from './memory.ts';

type Name =
  'failures' | 'described' | 'secrets' | 'written' | 'answered' | 'reached' | 'memory' | 'processes';

/** Those who ask, each over a connection of its own. */
const askers = 4;

/** Everything that can be asked of the API, by whoever means no good. */
export const hostile: Scenario<Name> = {
  name: 'hostile',
  about:
    "100,000 requests by the operations' literals, by real clients' traffic changed, and of mere bytes, over two API processes",
  minutes: 20,
  claims: {
    failures: { text: 'Answers with a 5xx', required: '0' },
    described: {
      text: 'Answers whose status, headers or body the OpenAPI document, or API Gateway for it, does not have',
      required: '0',
    },
    secrets: {
      text: "Answers with a token of Connect, another's bearer, or a text that the asker may not read",
      required: '0',
    },
    written: {
      text: 'Lines of the processes with a token, a bearer, a text, a name or an attribute',
      required: '0',
    },
    answered: { text: 'Requests in HTTP that got no answer', required: '0' },
    reached: {
      text: 'Operations that answered both with success and with a refusal, DescribeView aside: an agent sends its token',
      required: 'all',
    },
    memory: memoryClaim,
    processes: { text: 'API processes that ended by themselves', required: '0' },
  },
  async run(stage) {
    const { quick, seed, signal, progress } = stage;
    const requests = quick ? 4_000 : 100_000;
    const written: string[] = [];
    const bearers = new Map<string, number>();
    let lines = 0;
    const world = await startWorld({
      instances: 2,
      environment: { SIMULATOR_QUOTAS: '0' },
      signal,
      line(text) {
        lines++;
        const secret = secretWritten(text, bearers.keys());
        if (secret !== undefined) written.push(`${secret}: ${text}`);
      },
    });
    const ending = new AbortController();
    try {
      const reached = reachedOperations();
      let asked = 0;
      const tell = (request: HostileRequest, status: number | undefined): void => {
        reached.tell(request, status);
        if (++asked % (requests / 20) === 0) progress.step(`hostile: ${asked} requests`);
      };
      const sampling = sampleHeaps(stage, world, ending.signal);
      const found = await Promise.all(
        Array.from({ length: askers }, async (_, index) => {
          const port = Number(new URL(world.urls[index % world.urls.length] ?? '').port);
          return await campaign({
            port,
            number: index + 1,
            requests: requests / askers,
            seed: seed + index,
            signal,
            bearers,
            tell,
          });
        }),
      );
      ending.abort();
      const heaps = await sampling;
      const wrong = found.filter((one) => one !== undefined);
      for (const one of wrong) progress.step(`hostile: ${told(one)}`);
      for (const line of written.slice(0, 5)) progress.step(`hostile: written, ${line}`);
      const complaints = world.complaints();
      const said = secretWritten(complaints, bearers.keys());
      const crashes = complaints.match(/has ended/g)?.length ?? 0;
      const count = (claim: Counterexample['violation']['claim']): Figure => {
        const of = wrong.filter(({ violation }) => violation.claim === claim).length;
        return { measured: `${of} of ${asked.toLocaleString('en')}`, holds: of === 0 };
      };
      return {
        failures: count('failures'),
        described: count('described'),
        secrets: count('secrets'),
        answered: count('answered'),
        written: {
          measured: `${written.length} of ${lines.toLocaleString('en')}`,
          holds: written.length === 0 && said === undefined,
        },
        reached: reached.figure(),
        memory: memoryFigure(heaps),
        processes: { measured: String(crashes), holds: crashes === 0 },
      };
    } finally {
      ending.abort();
      await world.close();
    }
  },
};

function told({ violation, request, seed, path, after }: Counterexample): string {
  return (
    `after ${after} requests: ${violation.text}\n  The smallest such request: ${request}\n  Again: ` +
    `SEED=${seed} SEED_PATH=${path} npx node --import ./test/support/seed.ts --test test/stress/hostile.test.ts`
  );
}

/** What each operation has answered. */
function reachedOperations(): {
  tell(request: HostileRequest, status: number | undefined): void;
  figure(): Figure;
} {
  const routes = routesOf(operations);
  const succeeded = new Set<string>();
  const refused = new Set<string>();
  return {
    tell(request, status = 0) {
      if (request.kind !== 'http') return;
      const name = routes.find(request.method, request.path.split('?', 1)[0] ?? '')?.operation.name;
      if (name === undefined) return;
      if (status >= 200 && status < 300) succeeded.add(name);
      if (status >= 400) refused.add(name);
    },
    figure() {
      // What takes no input and knows nobody refuses nobody, and nobody is told what became of a beacon.
      const both = operations.filter(
        ({ name, form, handler }) =>
          (succeeded.has(name) || name === 'DescribeView') &&
          (refused.has(name) || form === 'beacon' || handler === 'health' || handler === 'openapi'),
      );
      const others = operations.filter((operation) => !both.includes(operation)).map(({ name }) => name);
      return {
        measured: [`${both.length} of ${operations.length}`, ...others].join(', '),
        holds: others.length === 0,
      };
    },
  };
}
