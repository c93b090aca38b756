import assert from 'node:assert/strict';

/** Stands for a value that is another time another: any of which this holds. */
export interface Like {
  readonly like: string;
  readonly holds: (value: unknown) => boolean;
}

function like(what: string, holds: (value: unknown) => boolean): Like {
  return { like: what, holds };
}

function matching(what: string, pattern: RegExp): Like {
  return like(what, (value) => typeof value === 'string' && pattern.test(value));
}

export const anyText = matching('a text', /./);
export const anyUrl = matching('a URL', /^(?:https?|wss?):\/\//);
export const anyInstant = matching('an instant of ISO 8601', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
/** Of a session: 256 bits that nobody can guess. */
export const bearer = matching('a bearer', /^[\w-]{43}$/);
/** The attribute by which a start that was cut off is found: the name of its row. */
export const reference = matching('the name of a row', /^[\w-]{43}$/);
/** The ClientToken that follows from the caller's, and is not it. */
export const derived = matching('a derived ClientToken', /^[\w-]{43}$/);
/** What Connect knows the participant by, and no caller ever sees. */
export const connectionToken = matching("Connect's connection token", /^QVFJ/);
export const participantToken = matching("Connect's participant token", /^QVFJ/);
export const anyCount = like('a count', (value) => Number.isInteger(value) && Number(value) >= 0);
export const anyDate = matching('a date', /^\d{4}-\d\d-\d\d$/);
export const anyList = like('a list', (value) => Array.isArray(value));
export const anyObject = like('an object', (value) => typeof value === 'object' && value !== null);

/** Every member is what is expected of it, and no other is there. */
export function assertLike(actual: unknown, expected: unknown): void {
  assert.deepEqual(withLikes(actual, expected), plain(expected));
}

/** The actual value, with each part that is as it should be in the words of what is expected. */
function withLikes(actual: unknown, expected: unknown): unknown {
  if (isLike(expected)) return expected.holds(actual) ? `(${expected.like})` : actual;
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((element, index) => withLikes(element, expected[index]));
  if (!isObject(actual) || !isObject(expected)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([name, value]) => [name, withLikes(value, expected[name])]),
  );
}

function plain(expected: unknown): unknown {
  if (isLike(expected)) return `(${expected.like})`;
  if (Array.isArray(expected)) return expected.map(plain);
  if (!isObject(expected)) return expected;
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, plain(value)]));
}

function isLike(value: unknown): value is Like {
  return isObject(value) && typeof value['holds'] === 'function';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
