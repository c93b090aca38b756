import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codePoints, validate } from '../../../lambdas/core/validate.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import {
  boolean,
  integer,
  list,
  map,
  oneOf,
  string,
  structure,
  text,
  type Shape,
} from '../../../lambdas/core/shape.ts';
import { anyText, arbitraryOf } from '../../support/arbitrary-input.ts';

const shape = structure(
  {
    Name: text(1, 4),
    Size: integer(0, 9),
    Flag: boolean,
    Kind: oneOf('ONE', 'TWO'),
    Items: list(text(1, 2), { min: 1, max: 2 }),
    Inner: structure({ Id: text(1, 2), Note: text(0, 2) }, ['Id']),
    Labels: map(text(1, 2), text(0, 4), { maxBytes: 8 }),
  },
  ['Name'],
);

const refusals: readonly [unknown, string][] = [
  [{}, 'Name must be given'],
  [{ Name: null }, 'Name must be given'],
  [{ Name: '' }, 'Name must have length greater than or equal to 1'],
  [{ Name: 'abcde' }, 'Name must have length less than or equal to 4'],
  [{ Name: 7 }, 'Name must be a string'],
  [{ Size: 10 }, 'Size must be less than or equal to 9'],
  [{ Size: -1 }, 'Size must be greater than or equal to 0'],
  [{ Size: 0.5 }, 'Size must be an integer'],
  [{ Size: '5' }, 'Size must be an integer'],
  [{ Flag: 'true' }, 'Flag must be true or false'],
  [{ Kind: 'one' }, 'Kind must be one of: ONE, TWO'],
  [{ Items: 'ab' }, 'Items must be a list'],
  [{ Items: [] }, 'Items must have at least 1 member'],
  [{ Items: ['a', 'b', 'c'] }, 'Items must have at most 2 members'],
  [{ Items: ['a', 'abc'] }, 'Items[1] must have length less than or equal to 2'],
  [{ Items: [null] }, 'Items[0] must be a string'],
  [{ Inner: [] }, 'Inner must be a JSON object'],
  [{ Inner: {} }, 'Inner.Id must be given'],
  [{ Inner: { Id: 'abc' } }, 'Inner.Id must have length less than or equal to 2'],
  [{ Labels: [] }, 'Labels must be an object'],
  [{ Labels: { abc: '' } }, 'A key of Labels must have length less than or equal to 2'],
  [{ Labels: { a: 7 } }, 'A value of Labels must be a string'],
  [{ Labels: { a: '€€', b: '€' } }, 'Labels must have at most 8 UTF-8 bytes in all its keys and values'],
];

for (const [members, problem] of refusals)
  test(`${JSON.stringify(members)} is refused: ${problem}`, () => {
    const given = problem.startsWith('Name') ? members : { Name: 'a', ...(members as object) };
    assert.deepEqual(validate(shape, given, 'drop').problems, [problem]);
  });

test('every problem is told at once', () => {
  const { problems } = validate(shape, { Size: 10, Flag: 1, Inner: {} }, 'drop');
  assert.deepEqual(problems, [
    'Name must be given',
    'Size must be less than or equal to 9',
    'Flag must be true or false',
    'Inner.Id must be given',
  ]);
});

test('unknown members are dropped or refused, at every depth', () => {
  const given = { Name: 'a', Other: 1, Inner: { Id: 'a', Other: 1 } };
  assert.deepEqual(validate(shape, given, 'drop'), {
    value: { Name: 'a', Inner: { Id: 'a' } },
    problems: [],
  });
  assert.deepEqual(validate(shape, given, 'refuse').problems, [
    'Inner.Other is not a member of this operation; its members are: Id, Note',
    'Other is not a member of this operation; its members are: Name, Size, Flag, Kind, Items, Inner, Labels',
  ]);
});

