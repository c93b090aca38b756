import type { OperationName } from './operation-names.ts';

/**
 * Default quotas of Amazon Connect: requests a second and burst, counted per instance for the participant service and
 * per account for the Connect service. Operations that are not listed have no documented default.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
 */
const defaultRates: Partial<
  Readonly<Record<OperationName, { readonly rate: number; readonly burst: number }>>
> = {
  CreateParticipantConnection: { rate: 6, burst: 9 },
  SendMessage: { rate: 10, burst: 15 },
  SendEvent: { rate: 10, burst: 15 },
  GetTranscript: { rate: 8, burst: 12 },
  GetAttachment: { rate: 8, burst: 12 },
  StartAttachmentUpload: { rate: 2, burst: 5 },
  CompleteAttachmentUpload: { rate: 2, burst: 5 },
  DisconnectParticipant: { rate: 3, burst: 5 },
  StartChatContact: { rate: 5, burst: 8 },
  CreateParticipant: { rate: 5, burst: 8 },
  StopContact: { rate: 10, burst: 15 },
  GetCurrentMetricData: { rate: 5, burst: 8 },
  SearchContacts: { rate: 0.5, burst: 1 },
  GetContactAttributes: { rate: 10, burst: 15 },
  // What holds for all that the page does not name.
  GetContactMetrics: { rate: 2, burst: 5 },
  UpdateParticipantRoleConfig: { rate: 2, burst: 5 },
  DeleteContactData: { rate: 2, burst: 5 },
  DescribeQueue: { rate: 2, burst: 5 },
  GetEffectiveHoursOfOperations: { rate: 2, burst: 5 },
};

/** An operation's default quota in requests a second; 0 where none is documented. */
export function defaultRate(operation: OperationName): number {
  return defaultRates[operation]?.rate ?? 0;
}

/** Concurrent chats an instance carries by default, waiting and idle ones included. */
export const concurrentChats = 500;

export interface Quotas {
  /** Whether one more call of the operation is within its rate; `scope` is the instance, or the account. */
  take(operation: OperationName, scope: string): boolean;
}

export function createQuotas(now: () => number): Quotas {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(operation, scope) {
      const quota = defaultRates[operation];
      if (quota === undefined) return true;
      const key = `${operation} ${scope}`;
      const bucket = buckets.get(key) ?? { tokens: quota.burst, at: now() };
      const refilled = bucket.tokens + ((now() - bucket.at) / 1000) * quota.rate;
      const tokens = Math.min(quota.burst, refilled);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now() });
      return tokens >= 1;
    },
  };
}
