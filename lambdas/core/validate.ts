import { isObject, type Unchecked } from './json.ts';
import type { MapShape, Shape, StructureShape, Valid } from './shape.ts';

/** Deep enough for every published shape; stops a body of nothing but brackets. */
const maximumDepth = 24;

export interface Validation<S extends StructureShape> {
  /** The value with declared members only. Meaningful when there are no problems. */
  readonly value: Valid<S>;
  /** Sentences that name a member and its bound, never a value. */
  readonly problems: readonly string[];
}

/**
 * Checks a parsed JSON body against its shape. `null` counts as absent, as in every AWS JSON protocol.
 * Unknown members are dropped (as Connect does) or named as problems, as `unknownMembers` says.
 */
export function validate<S extends StructureShape>(
  shape: S,
  input: unknown,
  unknownMembers: 'drop' | 'refuse',
): Validation<S> {
  const problems: string[] = [];
  const value = check(shape, input, '', { problems, unknownMembers, depth: 0 });
  return { value: (value ?? {}) as Valid<S>, problems };
}

/** The length as the API counts it: Unicode code points. */
export function codePoints(value: string): number {
  let count = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    const next = value.charCodeAt(i + 1);
    if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) i++;
    count++;
  }
  return count;
}

interface Walk {
  readonly problems: string[];
  readonly unknownMembers: 'drop' | 'refuse';
  readonly depth: number;
}

function check(shape: Shape, value: unknown, path: string, walk: Walk): unknown {
  const fail = (problem: string): undefined => {
    walk.problems.push(`${path === '' ? 'The body' : path} ${problem}`);
    return undefined;
  };
  switch (shape.kind) {
    case 'string': {
      if (typeof value !== 'string') return fail('must be a string');
      if (shape.values && !shape.values.includes(value))
        return fail(`must be one of: ${shape.values.join(', ')}`);
      const length = codePoints(value);
      if (shape.min !== undefined && length < shape.min)
        return fail(`must have length greater than or equal to ${shape.min}`);
      if (shape.max !== undefined && length > shape.max)
        return fail(`must have length less than or equal to ${shape.max}`);
      // Half of a surrogate pair cannot be sent as UTF-8: it becomes U+FFFD here, the same for every repetition.
      return value.isWellFormed() ? value : value.toWellFormed();
    }
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return fail('must be an integer');
      if (shape.min !== undefined && value < shape.min)
        return fail(`must be greater than or equal to ${shape.min}`);
      if (shape.max !== undefined && value > shape.max)
        return fail(`must be less than or equal to ${shape.max}`);
      return value;
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('must be true or false');
    case 'list':
      if (!Array.isArray(value)) return fail('must be a list');
      if (shape.min !== undefined && value.length < shape.min)
        return fail(`must have at least ${shape.min} member${shape.min === 1 ? '' : 's'}`);
      if (shape.max !== undefined && value.length > shape.max)
        return fail(`must have at most ${shape.max} member${shape.max === 1 ? '' : 's'}`);
      return value.map((element, index) => check(shape.of, element, `${path}[${index}]`, walk));
    case 'map':
      return isObject(value) ? checkMap(shape, value, path, walk) : fail('must be an object');
    case 'structure':
      return isObject(value) ? checkStructure(shape, value, path, walk) : fail('must be a JSON object');
    case 'recursive':
      return walk.depth >= maximumDepth
        ? fail(`must not nest deeper than ${maximumDepth} levels`)
        : check(shape.of(), value, path, { ...walk, depth: walk.depth + 1 });
  }
}

function checkMap(shape: MapShape, value: Unchecked, path: string, walk: Walk): unknown {
  // No prototype: a key called __proto__ is a key like any other.
  const result: Record<string, unknown> = Object.create(null);
  let bytes = 0;
  for (const [key, element] of Object.entries(value)) {
    check(shape.key, key, `A key of ${path}`, walk);
    result[key] = check(shape.value, element, `A value of ${path}`, walk);
    bytes += Buffer.byteLength(key) + (typeof element === 'string' ? Buffer.byteLength(element) : 0);
  }
  if (shape.maxBytes !== undefined && bytes > shape.maxBytes)
    walk.problems.push(`${path} must have at most ${shape.maxBytes} UTF-8 bytes in all its keys and values`);
  return result;
}

function checkStructure(shape: StructureShape, value: Unchecked, path: string, walk: Walk): unknown {
  const prefix = path === '' ? '' : `${path}.`;
  const result: Record<string, unknown> = {};
  let missing = false;
  for (const [name, member] of Object.entries(shape.members)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined && given !== null) result[name] = check(member, given, `${prefix}${name}`, walk);
    else if (shape.required.includes(name)) {
      walk.problems.push(`${prefix}${name} must be given`);
      missing = true;
    }
  }
  if (walk.unknownMembers === 'refuse') {
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(shape.members, name));
    if (unknown !== undefined)
      walk.problems.push(
        `${prefix}${nameable(unknown)} is not a member of this operation; its members are: ` +
          Object.keys(shape.members).join(', '),
      );
  } else if (missing) {
    for (const [unknown, name] of otherwiseWritten(shape, value))
      walk.problems.push(
        `${prefix}${unknown} is not a member of this operation: did you mean ${prefix}${name}?`,
      );
  }
  return result;
}

/** Given names that are a missing member's but for the case of their letters, one for each, with the member's. */
function otherwiseWritten(
  { members }: StructureShape,
  value: Unchecked,
): readonly (readonly [string, string])[] {
  const given = new Map(
    Object.keys(value).flatMap((name) => (/^\w+$/.test(name) ? [[name.toLowerCase(), name] as const] : [])),
  );
  return Object.keys(members).flatMap((name) => {
    const other = Object.hasOwn(value, name) ? undefined : given.get(name.toLowerCase());
    return other === undefined ? [] : [[other, name] as const];
  });
}

/** A caller's own name for a member, shown back only where it can be nothing but a name. */
function nameable(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(one of the names given)';
}
