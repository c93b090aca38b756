import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstErrorName } from '../../../lambdas/core/error-name.ts';

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
