import { defaultQuotas } from '../core/quota.ts';

/** Amazon Connect's default API quotas, per instance or account: requests per second and burst. */
export const quotas = {
  ...defaultQuotas,
  start: { rate: 5, burst: 8 },
  /** Operations of the Participant Service for which AWS names no quota of their own. */
  other: { rate: 8, burst: 12 },
  /** Routes that do not call Connect. */
  own: { rate: 50, burst: 100 },
} as const;

/**
 * What API Gateway lets through of reconnections: a wall against floods. Connect's quota is kept behind it, where a
 * request can wait: refused here, the official client would give the chat up within two seconds. All 500 chats of an
 * instance may come at once, and some of them twice.
 */
export const reconnections = { rate: 50, burst: 600 } as const;

/**
 * What API Gateway lets through of browsers' starts: a wall as well. Behind it the function tells a flood from visitors,
 * keeps Connect's rate by lambdas/admission, and says truly when to come again.
 */
export const starts = { rate: 50, burst: 100 } as const;
