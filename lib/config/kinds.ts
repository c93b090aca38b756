import { isObject, parsed } from '../../lambdas/core/json.ts';
import { isWhole } from '../../lambdas/settings/fits.ts';

/** The kinds of value a setting may have: what fits, how it is written behind `-c`, and how to say so. */
export interface Kind<T> {
  /** Completes the sentence "… must be", for who writes it behind `-c`. */
  readonly shape: string;
  /** Whether a value is one of this kind. */
  readonly fits: (value: unknown) => value is T;
  /** The value, or undefined if this is none. `-c` gives strings; the configuration file, values. */
  readonly read: (given: unknown) => T | undefined;
  /**
   * Says what is wrong with a value that does not fit, if that says more than the shape does. Stands behind the
   * setting's name.
   */
  readonly fault?: (given: unknown) => string | undefined;
}

/** Makes a kind of value, which `parse` reads from what is written behind `-c`. */
export function kind<T>(
  shape: string,
  fits: (value: unknown) => boolean,
  parse: (written: string) => unknown,
  fault?: Kind<T>['fault'],
): Kind<T> {
  const isOne = (value: unknown): value is T => fits(value);
  return {
    shape,
    fits: isOne,
    read(given) {
      const value = typeof given === 'string' ? parse(given) : given;
      return isOne(value) ? value : undefined;
    },
    ...(fault && { fault }),
  };
}

export function text<T extends string = string>(
  fits: RegExp | ((value: unknown) => boolean),
  shape: string,
): Kind<T> {
  return kind(
    shape,
    fits instanceof RegExp ? (value) => typeof value === 'string' && fits.test(value) : fits,
    (written) => written,
  );
}

/** A kind of array with at least one element, each once. Behind `-c`, commas stand between the elements. */
export function list(fits: (value: unknown) => boolean, shape: string): Kind<readonly string[]> {
  return kind(shape, fits, elementsOf, (given) => {
    const elements = typeof given === 'string' ? elementsOf(given) : given;
    if (!Array.isArray(elements) || elements.length < 2) return undefined;
    if (elements.includes('')) return 'has an empty element: remove the extra comma';
    const again = elements.find((value, index) => elements.indexOf(value) !== index);
    return typeof again === 'string' ? `has ${again} twice: leave one out` : undefined;
  });
}

function elementsOf(written: string): readonly string[] {
  return written.split(',').map((part) => part.trim());
}

export function integer(minimum: number, maximum: number, unit: string): Kind<number> {
  return kind(
    `a whole number of ${unit} from ${minimum} to ${maximum}`,
    isWhole(minimum, maximum),
    wholeNumber,
  );
}

export const flag: Kind<boolean> = kind('true or false', (value) => typeof value === 'boolean', truth);

/** Returns the number that is written in digits alone; anything else as it is. */
export function wholeNumber(written: string): unknown {
  return /^\d+$/.test(written) ? Number(written) : written;
}

export function truth(written: string): unknown {
  return written === 'true' || (written === 'false' ? false : undefined);
}

/** A kind of object. Behind `-c` it is JSON, with each key once. */
export function object<T extends object>(
  fits: (value: Readonly<Record<string, unknown>>) => boolean,
  shape: string,
): Kind<T> {
  return kind(
    shape,
    (value) => isObject(value) && fits(value),
    withoutRepeatedKey,
    (given) => {
      const again = typeof given === 'string' ? repeatedKey(given) : undefined;
      return again === undefined ? undefined : `has the key ${again} twice: leave one out`;
    },
  );
}

/** JSON.parse would silently take the last of two values with the same key. */
function withoutRepeatedKey(json: string): unknown {
  return repeatedKey(json) === undefined ? parsed(json) : undefined;
}

/** Returns the first key that an object in this JSON has twice. */
function repeatedKey(json: string): string | undefined {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}:]/g) ?? [];
  const open: Set<string>[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (tokens[index + 1] === ':') {
      if (open.at(-1)?.has(token)) return token;
      open.at(-1)?.add(token);
    }
  }
  return undefined;
}
