import type { Service } from '../../lambdas/core/access.ts';
import { countsOf } from './counts-of.ts';
import { coldShare, type Load } from './environments.ts';
import type { Values } from './inputs.ts';
import { handlerDuration } from './latency.ts';
import type { MeasuredCounts } from './measured-counts.ts';
import { asked, operationOf, ratesOfOneChat, requestsOf } from './traffic.ts';

/** Returns the load of so many chats on a function. */
export function loadOf(service: Service, chats: number, counts: MeasuredCounts, values: Values): Load {
  const rates = ratesOfOneChat(values);
  const kinds = asked.filter((kind) => operationOf[kind].service === service);
  const requests = requestsOf(service, chats, values);
  const busy = kinds.reduce(
    (sum, kind) =>
      sum + (chats * rates[kind] * handlerDuration(service, countsOf(kind, counts), values)) / 1_000,
    0,
  );
  return { requests, seconds: busy / requests };
}

/** Returns the share of a function's requests that are cold. */
export function coldShareOf(service: Service, chats: number, counts: MeasuredCounts, values: Values): number {
  return coldShare(loadOf(service, chats, counts, values), values.idleMinutes * 60);
}
