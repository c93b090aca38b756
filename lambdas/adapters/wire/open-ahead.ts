import type { Agent } from 'node:http';
import type { Socket } from 'node:net';

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
  const waiting: Socket[] = [];
  const options = { ...address, servername: address.host, noDelay: true, keepAlive: true };
  for (let opened = 0; opened < connections; opened++)
    waiting.push((connect(options) as Socket).unref().on('error', ignore));
  agent.createConnection = (asked, created) => {
    if (waiting.length === 0) return connect(asked, created);
    // A function that was frozen has not heard yet what arrived meanwhile, and its request may be the first to run. The
    // first callback ends a turn of the event loop that may have begun before; all of the next one lies between the two.
    setImmediate(() => setImmediate(() => created?.(null, take() ?? (connect(asked) as Socket))));
    return undefined;
  };

  function take(): Socket | undefined {
    for (let socket; (socket = waiting.shift());) {
      // Nobody reads them, so that whatever has arrived is still there.
      if (socket.readable && socket.readableLength === 0 && now() < until)
        return socket.off('error', ignore).ref();
      socket.destroy();
    }
    return undefined;
  }
}

/** One that failed is not readable any more. */
function ignore(): void {}
