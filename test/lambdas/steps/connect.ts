import type { Breaker } from '../../../lambdas/core/breaker.ts';
import type { Turn } from '../../../lambdas/core/ports.ts';
import { now, scoped, type Asked } from './scoped.ts';

/** Milliseconds that each answer takes. */
export const answerTime = 10;

interface Send {
  readonly command: string;
  readonly input: unknown;
  readonly timeout: number;
}

interface Conditions {
  /** Milliseconds that the request has run for. */
  readonly elapsed?: number;
  /** Of the shaper, each time. */
  readonly turn?: Turn;
  /** Of the breaker, one after the other; then 0. */
  readonly waits?: readonly number[];
}

/**
 * A request beside a Connect that gives these answers one after the other, and the last of them again: an Error is
 * thrown. Its clock goes on with answers and sleeps alone.
 */
export function beside(
  answers: readonly unknown[],
  asked: Asked = {},
  { elapsed = 0, turn = { kind: 'go', wait: 0 }, waits = [] }: Conditions = {},
) {
  let time = now + elapsed;
  const sends: Send[] = [];
  const slept: number[] = [];
  const told: (readonly [string, Parameters<Breaker['tell']>[1]])[] = [];
  const admitted: (readonly [string, number])[] = [];
  const observed: unknown[] = [];
  const reserved: unknown[] = [];
  const of = scoped({
    ...asked,
    ports: {
      now: () => time,
      sleep: (milliseconds: number) => {
        slept.push(milliseconds);
        time += milliseconds;
        return Promise.resolve();
      },
      upstream: {
        send: (command: string, input: unknown, timeout: number) => {
          const answer = answers[Math.min(sends.length, answers.length - 1)];
          sends.push({ command, input, timeout });
          time += answerTime;
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as never);
        },
      },
      breaker: {
        admit: (key: string, at: number) => waits[admitted.push([key, at]) - 1] ?? 0,
        tell: (key: string, what: Parameters<Breaker['tell']>[1]) => void told.push([key, what]),
      },
      shaper: {
        reserve: (reservation: object) => {
          reserved.push(reservation);
          return Promise.resolve(turn);
        },
        observe: (...what: unknown[]) => void observed.push(what),
        wait: () => 4_321,
      },
      ...asked.ports,
    },
  });
  return { of, sends, slept, told, admitted, observed, reserved, elapsed: () => time - now };
}
