import type { BucketRow, BucketStore, Take, Taken } from '../../lambdas/core/ports.ts';

/** The buckets' rows in memory, with the conditions of lambdas/adapters, held to them by test/protocol/stores. */
export function memoryBuckets(
  from: { readonly key: string; readonly time: number | undefined } = { key: '', time: undefined },
): BucketStore & { readonly row: (key: string) => BucketRow | undefined } {
  const rows = new Map<string, { time: number; environments: Map<number, number> }>();
  if (from.time !== undefined) rows.set(from.key, { time: from.time, environments: new Map() });
  const row = (key: string): BucketRow | undefined => {
    const standing = rows.get(key);
    return standing && { time: standing.time, environments: [...standing.environments.values()] };
  };
  const write = (key: string, time: number, { environment, now }: Take): Promise<Taken> => {
    const environments = new Map(rows.get(key)?.environments);
    environments.set(environment, Math.floor(now / 1_000_000));
    rows.set(key, { time, environments });
    return Promise.resolve({ taken: true, row: { time, environments: [...environments.values()] } });
  };
  const refuse = (key: string): Promise<Taken> => Promise.resolve({ taken: false, row: row(key) });
  return {
    row,
    look: (key) => Promise.resolve(row(key)),
    advance(key, take) {
      const time = rows.get(key)?.time ?? -1;
      return time >= take.now && time <= take.latest - take.cost
        ? write(key, time + take.cost, take)
        : refuse(key);
    },
    begin(key, take) {
      const standing = rows.get(key);
      return standing === undefined || standing.time < take.now || standing.time > take.beyond
        ? write(key, take.now + take.cost, take)
        : refuse(key);
    },
  };
}
