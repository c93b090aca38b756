import { isObject } from '../core/json.ts';

/** Predicates for the values of settings. */

/** The names that Connect accepts for a contact attribute. With any other it would refuse the chat. */
export const attributeName = /^[\w-]{1,128}$/;

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

export function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText);
}

export function isWhole(minimum: number, maximum: number): (value: unknown) => boolean {
  return (value) => Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

/** An array of at least one text, each once. */
export function isListOf(element: (value: string) => boolean): (value: unknown) => boolean {
  return (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((part) => typeof part === 'string' && element(part)) &&
    new Set(value).size === value.length;
}

/** Whether an object has these members and no others, each as it should be; a name with `?` may be left out. */
export function hasMembers(
  value: unknown,
  members: Readonly<Record<string, (value: unknown) => boolean>>,
): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const known = Object.entries(members).map(([name, fits]) => ({
    name: name.replace('?', ''),
    optional: name.endsWith('?'),
    fits,
  }));
  return (
    Object.keys(value).every((name) => known.some((member) => member.name === name)) &&
    known.every(({ name, optional, fits }) => (value[name] === undefined ? optional : fits(value[name])))
  );
}
