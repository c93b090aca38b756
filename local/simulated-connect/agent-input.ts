import { isRecord, lengthInCodePoints } from './validation.ts';

/** A sentence for the person at the console. */
export class BadInput extends Error {}

const maxMessageLength = 16_384;

/** A member of a request that is text; throws BadInput for one that is none, or empty, or too long. */
export function text(body: unknown, name: string, fallback?: string, maxLength = maxMessageLength): string {
  const value = (isRecord(body) ? body[name] : undefined) ?? fallback;
  if (typeof value !== 'string' || value === '') throw new BadInput(`${name} is required`);
  if (lengthInCodePoints(value) > maxLength) throw new BadInput(`${name} is longer than ${maxLength}`);
  return value;
}

/** A member that is one of these; throws BadInput for any other. */
export function oneOf<T extends string>(
  known: readonly T[],
  body: unknown,
  name: string,
  fallback?: NoInfer<T>,
): T {
  const value = text(body, name, fallback);
  const found = known.find((one) => one === value);
  if (found === undefined) throw new BadInput(`${name} must be one of ${known.join(', ')}`);
  return found;
}

/** A member that is true or false; throws BadInput for any other. */
export function flag(body: unknown, name: string): boolean {
  const value = isRecord(body) ? body[name] : undefined;
  if (typeof value !== 'boolean') throw new BadInput(`${name} must be true or false`);
  return value;
}

/** A member that is a whole number from 0 on; throws BadInput for any other, and for one above the most. */
export function count(body: unknown, name: string, most: number): number {
  const value = isRecord(body) ? body[name] : undefined;
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > most)
    throw new BadInput(`${name} must be a whole number from 0 to ${most}`);
  return Number(value);
}