test('a member in other case is dropped, and if a member is missing, the message says which was meant', () => {
  assert.deepEqual(validate(shape, { Name: 'a', size: 1 }, 'drop'), { value: { Name: 'a' }, problems: [] });
  assert.deepEqual(
    validate(shape, { name: 'a', SIZE: 1, NAME: 'b', flags: 1, Kind: 'ONE' }, 'drop').problems,
    [
      'Name must be given',
      'NAME is not a member of this operation: did you mean Name?',
      'SIZE is not a member of this operation: did you mean Size?',
    ],
  );
  assert.deepEqual(validate(shape, { Name: 'a', Inner: { id: 'a' } }, 'drop').problems, [
    'Inner.Id must be given',
    'Inner.id is not a member of this operation: did you mean Inner.Id?',
  ]);
  // The Kelvin sign is a small k, too; what is given is nobody's value.
  assert.deepEqual(
    validate(structure({ Kind: text(1, 2) }, ['Kind']), { '\u212Aind': 'a' }, 'drop').problems,
    ['Kind must be given'],
  );
});

test('an inherited member does not count, and __proto__ is an ordinary key', () => {
  const inherited = Object.create({ Name: 'a' }) as object;
  assert.deepEqual(validate(shape, inherited, 'drop').problems, ['Name must be given']);
  const body: unknown = JSON.parse('{"Name":"a","__proto__":{"Size":99},"Labels":{"a":"b"}}');
  assert.deepEqual(validate(shape, body, 'drop').problems, []);
  assert.match(validate(shape, body, 'refuse').problems.join(), /^__proto__ is not a member/);
  const labels: unknown = JSON.parse('{"a":{"__proto__":"b"}}');
  const { value } = validate(structure({ a: map(text(1, 9), text(0, 9)) }), labels, 'drop');
  assert.deepEqual(Object.entries(value['a'] as object), [['__proto__', 'b']]);
});

test('a length is counted in code points, and half a surrogate pair is one', () => {
  assert.equal(codePoints('a😀\uD83D'), 3);
  assert.equal(codePoints('\uDE00\uD83D'), 2);
  fc.assert(fc.property(anyText, (value) => assert.equal(codePoints(value), Array.from(value).length)));
});

test('what is valid comes back as it was, without what is unknown, and is valid again', () => {
  for (const { input } of operations)
    fc.assert(
      fc.property(arbitraryOf(input), (given) => {
        const { value, problems } = validate(input, given, 'drop');
        if (problems.length > 0) return;
        assert.deepEqual(validate(input, value, 'refuse'), { value, problems: [] });
        assert.deepEqual(plain(value), wellFormed(known(plain(given), input)));
      }),
      { numRuns: 60 },
    );
});

/** Half of a surrogate pair is no character, and becomes the one that stands for none. */
function wellFormed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed() : member,
  );
}

test('no value is ever part of a problem', () => {
  const canary = 'zqxcanary';
  for (const { input } of operations)
    fc.assert(
      fc.property(arbitraryOf(input), (given) => {
        const marked = JSON.parse(
          JSON.stringify(given, (_key, value: unknown) =>
            typeof value === 'string' ? canary + value : value,
          ),
        ) as unknown;
        for (const problem of validate(input, marked, 'drop').problems) assert(!problem.includes(canary));
      }),
      { numRuns: 30 },
    );
});

/** As JSON has it: no prototypes, no null members. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** What of a value the shape knows, null counting as absent. */
function known(value: unknown, of: Shape): unknown {
  switch (of.kind) {
    case 'structure':
      return Object.fromEntries(
        Object.entries(of.members).flatMap(([name, member]) => {
          const given = Object.hasOwn(value as object, name)
            ? (value as Record<string, unknown>)[name]
            : undefined;
          return given === undefined || given === null ? [] : [[name, known(given, member)]];
        }),
      );
    case 'list':
      return (value as unknown[]).map((element) => known(element, of.of));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, element]) => [key, known(element, of.value)]),
      );
    case 'recursive':
      return known(value, of.of());
    case 'string':
    case 'integer':
    case 'boolean':
      return value;
  }
}

/** The problems of one member of the shape. */
function problemsOf(member: Shape, value: unknown): readonly string[] {
  return validate(structure({ A: member }), { A: value }, 'drop').problems;
}

