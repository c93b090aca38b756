/**
 * The vocabulary in which operations declare what they take and answer: plain data with the API model's bounds.
 * One declaration serves the validator (core/validate.ts), OpenAPI, and the tests that compare it with AWS's models.
 */

/** Lengths are counted in Unicode code points, as Smithy's `@length` does. */
export interface StringShape {
  readonly kind: 'string';
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}

export interface IntegerShape {
  readonly kind: 'integer';
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

export interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
  readonly min?: number;
  readonly max?: number;
}

/** `maxBytes` bounds keys and values together, in UTF-8 bytes. */
export interface MapShape {
  readonly kind: 'map';
  readonly key: StringShape;
  readonly value: Shape;
  readonly maxBytes?: number;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly members: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
}

/**
 * A shape that contains itself; `name` is the model's, so that OpenAPI can refer to it. `V` is the TypeScript type of
 * its values, which cannot be inferred; `valid` carries it and is never set.
 */
export interface RecursiveShape<V = unknown> {
  readonly kind: 'recursive';
  readonly name: string;
  readonly of: () => Shape;
  readonly valid?: V;
}

export type Shape =
  StringShape | IntegerShape | BooleanShape | ListShape | MapShape | StructureShape | RecursiveShape;

/** The TypeScript type of a value that has passed validation against the shape. */
export type Valid<S> = S extends { kind: 'string'; values: readonly (infer V)[] }
  ? V
  : S extends StringShape
    ? string
    : S extends IntegerShape
      ? number
      : S extends BooleanShape
        ? boolean
        : S extends { kind: 'list'; of: infer E }
          ? Valid<E>[]
          : S extends { kind: 'map'; value: infer V }
            ? Record<string, Valid<V>>
            : S extends { kind: 'structure'; members: infer M; required: readonly (infer R)[] }
              ? string extends keyof M
                ? Members
                : { -readonly [K in keyof M as K extends R ? K : never]: Valid<M[K]> } & {
                    -readonly [K in keyof M as K extends R ? never : K]?: Valid<M[K]>;
                  }
              : S extends RecursiveShape<infer V>
                ? V
                : unknown;

/** A valid value of a structure of which the compiler knows no member. */
export interface Members {
  readonly [name: string]: unknown;
}

export function string<const S extends Omit<StringShape, 'kind'>>(
  bounds: S,
): S & { readonly kind: 'string' } {
  return { kind: 'string', ...bounds };
}

/** A string of which only the length is bounded. */
export function text(min: number, max: number): StringShape {
  return { kind: 'string', min, max };
}

export function oneOf<const V extends readonly string[]>(
  ...values: V
): { readonly kind: 'string'; readonly values: V } {
  return { kind: 'string', values };
}

export function integer(min?: number, max?: number): IntegerShape {
  return { kind: 'integer', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

export const boolean: BooleanShape = { kind: 'boolean' };

export function list<const E extends Shape>(
  of: E,
  bounds: { readonly min?: number; readonly max?: number } = {},
): Omit<ListShape, 'of'> & { readonly of: E } {
  return { kind: 'list', of, ...bounds };
}

export function map<const V extends Shape>(
  key: StringShape,
  value: V,
  bounds: { readonly maxBytes?: number } = {},
): Omit<MapShape, 'value'> & { readonly value: V } {
  return { kind: 'map', key, value, ...bounds };
}

export function structure<
  const M extends Readonly<Record<string, Shape>>,
  const R extends readonly (keyof M & string)[] = [],
>(members: M, required?: R): { readonly kind: 'structure'; readonly members: M; readonly required: R } {
  return { kind: 'structure', members, required: (required ?? []) as R };
}

export const nothing = structure({});
