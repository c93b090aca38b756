import { functionDefaults } from '../../../local/settings.ts';
import { clock } from '../faults/simulated.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { newPerson, type Person, type Way } from './people.ts';
import { tableOf, type Row, type Rows, type Table } from './table.ts';

/** An API, two visitors of it, and what the table has of each. */
export interface Stage {
  readonly api: LocalApi;
  readonly table: Table;
  readonly people: Readonly<Record<Name, Person>>;
  /** The table before anybody writes to it. */
  readonly rows: Rows;
  readonly places: readonly Place[];
  /** Connect's tokens that each one's requests have used. */
  readonly tokens: ReadonlyMap<string, Name>;
  close(): Promise<void>;
}

export type Name = 'attacker' | 'victim';

/** A row, whose it is, and of which request. */
export interface Place {
  readonly owner: Name;
  readonly way: Way;
  /** What is before the first # of its name. */
  readonly kind: string;
  readonly name: string;
  /** The row as it was after each request that changed it, the newest last. */
  readonly versions: readonly Row[];
}

/** Short, so that sessions have buckets, too; what waits for them waits by a clock of its own. */
const quotas = '{"send":{"rate":200,"burst":2}}';

/** With idle timers, which a start sets on the contact that it has begun. */
function entryPoints(): string {
  const { default: entry } = JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as { default: object };
  return JSON.stringify({ default: { ...entry, idleTimers: { customerIdle: 5 } } });
}

export async function setStage(): Promise<Stage> {
  const api = await startLocalApi({
    ports: clock().ports,
    environment: { QUOTAS: quotas, ENTRY_POINTS: entryPoints() },
  });
  const table = tableOf(api);
  const places: (Omit<Place, 'versions'> & { versions: Row[] })[] = [];
  const tokens = new Map<string, Name>();
  const come = (owner: Name): Promise<Person> =>
    newPerson(api, owner, async (way) => {
      for (const { bearer } of api.simulator.calls)
        if (bearer !== undefined && !tokens.has(bearer)) tokens.set(bearer, owner);
      for (const [name, row] of await table.rows()) {
        const known = places.find((place) => place.name === name);
        if (!known) places.push({ owner, way, kind: name.split('#', 1)[0] ?? '', name, versions: [row] });
        else if (JSON.stringify(known.versions.at(-1)) !== JSON.stringify(row)) known.versions.push(row);
      }
    });
  try {
    const people = { victim: await come('victim'), attacker: await come('attacker') };
    return {
      api,
      table,
      people,
      rows: await table.rows(),
      places,
      tokens,
      async close() {
        table.close();
        await api.close();
      },
    };
  } catch (error) {
    table.close();
    await api.close();
    throw error;
  }
}
