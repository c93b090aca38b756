import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection that has asked nothing yet is waited for, in ms: its request may be on the way. */
const untilAskedMs = 5_000;

/** The connections of an HTTP server that does not listen: somebody else accepts them, and hands them over. */
export interface Connections {
  take(socket: Socket): void;
  /**
   * Answers what has been asked, hands on what is asked from now on, and resolves when there is no connection any more.
   * None is closed that a client may be about to use: it is told with its next answer.
   */
  finish(handOn: RequestListener): Promise<void>;
}

export function connectionsOf(server: Server): Connections {
  const sockets = new Map<Socket, Set<ServerResponse>>();
  const unasked = new Set<Socket>();
  const answering = server.listeners('request') as RequestListener[];

  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    if (unasked.delete(socket)) socket.setTimeout(0);
    const open = sockets.get(socket);
    open?.add(response);
    response.once('close', () => open?.delete(response));
  });

  return {
    take(socket) {
      sockets.set(socket, new Set());
      unasked.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        unasked.delete(socket);
      });
      server.emit('connection', socket);
      // Whoever accepted it has not begun to read.
      socket.resume();
    },
    async finish(handOn) {
      for (const listener of answering) server.off('request', listener);
      server.on('request', (request, response) => {
        response.setHeader('connection', 'close');
        handOn(request, response);
      });
      for (const open of sockets.values())
        for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
      for (const socket of unasked) socket.setTimeout(untilAskedMs, () => socket.destroy());
      await Promise.all(
        [...sockets.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
      );
    },
  };
}
