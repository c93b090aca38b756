import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorNameOf, errorStatus, firstErrorName } from '../../../lambdas/core/error-name.ts';

const name = fc.stringMatching(/^[A-Z][A-Za-z]{2,40}$/);
const written = fc
  .tuple(
    fc.constantFrom('', 'com.amazon.coral.service#', 'aws.protocoltests.restjson#'),
    name,
    fc.constantFrom('', ':', ':http://internal.amazon.com/coral/com.amazon.coral.service/'),
  )
  .map(([namespace, bare, link]) => ({ bare, text: namespace + bare + link }));

test('an error is what the first of its names says, whatever is around it and behind it', () => {
  fc.assert(
    fc.property(
      fc.array(written, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(',', ', ', ' , '),
      (names, separator) => {
        assert.equal(firstErrorName(names.map(({ text }) => text).join(separator)), names[0]?.bare);
      },
    ),
  );
});

test('a name is one of the API with its usual status, and nothing that only reads like one', () => {
  for (const [name, status] of Object.entries(errorStatus)) {
    assert.equal(errorNameOf(name, status), name);
    assert.equal(errorNameOf(name, status + 1), undefined);
    assert.equal(errorNameOf([name], status), undefined);
  }
  for (const name of ['constructor', 'Unknown', undefined, 400])
    assert.equal(errorNameOf(name, 400), undefined);
});
