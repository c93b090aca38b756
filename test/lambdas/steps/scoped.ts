import type { Ports } from '../../../lambdas/core/ports.ts';
import { sessionScope } from '../../../lambdas/core/secret.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import type { ApiRequest, ScopedRequest } from '../../../lambdas/steps/request.ts';
import { asBearer, asCallerToken } from '../../support/tokens.ts';

export const now = 1_800_000_000_000;
export const scope = sessionScope(asBearer(new Uint8Array(32).fill(1)));

/** Begun a second ago, and nothing sealed in it. */
export const session: Session = {
  id: scope.id,
  contactId: 'contact',
  participantId: 'participant',
  instanceId: 'instance',
  ended: false,
  created: now - 1_000,
  expires: now + 3_600_000,
};

export interface Asked {
  readonly operation?: Partial<Operation>;
  readonly request?: Partial<ApiRequest>;
  readonly ports?: { readonly [P in keyof Ports]?: Partial<Ports[P]> };
}

/** A request to a step alone: an operation of the ledger's, at `now`, with the ports that the test has. */
export function scoped({ operation, request, ports }: Asked = {}): ScopedRequest<keyof Ports> {
  const asked = {
    operation: {
      name: 'SendMessage',
      budget: budgets.call,
      idempotency: { kind: 'ledger', withoutStore: 'proceed', answer: 'clear' },
      errors: [],
      ...operation,
    },
    input: { Content: 'hello' },
    callerToken: asCallerToken('token'),
    began: now,
    trace: newTrace(),
    ...request,
  } as unknown as ApiRequest;
  const all = {
    now: () => now,
    random: (bytes: number) => new Uint8Array(bytes).fill(7),
    sleep: () => Promise.resolve(),
    ...ports,
  } as unknown as Ports;
  return { request: asked, scope, ports: all };
}
