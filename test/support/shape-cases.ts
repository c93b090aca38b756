import type { Shape, StringShape, StructureShape } from '../../lambdas/core/shape.ts';
import { pathMembers, queryMembers, type Operation } from '../../lambdas/operations/operation.ts';
import { sample, sampleStructure, validInput, validMember } from './valid-input.ts';

/** An input at one bound of one member: just within it, or just beyond it. */
export interface ShapeCase {
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The sentence that must refuse it, naming member and bound; none when it is within every bound of the shape. */
  readonly refusal?: string;
}

/** Where a value goes in the input, and what problems call it. */
interface Place {
  readonly label: string;
  readonly put: (value: unknown) => Record<string, unknown>;
  /** Within a bound in bytes, which leaves no room for characters of several. */
  readonly narrow: boolean;
  /** In the path or the query: text that is neither empty nor of half characters. */
  readonly inUrl: boolean;
  readonly recursions: number;
}

/** Every bound of every member of the operation's input. */
export function* shapeCases(operation: Operation): Generator<ShapeCase> {
  const inUrl = new Set([...pathMembers(operation), ...queryMembers(operation)]);
  const base = validInput(operation);
  for (const [name, shape] of Object.entries(operation.input.members)) {
    const place: Place = {
      label: name,
      put: (value) => ({ ...base, [name]: value }),
      narrow: false,
      inUrl: inUrl.has(name),
      recursions: 0,
    };
    yield* presence(operation.input, name, place, validMember(operation, name));
    yield* valueCases(shape, place, validMember(operation, name));
  }
}

function* presence(
  { required }: StructureShape,
  name: string,
  place: Place,
  valid: unknown,
): Generator<ShapeCase> {
  if (place.inUrl) return;
  const { label, put } = place;
  const refusal = required.includes(name) ? { refusal: `${label} must be given` } : {};
  yield { title: `${label} valid`, input: put(valid) };
  yield { title: `${label} absent`, input: put(undefined), ...refusal };
  yield { title: `${label} null`, input: put(null), ...refusal };
}

function* valueCases(shape: Shape, place: Place, valid: unknown = sample(shape)): Generator<ShapeCase> {
  const { label, put } = place;
  const within = (what: string, value: unknown): ShapeCase => ({
    title: `${label} ${what}`,
    input: put(value),
  });
  const beyond = (what: string, value: unknown, problem: string): ShapeCase => ({
    title: `${label} ${what}`,
    input: put(value),
    refusal: `${label} ${problem}`,
  });
  function* wrongTypes(problem: string, ...values: readonly unknown[]): Generator<ShapeCase> {
    if (!place.inUrl) for (const value of values) yield beyond(`as ${JSON.stringify(value)}`, value, problem);
  }
  switch (shape.kind) {
    case 'string':
      yield* wrongTypes('must be a string', 7, true, {}, ['a']);
      yield* stringCases(shape, place);
      return;
    case 'integer': {
      const { min, max } = shape;
      yield* wrongTypes('must be an integer', '7', 1.5, true, {}, [1], 2 ** 53);
      if (min !== undefined) {
        yield within(`of ${min}`, min);
        yield beyond(`of ${min - 1}`, min - 1, `must be greater than or equal to ${min}`);
      }
      if (max !== undefined) {
        yield within(`of ${max}`, max);
        yield beyond(`of ${max + 1}`, max + 1, `must be less than or equal to ${max}`);
      }
      return;
    }
    case 'boolean':
      yield within('false', false);
      yield* wrongTypes('must be true or false', 'true', 0, {}, []);
      return;
    case 'list': {
      const { of, min = 0, max } = shape;
      const filled = (length: number, first: unknown = sample(of)): unknown[] => [
        first,
        ...Array.from({ length: Math.max(0, length - 1) }, () => sample(of)),
      ];
      yield* wrongTypes('must be a list', 'a', {}, 7);
      if (min > 0)
        yield beyond('with a member too few', filled(min).slice(1), `must have at least ${counted(min)}`);
      if (max !== undefined)
        yield beyond('with a member too many', filled(max + 1), `must have at most ${counted(max)}`);
      yield* valueCases(of, {
        ...place,
        label: `${label}[0]`,
        put: (value) => put([value, ...(Array.isArray(valid) ? valid.slice(1) : filled(min).slice(1))]),
      });
      return;
    }
    case 'map': {
      yield* wrongTypes('must be an object', 'a', ['a'], 7);
      const narrow = place.narrow || shape.maxBytes !== undefined;
      yield* stringCases(shape.key, {
        ...place,
        narrow,
        label: `A key of ${label}`,
        put: (key) => put({ [String(key)]: sample(shape.value) }),
      });
      yield* valueCases(shape.value, {
        ...place,
        narrow,
        label: `A value of ${label}`,
        put: (value) => put({ a: value }),
      });
      if (shape.maxBytes !== undefined) {
        const most = shape.maxBytes;
        const problem = `must have at most ${most} UTF-8 bytes in all its keys and values`;
        yield within('of the most bytes', { a: '€'.repeat(5_000), b: 'b'.repeat(most - 15_002) });
        yield beyond('of a byte more', { a: '€'.repeat(5_000), b: 'b'.repeat(most - 15_001) }, problem);
      }
      return;
    }
    case 'structure': {
      yield* wrongTypes('must be a JSON object', 'a', ['a'], 7);
      const base = { ...sampleStructure(shape), ...(valid as object) };
      for (const [name, member] of Object.entries(shape.members)) {
        const inner: Place = {
          ...place,
          label: `${label}.${name}`,
          put: (value) => put({ ...base, [name]: value }),
        };
        const fits = (base as Record<string, unknown>)[name] ?? sample(member);
        yield* presence(shape, name, inner, fits);
        yield* valueCases(member, inner, fits);
      }
      return;
    }
    case 'recursive':
      if (place.recursions === 0) yield* valueCases(shape.of(), { ...place, recursions: 1 });
  }
}

/** Lengths are counted in code points: characters beyond 16 bits, and halves of such, count as one. */
function* stringCases(shape: StringShape, { label, put, narrow, inUrl }: Place): Generator<ShapeCase> {
  const { values, min = 0, max } = shape;
  if (values) {
    for (const value of values) yield { title: `${label} ${value}`, input: put(value) };
    for (const value of ['', 'NO SUCH VALUE', otherCase(values[0] ?? '')])
      yield {
        title: `${label} "${value}"`,
        input: put(value),
        refusal: `${label} must be one of: ${values.join(', ')}`,
      };
    return;
  }
  const ends = [...(narrow ? ['a'] : ['a', '😀']), ...(inUrl || narrow ? [] : ['\uD83D', '\uDE00'])];
  for (const end of ends) {
    const of = (length: number): string => (length === 0 ? '' : 'a'.repeat(length - 1) + end);
    const title = (length: number): string => `${label} of ${length}, ending in ${JSON.stringify(end)}`;
    if (min > 0 || !inUrl) yield { title: title(min), input: put(of(min)) };
    if (min > 0 && !inUrl)
      yield {
        title: title(min - 1),
        input: put(of(min - 1)),
        refusal: `${label} must have length greater than or equal to ${min}`,
      };
    if (max === undefined) continue;
    yield { title: title(max), input: put(of(max)) };
    yield {
      title: title(max + 1),
      input: put(of(max + 1)),
      refusal: `${label} must have length less than or equal to ${max}`,
    };
  }
}

function counted(members: number): string {
  return `${members} member${members === 1 ? '' : 's'}`;
}

function otherCase(value: string): string {
  return value === value.toLowerCase() ? value.toUpperCase() : value.toLowerCase();
}
