import fc from 'fast-check';
import { operations } from '../../lambdas/operations/operations.ts';

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
