/** Amazon Connect's default API quotas, per instance or account: requests per second and burst. */
export const quotas = {
  connection: { rate: 6, burst: 9 },
  send: { rate: 10, burst: 15 },
  read: { rate: 8, burst: 12 },
  upload: { rate: 2, burst: 5 },
  disconnect: { rate: 3, burst: 5 },
  start: { rate: 5, burst: 8 },
  /** Operations of the Participant Service for which AWS names no quota of their own. */
  other: { rate: 8, burst: 12 },
  /** Routes that do not call Connect. */
  own: { rate: 50, burst: 100 },
} as const;
