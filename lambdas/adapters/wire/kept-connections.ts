import type { Agent, request } from 'node:http';
import { openAhead } from './open-ahead.ts';

/** Connections to one service that are kept from one request to the next. */
export interface KeptConnections {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: boolean;
  readonly agent: Agent;
  /** Node's own, of `node:http` or `node:https`. */
  readonly request: typeof request;
}

export interface KeptConnectionsOptions {
  readonly endpoint: string;
  /** Connections to open at once, so that the first requests need not. */
  readonly connections?: number;
  /** Epoch milliseconds, by which connections opened at once grow old. */
  readonly now?: () => number;
}

/** No more connections than this: each concurrent request has its own. The AWS SDK's own figure. */
const maximumConnections = 50;

export function keptConnections({
  endpoint,
  connections = 0,
  now = Date.now,
}: KeptConnectionsOptions): KeptConnections {
  const { protocol, hostname, port } = new URL(endpoint);
  const tls = protocol === 'https:';
  const address = {
    // Brackets belong to the URL, not to the address.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (tls ? 443 : 80) : Number(port),
  };
  // Not by imports: that of node:http loads all it exports, WebSocket included, at six times the cost
  // (https://github.com/nodejs/node/issues/59686), and that of node:https loads TLS where there is none.
  const { Agent, request } = process.getBuiltinModule(tls ? 'node:https' : 'node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: maximumConnections });
  if (connections > 0) openAhead(agent, { address, connections, now });
  return { address, tls, agent, request };
}
