import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers';

/** Where connections are opened ahead to, how many, and by what clock they grow old (epoch milliseconds). */
export interface Ahead {
  readonly address: { readonly host: string; readonly port: number };
  readonly connections: number;
  readonly now: () => number;
}

/**
 * How long a connection that nobody has used yet is trusted, in milliseconds. Servers give up on one that asks nothing,
 * mostly after 30 to 60 s, some answer 408 on it before they close, and what lies in between may forget it and say
 * nothing.
 */
const trusted = 15_000;

/**
 * Opens connections before there is a request for them: Lambda initializes a function with a whole core, and the first
 * request finds the handshakes done. One that has failed, ended, grown old, or on which anything has arrived is
 * never used: what it brought is no answer to a request.
 */
export function openAhead(agent: Agent, { address, connections, now }: Ahead): void {
  const connect: Agent['createConnection'] = agent.createConnection.bind(agent);
  const until = now() + trusted;
  const waiting = new Set<Socket>();
  const options = { ...address, servername: address.host, noDelay: true, keepAlive: true };
  const drop = function drop(this: Socket): void {
    waiting.delete(this);
    this.destroy();
  };
  for (let opened = 0; opened < connections; opened++) {
    const socket = connect(options) as Socket;
    waiting.add(socket.unref());
    socket.on('end', drop).on('error', drop).on('close', drop);
  }
  agent.createConnection = (asked, created) => {
    if (waiting.size === 0) return connect(asked, created);
    // A function that was frozen has not heard yet what arrived meanwhile, and its request may be the first to run. The
    // first callback ends a turn of the event loop that may have begun before; all of the next one lies between the two.
    setImmediate(() => setImmediate(() => created?.(null, take() ?? (connect(asked) as Socket))));
    return undefined;
  };

  function take(): Socket | undefined {
    for (const socket of waiting) {
      waiting.delete(socket);
      // Nobody reads them, so that whatever has arrived is still there.
      if (socket.readableLength > 0 || now() >= until) socket.destroy();
      else return socket.off('end', drop).off('error', drop).off('close', drop).ref();
    }
    return undefined;
  }
}
