import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds to wait for the first request of a connection: it may be on the way. */
const untilAskedMs = 5_000;

/** The connections of an HTTP server that does not listen: another process accepts them, and hands them over. */
export interface Connections {
  take(socket: Socket): void;
  /**
   * Finishes the requests under way, hands on new ones, and resolves when no connection is left. It closes none that a
   * client may be about to use: the client is told with its next answer.
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
      // The process that accepted it has read nothing from it.
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
