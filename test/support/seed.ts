import fc from 'fast-check';

/**
 * Plays what fast-check printed of a failure again, in any test file that is run with `--import ./test/support/seed.ts`:
 * `SEED` is its seed and `SEED_PATH` its path, the way to the smallest counterexample.
 */

const { SEED, SEED_PATH } = process.env;

if (SEED !== undefined)
  fc.configureGlobal({ seed: Number(SEED), ...(SEED_PATH !== undefined && { path: SEED_PATH }) });
