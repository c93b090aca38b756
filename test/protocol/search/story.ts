import type { Path } from './search.ts';

/** A counterexample, told step by step, with the command that plays it again. */
export function storyOf(
  scenario: string,
  { problem, path }: { readonly problem: string; readonly path: Path },
  wrong?: string,
): string {
  const start = path[0]?.world.now ?? 0;
  const lines = path.flatMap(({ world, from, processes }, index) => {
    if (!from) return [];
    const before = path[index - 1]?.processes;
    const answers = processes.flatMap(({ local }, process) => {
      const { result } = local ?? {};
      return result && !before?.[process]?.local?.result
        ? [`${''.padStart(12)}${'ABCDEFGH'[process]} answers ${result.status} ${JSON.stringify(result.body)}`]
        : [];
    });
    return [`${`${(world.now - start) / 1_000} s`.padStart(10)}  ${from.step}`, ...answers];
  });
  const choices = path.flatMap(({ from }) => (from ? [from.choice] : [])).join('.');
  const command = `npm run prove -- --scenario '${scenario}'${wrong === undefined ? '' : ` --wrong '${wrong}'`} --play ${choices}`;
  return [problem, '', ...lines, '', `Again: ${command}`, ''].join('\n');
}
