import type { Priority } from '../core/quota.ts';

/**
 * The part of a burst that a priority may use, 0 to 1: with half of it in use, typing events are given up, and messages
 * still have the other half. An upload has a quota that it shares with no other priority.
 */
export const shares: Readonly<Record<Priority, number>> = {
  message: 1,
  connection: 1,
  transcript: 1,
  attachment: 0.8,
  receipt: 0.7,
  typing: 0.5,
};
