import type { Shape } from './api-model.ts';
import type { ServiceName } from './operation-names.ts';
import { shapeOf } from './api-model.ts';

export interface ValidationOptions {
  /** AWS ignores members it does not know in a request; an answer must hold none. Default: ignored. */
  readonly refuseUnknownMembers?: boolean;
}

/**
 * Returns every way in which a value breaks a shape of the model, as sentences in AWS's manner. The value itself is never
 * quoted, for it may be a token. Lengths count Unicode code points; null stands for absent, as in restJson1.
 */
export function violations(
  service: ServiceName,
  shapeName: string,
  value: unknown,
  options: ValidationOptions = {},
): readonly string[] {
  return violationsAt('', service, shapeOf(service, shapeName), value, options);
}

function violationsAt(
  path: string,
  service: ServiceName,
  shape: Shape,
  value: unknown,
  options: ValidationOptions,
): readonly string[] {
  const at = (key: string, name: string, inner: unknown): readonly string[] =>
    violationsAt(path === '' ? key : `${path}.${key}`, service, shapeOf(service, name), inner, options);
  if (shape.type === 'structure' && isRecord(value)) {
    const { required, members } = shape;
    return [
      ...required
        .filter((name) => isAbsent(value[name]))
        .map((name) => constraint(path === '' ? name : `${path}.${name}`, 'Member must not be null')),
      ...Object.entries(members).flatMap(([name, member]) =>
        isAbsent(value[name]) ? [] : at(name, member.shape, value[name]),
      ),
      ...Object.keys(value)
        .filter((name) => options.refuseUnknownMembers === true && !Object.hasOwn(members, name))
        .map((name) => constraint(path, `Member ${name} is not in the model`)),
    ];
  }
  if (shape.type === 'list' && Array.isArray(value)) {
    return [
      ...boundsViolations(path, 'length', value.length, shape),
      ...value.flatMap((inner, index) => at(`${index + 1}.member`, shape.member, inner)),
    ];
  }
  if (shape.type === 'map' && isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => [
      ...at('key', shape.key, key),
      ...at('value', shape.value, inner),
    ]);
  }
  if (shape.type === 'string' && typeof value === 'string') {
    return [
      ...boundsViolations(path, 'length', lengthInCodePoints(value), shape),
      ...(shape.enum === undefined || shape.enum.includes(value)
        ? []
        : [constraint(path, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`)]),
      ...(shape.pattern === undefined || expressionFor(shape.pattern).test(value)
        ? []
        : [constraint(path, `Member must satisfy regular expression pattern: ${shape.pattern}`)]),
    ];
  }
  if ((shape.type === 'integer' || shape.type === 'long') && Number.isSafeInteger(value)) {
    return boundsViolations(path, 'value', Number(value), shape);
  }
  // In restJson1, a timestamp is a number of seconds.
  if (['double', 'float', 'timestamp'].includes(shape.type) && Number.isFinite(value)) return [];
  if (shape.type === 'boolean' && typeof value === 'boolean') return [];
  return [constraint(path, `Member must be a ${shape.type}`)];
}

/** Connect counts what a person would roughly call characters, not UTF-16 units: an emoji outside the BMP is one. */
export function lengthInCodePoints(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function boundsViolations(
  path: string,
  what: 'length' | 'value',
  size: number,
  { min, max }: { readonly min?: number; readonly max?: number },
): readonly string[] {
  const measure = what === 'length' ? 'have length' : 'have value';
  return [
    ...(min !== undefined && size < min
      ? [constraint(path, `Member must ${measure} greater than or equal to ${min}`)]
      : []),
    ...(max !== undefined && size > max
      ? [constraint(path, `Member must ${measure} less than or equal to ${max}`)]
      : []),
  ];
}

function constraint(path: string, text: string): string {
  return `Value at '${path}' failed to satisfy constraint: ${text}`;
}

// Some of the published patterns need Unicode mode for \p{…}, others escape characters that Unicode mode refuses.
function expressionFor(pattern: string): RegExp {
  return new RegExp(pattern, pattern.includes('\\p{') ? 'u' : '');
}
