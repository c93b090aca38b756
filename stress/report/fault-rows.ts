import type { Run } from '../faults/run.ts';

/** The heads of the columns. */
export const tableHead = [
  'scenario',
  'runs',
  'requests',
  'answers',
  'doubled',
  'lost',
  'out of order',
  'wrong',
  'late',
  'no end',
] as const;

/** One row: what all runs of a scenario came to. */
export function rowOf(name: string, runs: readonly Run[]): readonly string[] {
  const asked = runs.flatMap(({ history }) => history.asked);
  const answers = asked.flatMap((one) => one.answers);
  const byStatus = Map.groupBy(answers, ({ status }) => status);
  const codes = [...byStatus]
    .toSorted(([a], [b]) => a - b)
    .map(([status, all]) => `${status === 0 ? 'none' : status} × ${all.length}`);
  const sum = (kind: keyof Run['verdict']): string =>
    String(runs.reduce((total, { verdict }) => total + verdict[kind].length, 0));
  return [
    name,
    String(runs.length),
    String(asked.length),
    codes.join(', '),
    ...(['doubled', 'lost', 'disordered', 'wrong', 'late', 'unfinished'] as const).map(sum),
  ];
}
