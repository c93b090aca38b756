/**
 * Amazon Connect's quotas of an instance's API calls, and who gives way first when one of them is short.
 * https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
 */

/** Requests a second, and how many may come at once. */
export interface Quota {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/**
 * - `connection`: CreateParticipantConnection
 * - `send`: SendMessage, and SendEvent unless that has a quota of its own: AWS does not say whether they share one
 * - `event`: SendEvent, where it has
 * - `read`: GetTranscript and GetAttachment
 * - `upload`: StartAttachmentUpload and CompleteAttachmentUpload
 * - `disconnect`: DisconnectParticipant
 */
export const quotaClasses = ['connection', 'send', 'event', 'read', 'upload', 'disconnect'] as const;
export type QuotaClass = (typeof quotaClasses)[number];

/** The quotas of one instance. Without one for `event`, events count as `send`. */
export type Quotas = Readonly<Record<Exclude<QuotaClass, 'event'>, Quota>> & { readonly event?: Quota };

/** Those of a new instance. */
export const defaultQuotas = {
  connection: { rate: 6, burst: 9 },
  send: { rate: 10, burst: 15 },
  read: { rate: 8, burst: 12 },
  upload: { rate: 2, burst: 5 },
  disconnect: { rate: 3, burst: 5 },
} as const satisfies Quotas;

type QuotasByClass = Readonly<Partial<Record<QuotaClass, Quota>>>;

/** Quotas by class, or by class under the id of an instance. */
export type QuotaSetting = Readonly<Record<string, Quota | QuotasByClass>>;

/** The quotas of an instance: its own, else the deployment's, else Connect's defaults. */
export function quotasOf(setting: QuotaSetting, instanceId: string): Quotas {
  const own = setting[instanceId] as QuotasByClass | undefined;
  const all = setting as QuotasByClass;
  const given = quotaClasses.flatMap((name) => {
    const quota = own?.[name] ?? all[name];
    return quota ? [[name, quota] as const] : [];
  });
  return { ...defaultQuotas, ...Object.fromEntries(given) };
}

/** What a call is for. It decides how much of a quota's burst the call may use: see lambdas/shaping/shares.ts. */
export type Priority = 'message' | 'connection' | 'transcript' | 'attachment' | 'receipt' | 'typing';

/** What nobody misses: where the quota is short, it is answered as if it had been sent. */
export function isDispensable(priority: Priority): boolean {
  return priority === 'receipt' || priority === 'typing';
}
