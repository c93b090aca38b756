/** What one request did, counted as it goes, for its line in the log and its metrics. Never anything secret. */
export interface Trace {
  /** The beginning of the session's row id: tells one chat's lines from another's, opens nothing. */
  chat?: string;
  dynamodbCalls: number;
  dynamodbMilliseconds: number;
  upstreamAttempts: number;
  upstreamMilliseconds: number;
  /** Attempts that Connect throttled. */
  throttles: number;
  /** The pauses between attempts, after whatever failure. */
  absorbedMilliseconds: number;
  upstreamRequestId?: string;
  /** Answered without a call, as Connect's quota was short. */
  shed?: boolean;
  /** Went by the process's own share of a quota, as the quota's row could not be asked in time. */
  unplaced?: boolean;
  /** What the ledger decided. */
  ledger?:
    'claimed' | 'replayed' | 'taken-over' | 'in-flight' | 'mismatch' | 'outcome-unknown' | 'unavailable';
  /** Writes of the ledger that failed after Connect had answered. */
  ledgerFailures: number;
  /** A limit of starts that DynamoDB could not be asked about, so that the start went on. */
  admission?: 'unavailable';
  /** What became of a start's verification; `skipped` where nobody could check it, and it went on all the same. */
  verification?: 'verified' | 'refused' | 'unknown' | 'skipped';
  /** A connection the request had to open. */
  connection?: 'opened' | 'renewed' | 'shared';
  /** Why something that is read for many could not be read of Connect. */
  readFailure?: string;
  /** An event that was not sent, as one before it says as much. */
  covered?: boolean;
  /** A new participant whose session could not be written and that no repetition can find. */
  abandoned?: 'ended' | 'left';
}

export function newTrace(): Trace {
  return {
    dynamodbCalls: 0,
    dynamodbMilliseconds: 0,
    upstreamAttempts: 0,
    upstreamMilliseconds: 0,
    throttles: 0,
    absorbedMilliseconds: 0,
    ledgerFailures: 0,
  };
}

/** The chat reference of a session's row id. */
export function chatReference(sessionId: string): string {
  return sessionId.slice(0, 12);
}
