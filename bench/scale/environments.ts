import { poisson, poissonQuantile } from './poisson.ts';

/**
 * The load of a function: requests a second, which come independently of one another, and the seconds that each takes.
 */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
}

/** The share of time in which `environmentsNeeded` are enough. */
export const enough = 0.9999;

/**
 * Returns how many environments are busy at once: Little's law, and the quantile of an M/G/∞ queue, whose occupation is
 * Poisson.
 */
export function environmentsNeeded(load: Load): number {
  return poissonQuantile(load.requests * load.seconds, enough);
}

/**
 * The part of requests that find no idle environment and wait for a new one.
 *
 * An approximation: a request that finds k others at work (Poisson, as above) takes the environment k+1, which lives if
 * it was used within the idle lifetime. Uses of it are taken for independent of one another, at the rate at which
 * requests find k at work. Holds for a load that stays as it is; test/bench compares it with a simulation.
 */
export function coldShare({ requests, seconds }: Load, idleSeconds: number): number {
  return poisson(requests * seconds).reduce(
    (sum, found) => sum + found * Math.exp(-requests * found * idleSeconds),
    0,
  );
}
