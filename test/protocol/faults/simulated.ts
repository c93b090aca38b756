import type { TestContext } from 'node:test';
import type { Ports } from '../../../lambdas/core/ports.ts';
import type { Call } from '../../../local/simulated-connect/calls.ts';
import type { OperationName } from '../../../local/simulated-connect/operation-names.ts';
import { startLocalApi, type LocalApi, type LocalApiOptions } from '../../support/local-api.ts';

/** An API that ends with the test. */
export async function apiFor(t: TestContext, options: LocalApiOptions = {}): Promise<LocalApi> {
  const api = await startLocalApi(options);
  t.after(() => api.close());
  return api;
}

/** The calls of one operation that Connect has received. */
export function callsOf({ simulator }: LocalApi, operation: OperationName): readonly Call[] {
  return simulator.calls.filter((call) => call.operation === operation);
}

/** The different ClientTokens that Connect has received with one operation. */
export function tokensOf(api: LocalApi, operation: OperationName): readonly (string | undefined)[] {
  return [...new Set(callsOf(api, operation).map(({ clientToken }) => clientToken))];
}

/** The texts of a contact's messages. */
export function messagesOf({ simulator }: LocalApi, contactId: string): readonly string[] {
  const contact = simulator.contacts.find(({ ContactId }) => ContactId === contactId);
  return (contact?.Items ?? []).flatMap(({ Type, Content }) => (Type === 'MESSAGE' ? [Content ?? ''] : []));
}

/** The last line of the log of one operation. */
export function lastLine({ log }: LocalApi, operation: string): Record<string, unknown> {
  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.findLast((line) => line['operation'] === operation) ?? {};
}

/**
 * A clock that a test sets forward, and that every sleep sets forward instead of waiting. Between, it goes on by `base`:
 * with one that stands still, what a slow machine takes does not count.
 */
export interface Clock {
  readonly now: () => number;
  forward(milliseconds: number): void;
  readonly ports: (live: Ports) => Ports;
}

export function clock(base: () => number = Date.now): Clock {
  let ahead = 0;
  const now = (): number => base() + ahead;
  const forward = (milliseconds: number): void => {
    ahead += milliseconds;
  };
  return {
    now,
    forward,
    ports: (live) => ({
      ...live,
      now,
      sleep: (milliseconds) => {
        forward(milliseconds);
        return Promise.resolve();
      },
    }),
  };
}
