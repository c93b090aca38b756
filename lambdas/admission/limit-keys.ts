import { createHmac } from 'node:crypto';
import type { Settings } from '../core/settings.ts';

/**
 * The names of limits' rows. A network or a visitor is told from another by a keyed hash with a key of the day, so that
 * no address and no subject is stored, and nobody is recognized the next day. There are but 16 million IPv4 networks, so
 * that everything hangs on the key: it follows from the ids of the deployment's flows, which Connect makes of 122 random
 * bits, which the functions have in their environment, and which stand in no row. Who can read those as well, and so
 * administers functions or flows, can try all networks.
 */
export interface LimitKeys {
  inAll(instanceId: string): string;
  network(network: string, now: number): string;
  user(issuer: string, subject: string, now: number): string;
}

export function limitKeys({ entryPoints }: Pick<Settings, 'entryPoints'>): LimitKeys {
  const flows = Object.values(entryPoints).map(({ contactFlowId }) => contactFlowId);
  const secret = JSON.stringify([...new Set(flows)].toSorted());
  const root = createHmac('sha256', 'connect-chat-bff/1/limits').update(secret).digest();
  const named = (day: string, ...parts: readonly string[]): string => {
    const key = createHmac('sha256', root).update(day).digest();
    return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  };
  return {
    inAll: (instanceId) => named('', 'all', instanceId),
    network: (network, now) => named(dayOf(now), 'network', network),
    user: (issuer, subject, now) => named(dayOf(now), 'user', issuer, subject),
  };
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
