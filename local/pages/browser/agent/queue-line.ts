import { byId } from '../shared/elements.ts';
import { staff } from './agent-api.ts';
import type { Queue } from './queue.ts';

interface QueueView {
  update(queue: Queue): void;
  /** Places in line, by contact. */
  positions(): ReadonlyMap<string, number>;
}

/** Shows who waits and who is there, and changes how many agents are. */
export function wireQueue(onProblem: (error: unknown) => void): QueueView {
  const line = byId('queue', HTMLElement);
  const agents = byId('agents', HTMLInputElement);
  let positions: ReadonlyMap<string, number> = new Map();

  function update({ Agents, AgentsAvailable, Waiting }: Queue): void {
    positions = new Map(Waiting.map(({ ContactId, Position }) => [ContactId, Position]));
    const text = `${Waiting.length} waiting · ${AgentsAvailable} of ${Agents} agents free`;
    if (line.textContent !== text) line.textContent = text;
    if (document.activeElement !== agents) agents.value = String(Agents);
  }

  agents.addEventListener('change', () => {
    staff(agents.valueAsNumber).then(update).catch(onProblem);
  });
  return { update, positions: () => positions };
}
