import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection that has asked nothing yet is waited for, in ms: its request may be on the way. */
const untilAskedMs = 5_000;

/** The connections of an HTTP server that does not listen: somebody else accepts them, and hands them over. */
export interface Connections {
  take(socket: Socket): void;
  /** Answers what has been asked, closes what is not used, and resolves when there is no connection any more. */
  finish(): Promise<void>;
}

export function connectionsOf(server: Server): Connections {
  const sockets = new Map<Socket, { asked: boolean; readonly open: Set<ServerResponse> }>();
  let finishing = false;

  server.on('request', (request, response: ServerResponse) => {
    const state = sockets.get(request.socket);
    if (!state) return;
    state.asked = true;
    state.open.add(response);
    if (finishing) response.setHeader('connection', 'close');
    response.once('close', () => {
      state.open.delete(response);
      if (finishing && state.open.size === 0) request.socket.end();
    });
  });

  return {
    take(socket) {
      sockets.set(socket, { asked: false, open: new Set() });
      socket.once('close', () => sockets.delete(socket));
      server.emit('connection', socket);
      // Whoever accepted it has not begun to read.
      socket.resume();
    },
    async finish() {
      finishing = true;
      // What has arrived by now is read first, and so is no longer unused.
      await new Promise((resolve) => setImmediate(resolve));
      for (const [socket, { asked, open }] of sockets) {
        if (!asked) socket.setTimeout(untilAskedMs, () => socket.destroy());
        else if (open.size === 0) socket.destroy();
        else
          for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
      }
      await Promise.all(
        [...sockets.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
      );
    },
  };
}
