import fc from 'fast-check';
import { operations } from '../../lambdas/operations/operations.ts';

/** Any method: one that HTTP has, that another has, or that nobody has. */
export const anyMethod: fc.Arbitrary<string> = fc.constantFrom(
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'get',
  'NONE',
);

/** One segment of a path: of an operation's, of what loosens a router, or of anything. */
export const pathSegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...operations.flatMap(({ path }) => path.split('/')),
    '..',
    '.',
    '',
    '%2F',
    '%2e%2e',
    '%',
    '%00',
    '%ff',
    '%c0%af',
    '{ViewToken+}',
    '__proto__',
    ';a=b',
  ),
  fc.stringMatching(/^[\w%~+;=@-]{0,12}$/),
);
