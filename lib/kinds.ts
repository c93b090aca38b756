/** The kinds of value a setting may have: what fits, how it is written behind `-c`, and how to say so. */
export interface Kind<T> {
  /** Completes the sentence "… must be". */
  readonly shape: string;
  /** The value, or undefined if this is none. `-c` gives strings; the configuration file, values. */
  readonly read: (given: unknown) => T | undefined;
  /** What is wrong with a value that is none, where that says more than the shape; behind the setting's name. */
  readonly fault?: (given: unknown) => string | undefined;
}

export function text<T extends string = string>(pattern: RegExp, shape: string): Kind<T> {
  return {
    shape,
    read: (given) => (typeof given === 'string' && pattern.test(given) ? (given as T) : undefined),
  };
}

/** An array of at least one element, each once, or behind `-c` the elements with commas between them. */
export function list(element: (value: string) => boolean, shape: string): Kind<readonly string[]> {
  return {
    shape,
    read(given) {
      const elements = elementsOf(given);
      return Array.isArray(elements) &&
        elements.length > 0 &&
        elements.every((value) => typeof value === 'string' && element(value)) &&
        new Set(elements).size === elements.length
        ? (elements as string[])
        : undefined;
    },
    fault(given) {
      const elements = elementsOf(given);
      if (!Array.isArray(elements) || elements.length < 2) return undefined;
      if (elements.includes(''))
        return 'has an element that is empty: leave out the comma that is one too many';
      const again = elements.find((value, index) => elements.indexOf(value) !== index);
      return typeof again === 'string' ? `has ${again} twice: leave one out` : undefined;
    },
  };
}

function elementsOf(given: unknown): unknown {
  return typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given;
}

export function integer(minimum: number, maximum: number, unit: string): Kind<number> {
  return {
    shape: `a whole number of ${unit} from ${minimum} to ${maximum}`,
    read(given) {
      const value = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum
        ? value
        : undefined;
    },
  };
}

export const flag: Kind<boolean> = {
  shape: 'true or false',
  read: (given) =>
    given === true || given === 'true' ? true : given === false || given === 'false' ? false : undefined,
};

/** An object, or behind `-c` its JSON, with each key once. */
export function object<T extends object>(
  fits: (value: Readonly<Record<string, unknown>>) => boolean,
  shape: string,
): Kind<T> {
  return {
    shape,
    read(given) {
      const value = typeof given === 'string' ? parsed(given) : given;
      return isObject(value) && fits(value) ? (value as T) : undefined;
    },
    fault(given) {
      const again = typeof given === 'string' ? repeatedKey(given) : undefined;
      return again === undefined ? undefined : `has the key ${again} twice: leave one out`;
    },
  };
}

/** Of two values with the same key JSON.parse would take the last, and say nothing. */
function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return repeatedKey(json) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The first key that an object of this JSON has twice. */
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

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
