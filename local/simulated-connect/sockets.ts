import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Contacts, Participant } from './contacts.ts';
import { leadingJson } from './leading-json.ts';
import type { Tokens } from './tokens.ts';
import { isRecord } from './validation.ts';

const chatTopic = 'aws/chat';
/**
 * Open websocket connections per chat participant.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#feature-limits-chat
 */
const socketsPerParticipant = 5;

/** The websockets of the participants, over which Connect delivers items. */
export interface Sockets {
  /**
   * Takes a websocket handshake. Refused are a URL that is unknown, used, older than 100 s or of a chat that is over, and
   * a participant's sixth socket.
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function createSockets(contacts: Contacts, tokens: Tokens): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const open = new Map<string, Set<Duplex>>();
  const subscribed = new Map<string, Set<WebSocket>>();

  contacts.events.on('item', (contact, item, except) => {
    const frame = JSON.stringify({
      topic: chatTopic,
      contentType: 'application/json',
      content: JSON.stringify(item),
    });
    for (const { id } of contact.participants) {
      if (id !== except) for (const socket of subscribed.get(id) ?? []) socket.send(frame);
    }
  });
  // The client closes its own socket when it reads that the chat has ended; closing first makes it reconnect.
  contacts.events.on('left', (_contact, { id }) => subscribed.delete(id));

  function subscribe(socket: WebSocket, participant: Participant): void {
    const sockets = subscribed.get(participant.id) ?? new Set();
    subscribed.set(participant.id, sockets.add(socket));
    socket.on('close', () => sockets.delete(socket));
    const contact = contacts.ofParticipant(participant.id)?.contact;
    if (contact !== undefined) contacts.connect(contact, participant);
  }

  function receive(socket: WebSocket, participant: Participant, frame: unknown): void {
    if (!isRecord(frame)) return;
    const answer = (fields: object): void =>
      socket.send(JSON.stringify({ topic: frame['topic'], ...fields }));
    switch (frame['topic']) {
      case 'aws/subscribe': {
        const topics = isRecord(frame['content']) ? frame['content']['topics'] : undefined;
        answer({ content: { status: 'success', topics } });
        if (Array.isArray(topics) && topics.includes(chatTopic) && !participant.left) {
          subscribe(socket, participant);
        }
        return;
      }
      case 'aws/ping':
        answer({ statusCode: 200, statusContent: 'OK' });
        return;
      case 'aws/heartbeat':
        answer({});
        return;
      default:
    }
  }

  return {
    upgrade(request, socket, head) {
      const participant = participantOf(request, contacts, tokens);
      const others = open.get(participant?.id ?? '') ?? new Set();
      if (participant === undefined || others.size >= socketsPerParticipant) {
        socket.on('error', () => socket.destroy());
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      open.set(participant.id, others.add(socket));
      socket.on('close', () => {
        others.delete(socket);
        if (others.size === 0) open.delete(participant.id);
      });
      server.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => webSocket.terminate());
        webSocket.on('message', (data) =>
          receive(webSocket, participant, leadingJson(data instanceof Buffer ? data.toString() : '')),
        );
      });
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function participantOf(
  request: IncomingMessage,
  contacts: Contacts,
  tokens: Tokens,
): Participant | undefined {
  try {
    const url = new URL(request.url ?? '', 'http://simulated');
    if (url.pathname !== '/socket') return undefined;
    contacts.endOverdue();
    const participantId = tokens.redeem('websocket', url.searchParams.get('token') ?? undefined);
    return contacts.ofParticipant(participantId)?.participant;
  } catch {
    return undefined;
  }
}
