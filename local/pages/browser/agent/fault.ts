export type FaultKind =
  | 'throttle'
  | 'limit'
  | 'error'
  | 'unavailable'
  | 'deny'
  | 'invalid'
  | 'hang'
  | 'hang-after-accept'
  | 'reset'
  | 'reset-after-accept'
  | 'slow';

/** A fault as the agent API takes and lists it. */
export interface Fault {
  readonly kind: FaultKind;
  /** Its name, or `*` for any. */
  readonly operation: string;
  /** How many calls it still affects. */
  readonly times: number;
}

export const faultMeanings: Readonly<Record<FaultKind, string>> = {
  throttle: 'Answers 429: too many requests',
  limit: 'Answers 429: no room for another chat (starts only)',
  error: 'Answers 500',
  unavailable: 'Answers 503 in HTML, as a load balancer does',
  deny: 'Answers 403',
  invalid: 'Answers 400',
  hang: 'Does nothing and never answers',
  'hang-after-accept': 'Does it, and never answers',
  reset: 'Does nothing and drops the connection',
  'reset-after-accept': 'Does it, and drops the connection',
  slow: 'Answers a second late',
};

export const presets: readonly { readonly label: string; readonly fault: Fault }[] = [
  {
    label: 'Throttle the next 3 messages',
    fault: { kind: 'throttle', operation: 'SendMessage', times: 3 },
  },
  {
    label: 'Take the next message, lose the answer',
    fault: { kind: 'reset-after-accept', operation: 'SendMessage', times: 1 },
  },
  {
    label: 'Fail the next 20 messages',
    fault: { kind: 'error', operation: 'SendMessage', times: 20 },
  },
  {
    label: 'Throttle the next 4 connections',
    fault: { kind: 'throttle', operation: 'CreateParticipantConnection', times: 4 },
  },
  { label: 'No room for the next chat', fault: { kind: 'limit', operation: 'StartChatContact', times: 1 } },
];

export function faultText({ kind, operation }: Pick<Fault, 'kind' | 'operation'>): string {
  return `${kind} on ${operation === '*' ? 'anything' : operation}`;
}
