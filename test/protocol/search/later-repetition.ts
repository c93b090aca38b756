import { isDeepStrictEqual } from 'node:util';
import { memoryLedger, memoryOpenChats, memorySessions } from '../../support/memory-stores.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { fakeConnect } from '../ledger/fake-connect.ts';
import type { Attempt } from '../ledger/play.ts';
import { calmPorts } from '../ledger/scene.ts';
import { historyOf } from './history.ts';
import { interning } from './intern.ts';
import type { AskedRequest, Result } from './asked.ts';
import { answerTo } from './process.ts';
import type { Path, Scenario } from './search.ts';
import type { World } from './world.ts';

/**
 * Asks once more when all is over, in calm, after any lease: whatever has happened, a repetition is answered, with the
 * answer that anybody had before, and nothing happens twice.
 */
export function laterRepetition(): NonNullable<Scenario['atEnd']> {
  const idOf = interning();
  const answers = new Map<string, Promise<Repeated>>();
  return async (scenario: Scenario, path: Path) => {
    const state = path.at(-1);
    const [asked] = scenario.asked;
    if (!state || !asked || asked.reaper) return undefined;
    const { now, ledger, sessions, openChats, connect } = state.world;
    const key = [now, ...[ledger, sessions, openChats, connect].map(idOf)].join(' ');
    const repeating = answers.get(key) ?? repeat(asked, state.world);
    answers.set(key, repeating);
    return problemOf(await repeating, historyOf(scenario, path).attempts);
  };
}

interface Repeated {
  readonly result: Result;
  /** When the record that it found or made was made. */
  readonly generation: number | undefined;
  readonly effects: number;
}

async function repeat(asked: AskedRequest, world: World): Promise<Repeated> {
  const now = world.now + 60_000;
  const connect = fakeConnect(true, world.connect);
  const stores = { sessions: memorySessions(), openChats: memoryOpenChats() };
  for (const [key, row] of world.sessions) stores.sessions.write(key, row);
  for (const [key, row] of world.openChats) stores.openChats.write(key, row);
  let generation: number | undefined;
  const ledger = memoryLedger((_key, _before, after) => {
    generation = after?.created;
  });
  for (const [key, row] of world.ledger) ledger.write(key, row);
  const ports = calmPorts({ now: () => now }, { ...stores, ledger }, connect, seededRandom(99));
  return { result: await answerTo(asked, ports), generation, effects: connect.effects.length };
}

function problemOf(
  { result, generation, effects }: Repeated,
  attempts: readonly Attempt[],
): string | undefined {
  const { status, body, defect, ledger } = result;
  const said = `a later repetition is answered ${status} ${JSON.stringify(body)}`;
  if (defect !== undefined) return `a defect in a later repetition: ${defect}`;
  if (effects > 1) return `${said}, and it has happened twice`;
  if (status >= 500 || status === 429) return said;
  if (status === 409 && ledger === 'in-flight') return said;
  const other = attempts.find(
    (attempt) =>
      attempt.generation === generation &&
      attempt.answer !== undefined &&
      !isDeepStrictEqual(JSON.parse(attempt.answer), body),
  );
  return status === 200 && other ? `${said}, and was ${other.answer} before` : undefined;
}
