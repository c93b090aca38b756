import { budgets, leaseRenewal } from '../../lambdas/operations/budgets.ts';
import { createParticipantConnection } from '../../lambdas/operations/create-participant-connection.ts';
import { concurrentChats } from '../../local/simulated-connect/quotas.ts';
import { values, type Values } from './inputs.ts';
import { exact, money, plain } from './number.ts';
import { memoryOf } from './latency.ts';

/** All chats of an instance reconnect in the same moment, as after an outage, and wait their turn inside the requests. */
export interface Storm {
  readonly chats: number;
  /** Functions at once. */
  readonly functions: number;
  /** Seconds until the last chat is back. */
  readonly seconds: number;
  /** How often the official client asks at most; it gives a chat up after three. */
  readonly attempts: number;
  readonly gigabyteSeconds: number;
  /** Dollars, of Lambda's time and of the leases' renewals in DynamoDB. */
  readonly lambda: number;
  readonly dynamodb: number;
}

const million = 1_000_000;

export function storm(chats: number, of: Values = values): Storm {
  const { throttle, quota: { rate, burst } = throttle } = createParticipantConnection;
  const waits = Array.from({ length: chats }, (_none, index) => Math.max(0, index + 1 - burst) / rate);
  const waited = waits.reduce((sum, seconds) => sum + seconds, 0);
  const seconds = waits.at(-1) ?? 0;
  const gigabyteSeconds = (waited * memoryOf('participant', of)) / 1_024;
  return {
    chats,
    functions: chats,
    seconds,
    attempts: Math.max(1, Math.ceil(seconds / (budgets.connection.upstream / 1_000))),
    gigabyteSeconds,
    lambda: gigabyteSeconds * of.lambdaTime,
    dynamodb: ((waited / (leaseRenewal / 1_000)) * of.writeUnit) / million,
  };
}

/** Returns what docs/performance.md says of it, a paragraph a string. */
export function stormSaid(): readonly string[] {
  const { chats, functions, seconds, attempts, gigabyteSeconds, lambda, dynamodb } = storm(concurrentChats);
  const { throttle, quota: { rate, burst } = throttle } = createParticipantConnection;
  return [
    `After an outage all ${exact(chats)} chats of an instance reconnect in the same moment, and Connect takes ${rate} a ` +
      `second, ${burst} at once. Each reconnection waits for its turn inside its request, and a waiting request occupies a ` +
      `function: **${exact(functions)} functions at once**, for up to ${exact(budgets.connection.upstream / 1_000)} ` +
      `seconds each. The last chat is back after ${plain(seconds)} seconds, at the latest in its client's attempt ${attempts}.`,
    `Together they wait for ${exact(Math.round(gigabyteSeconds))} GB-seconds. This costs **${money(lambda)} dollars** each ` +
      `time, and ${plain(dynamodb)} for the renewals of their leases.`,
    'A new AWS account may run only 10 or 50 functions at once instead of 1,000. Lambda refuses the other requests, and ' +
      'their chats are lost. `npm run doctor` checks this quota; raising it costs nothing.',
  ];
}
