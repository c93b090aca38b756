import type { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

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
}

/** No more connections than this: each concurrent request has its own. The AWS SDK's own figure. */
const maximumConnections = 50;

export function keptConnections({ endpoint, connections = 0 }: KeptConnectionsOptions): KeptConnections {
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
  openAhead(agent, address, connections);
  return { address, tls, agent, request };
}

/**
 * Opens connections before there is a request for them: Lambda initializes a function with a whole core, and the first
 * request finds the handshakes done. A connection that fails, or that the other side closes, is forgotten.
 */
function openAhead(agent: Agent, address: KeptConnections['address'], connections: number): void {
  const connect: Agent['createConnection'] = agent.createConnection.bind(agent);
  const waiting: Socket[] = [];
  const ahead = { ...address, servername: address.host, noDelay: true, keepAlive: true };
  for (let opened = 0; opened < connections; opened++) {
    const socket = connect(ahead) as Socket;
    waiting.push(socket.unref());
    const forget = (): void => {
      const at = waiting.indexOf(socket);
      if (at !== -1) waiting.splice(at, 1);
    };
    socket.on('error', forget).on('end', forget).on('close', forget);
  }
  agent.createConnection = (options, created): Duplex | null | undefined => {
    const socket = waiting.shift();
    return socket ? socket.ref() : connect(options, created);
  };
}
