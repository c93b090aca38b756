import type { OperationName } from './operation-names.ts';
import { apiModel, operationNames } from './api-model.ts';
import { isRecord } from './validation.ts';

/**
 * What the simulator can be told to do wrong:
 * - throttle: 429, the operation's own rate error
 * - limit: 429 LimitExceededException, only where the operation models it (starts)
 * - error: 500
 * - unavailable: 503 with an HTML body, as a load balancer answers
 * - deny: 403
 * - invalid: 400
 * - hang: accepts the request and never answers; it has no effect
 * - hang-after-accept: takes effect, never answers
 * - reset: destroys the connection; no effect
 * - reset-after-accept: takes effect, then destroys the connection
 * - slow: waits `delayMs`, then answers as ever
 */
export const faultKinds = [
  'throttle',
  'limit',
  'error',
  'unavailable',
  'deny',
  'invalid',
  'hang',
  'hang-after-accept',
  'reset',
  'reset-after-accept',
  'slow',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** The operation it affects; '*', the default, is every operation. */
  readonly operation?: OperationName | '*';
  /** How many calls it affects before it is used up. Default 1. */
  readonly times?: number;
  /** 0–1: how likely it affects a call that it could affect. Default 1. */
  readonly probability?: number;
  /** How many calls it lets pass first. Default 0. */
  readonly after?: number;
  /** How long it waits before it acts, in ms. Default 0, for slow 1,000. */
  readonly delayMs?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The faults not used up, with what is left of `times` and `after`. */
  list(): readonly Fault[];
  /** Returns the fault of this call, if any, and counts it as used. */
  take(operation: OperationName): Required<Fault> | undefined;
}

type ActiveFault = { -readonly [Key in keyof Fault]-?: Required<Fault>[Key] };

export function createFaults(random: () => number): Faults {
  const active: ActiveFault[] = [];
  return {
    add(fault) {
      active.push({
        operation: '*',
        times: 1,
        probability: 1,
        after: 0,
        delayMs: fault.kind === 'slow' ? 1_000 : 0,
        ...fault,
      });
    },
    clear() {
      active.length = 0;
    },
    list: () => active.map((fault) => ({ ...fault })),
    take(operation) {
      const fault = active
        .filter((candidate) => concerns(candidate, operation) && isDue(candidate))
        .find((candidate) => random() < candidate.probability);
      if (fault === undefined) return undefined;
      fault.times -= 1;
      if (fault.times <= 0) active.splice(active.indexOf(fault), 1);
      return { ...fault };
    },
  };
}

function concerns(fault: ActiveFault, operation: OperationName): boolean {
  if (fault.operation !== '*' && fault.operation !== operation) return false;
  return fault.kind !== 'limit' || 'LimitExceededException' in apiModel.operations[operation].errors;
}

function isDue(fault: ActiveFault): boolean {
  if (fault.after === 0) return true;
  fault.after -= 1;
  return false;
}

/** Returns what is wrong with a fault that came as JSON; undefined when nothing is. */
export function faultProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'A fault is an object';
  const { kind, operation = '*' } = value;
  if (!faultKinds.some((known) => known === kind)) return `kind must be one of ${faultKinds.join(', ')}`;
  if (!['*', ...operationNames()].some((known) => known === operation)) return 'operation is not known';
  return ['times', 'probability', 'after', 'delayMs']
    .filter((name) => value[name] !== undefined && !isAtLeast0(value[name]))
    .map((name) => `${name} must be a number of at least 0`)[0];
}

function isAtLeast0(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

export function isFault(value: unknown): value is Fault {
  return faultProblem(value) === undefined;
}
