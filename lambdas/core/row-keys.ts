import { createHash } from 'node:crypto';
import { quotaClasses } from './quota.ts';

/** The names of the rows that are kept of a contact. */

/** Of the row that leads from a contact to its sessions. By a hash: it outlives the contact's erasure. */
export function contactKey(contactId: string): string {
  return `contact#${createHash('sha256').update(contactId).digest('base64url')}`;
}

/** Of a visitor's place in line. */
export function placeKey(sessionId: string): string {
  return `place#${sessionId}`;
}

/** Of a session's shares of the quotas. */
export function shareKeys(sessionId: string): readonly string[] {
  return quotaClasses.map((quota) => `bucket#${quota}#session#${sessionId}`);
}