test('a bound admits what lies on it, and a shape without one bounds nothing', () => {
  for (const [member, fits, wrong] of [
    [text(2, 4), ['ab', 'abcd', '😀😀😀😀'], ['a', 'abcde']],
    [integer(2, 4), [2, 4], [1, 5, NaN, Infinity, '3', 2 ** 53]],
    [
      list(text(0, 9), { min: 2, max: 3 }),
      [
        ['', ''],
        ['', '', ''],
      ],
      [[''], ['', '', '', '']],
    ],
    [map(text(0, 9), text(0, 9), { maxBytes: 4 }), [{ a: 'b', c: 'd' }, {}], [{ a: 'b', c: 'de' }]],
    [string({}), ['', 'x'.repeat(10_000)], [1]],
    [integer(), [-5, 0, 1e9], [0.5]],
    [list(text(0, 9)), [[], Array.from({ length: 100 }, () => '')], ['']],
    [map(text(0, 9), text(0, 9_999)), [{}, { a: 'x'.repeat(9_000) }], [[]]],
    [boolean, [true, false], [1, 'true']],
  ] as const) {
    for (const value of fits) assert.deepEqual(problemsOf(member, value), [], JSON.stringify(value));
    for (const value of wrong) assert.equal(problemsOf(member, value).length, 1, JSON.stringify(value));
  }
});

/** A list of texts, so many at least and at most. */
function bounds(min: number, max: number): Shape {
  return list(text(0, 9), { min, max });
}

test('a list of one, and of more, is told in words', () => {
  assert.deepEqual(problemsOf(bounds(1, 1), []), ['A must have at least 1 member']);
  assert.deepEqual(problemsOf(bounds(2, 2), []), ['A must have at least 2 members']);
  assert.deepEqual(problemsOf(bounds(0, 1), ['', '']), ['A must have at most 1 member']);
  assert.deepEqual(problemsOf(bounds(0, 2), ['', '', '']), ['A must have at most 2 members']);
});

test('what is no object at all is told of the body', () => {
  for (const body of [[], 'text', 5, null, undefined])
    assert.deepEqual(validate(shape, body, 'drop'), {
      value: {},
      problems: ['The body must be a JSON object'],
    });
});

/** So many objects, one in the other. */
function nested(levels: number): object {
  return levels === 0 ? {} : { A: nested(levels - 1) };
}

test('a shape may be of itself, to 24 levels', () => {
  const tree: Shape = { kind: 'recursive', name: 'Tree', of: () => structure({ A: tree }) };
  assert.deepEqual(problemsOf(tree, nested(23)), []);
  assert.deepEqual(validate(structure({ A: tree }), { A: nested(23) }, 'refuse'), {
    value: nested(24),
    problems: [],
  });
  assert.deepEqual(problemsOf(tree, nested(24)), [
    `${Array.from({ length: 25 }, () => 'A').join('.')} must not nest deeper than 24 levels`,
  ]);
});

test('the halves of a surrogate pair are counted as one, and any others for themselves', () => {
  for (const [value, count] of [
    ['\uD800\uDC00', 1],
    ['\uDBFF\uDFFF', 1],
    ['\uDC00\uDC00', 2],
    ['\uD800\uE000', 2],
    ['\uD800\uDBFF', 2],
    ['\uD7FF\uDC00', 2],
    ['\uD800\uD800\uDC00', 2],
  ] as const)
    assert.equal(codePoints(value), count, JSON.stringify(value));
});

/** What is told of an unknown member. */
function told(name: string): string {
  return validate(shape, { Name: 'a', [name]: 1 }, 'refuse').problems.join();
}

test('a name is shown again only where it can be nothing but a name', () => {
  for (const name of ['other', 'x'.repeat(64), 'a.b-c'])
    assert.ok(told(name).startsWith(`${name} is not a member`));
  for (const name of ['two words', 'x y', 'ä', 'x'.repeat(65), ' x', 'x '])
    assert.ok(told(name).startsWith('(one of the names given) is not a member'), name);
  assert.deepEqual(validate(shape, { 'name 2': 1, 'name!': 1, name: 1 }, 'drop').problems, [
    'Name must be given',
    'name is not a member of this operation: did you mean Name?',
  ]);
  const almost = validate(structure({ Kick: text(1, 2) }, ['Kick']), { 'Kic\u212A': 'a' }, 'drop');
  assert.deepEqual(almost.problems, ['Kick must be given']);
});
