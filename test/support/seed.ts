/**
 * Gives fast-check its seed, in whatever test file is run with `--import ./test/support/seed.ts`, as `npm test` runs all:
 * `SEED`, with `SEED_PATH` for the way to the smallest counterexample of a failure. Without SEED each run on a desk
 * looks elsewhere, and every run of CI at the same: what it says is about the change, and not about the day.
 */

const { CI, SEED = CI === undefined ? undefined : '20261126', SEED_PATH } = process.env;

if (SEED !== undefined) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ seed: Number(SEED), ...(SEED_PATH !== undefined && { path: SEED_PATH }) });
}
