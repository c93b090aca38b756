import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** What a sealed value is bound to. It opens only with exactly this. */
export interface SealContext {
  readonly id: string;
  readonly purpose:
    'participant-token' | 'connection-token' | 'connection-answer' | 'ledger-answer' | 'session';
  readonly contactId?: string;
  readonly origin?: string;
  /** Further values that stand in clear beside it, in an order that never changes. */
  readonly more?: readonly string[];
}

/** A sealed value that does not open: another key, another row, or a changed byte. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** Seals with AES-256-GCM. `iv` is 12 random bytes, never used twice. Returns iv, ciphertext and tag as one. */
export function seal(key: KeyObject, context: SealContext, plaintext: string, iv: Uint8Array): Uint8Array {
  const cipher = createCipheriv(algorithm, key, iv);
  cipher.setAAD(associatedData(context));
  return Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

export function open(key: KeyObject, context: SealContext, sealed: Uint8Array): string {
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(associatedData(context));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    const plaintext = decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes));
    return Buffer.concat([plaintext, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SealError('A sealed value did not open', { cause });
  }
}

function associatedData({ id, purpose, contactId, origin, more = [] }: SealContext): Uint8Array {
  return Buffer.from(JSON.stringify([1, purpose, id, contactId ?? '', origin ?? '', ...more]));
}
