import type { Call } from '../../local/simulated-connect/calls.ts';
import type { ContactSnapshot } from '../../local/simulated-connect/contact-snapshot.ts';
import type { Fault } from '../../local/simulated-connect/faults.ts';

/** What steers the simulated Connect, and what it has seen. */
export interface Control {
  /** Calls that arrived since then, in ms since 1970. */
  calls(since: number): Promise<readonly Call[]>;
  contacts(): Promise<readonly ContactSnapshot[]>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Makes Connect refuse all tokens of this kind that it has given out. */
  expire(what: 'connection' | 'participant'): Promise<void>;
}

/** `url` is the simulated Connect's. */
export function controlOf(url: string): Control {
  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${url}/_simulator${path}`, init);
    if (!response.ok) throw new Error(`The simulated Connect answers ${response.status} to ${path}`);
    return response.json();
  }
  const post = async (path: string, body: object): Promise<void> => {
    await ask(path, { method: 'POST', body: JSON.stringify(body) });
  };
  return {
    calls: async (since) =>
      ((await ask(`/calls?since=${Math.floor(since)}`)) as { readonly calls: readonly Call[] }).calls,
    contacts: async () =>
      ((await ask('/contacts')) as { readonly contacts: readonly ContactSnapshot[] }).contacts,
    fault: (fault) => post('/faults', fault),
    async clearFaults() {
      await ask('/faults', { method: 'DELETE' });
    },
    expire: (what) => post('/expire', { what }),
  };
}
