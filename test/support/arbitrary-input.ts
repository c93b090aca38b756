import fc from 'fast-check';
import type { Shape, StructureShape } from '../../lambdas/core/shape.ts';

/** Text of every plane, with controls, combining characters and halves of surrogate pairs. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\uD800', '\uDFFF', '\u0000', '\u2028', '😀', 'a', '"', '\\') }),
);

/** Values of the shape and values just off it, with and without members, known and unknown. */
export function arbitraryOf(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: fitting(shape) },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constantFrom(null, '', 0, -1, 1e308, true, [], {}) },
  );
}

function fitting(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.values ? fc.constantFrom(...shape.values, 'NONE') : anyText;
    case 'integer':
      return fc.oneof(
        fc.integer({ min: shape.min ?? 0, max: shape.max ?? 1_000 }),
        fc.integer(),
        fc.double(),
      );
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(arbitraryOf(shape.of), { maxLength: 4 });
    case 'map':
      return fc.dictionary(anyText, arbitraryOf(shape.value), { maxKeys: 4 });
    case 'structure':
      return arbitraryStructure(shape);
    case 'recursive':
      return fc.oneof(fc.jsonValue(), fc.constant({ ValueList: [{ ValueMap: { a: { ValueInteger: 1 } } }] }));
  }
}

function arbitraryStructure({ members }: StructureShape): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, arbitraryOf(member)]),
  );
  const stranger = fc.dictionary(
    fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor')),
    fc.jsonValue(),
    {
      maxKeys: 1,
    },
  );
  return fc
    .tuple(
      fc.record(known, { requiredKeys: [] }),
      fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, stranger),
    )
    .map(([record, strangers]) => ({ ...record, ...strangers }));
}
