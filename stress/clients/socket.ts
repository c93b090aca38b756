import { WebSocket } from 'ws';

/** A visitor's websocket, once it is subscribed to the chat. */
export interface ChatSocket {
  /** Breaks it off, as a network does that goes away. */
  cut(): void;
}

const topic = 'aws/chat';

/** How long chatjs waits for a socket to open, and we for its subscription, in ms. */
const patience = 10_000;

/** Opens the websocket and subscribes to the chat. `lost` is called if it closes by itself afterwards. */
export function openChatSocket(url: string, lost: () => void): Promise<ChatSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { handshakeTimeout: patience });
    let isSubscribed = false;
    let isCut = false;
    const late = setTimeout(() => socket.terminate(), patience);
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send(JSON.stringify({ topic: 'aws/subscribe', content: { topics: [topic] } }));
    });
    socket.on('message', (data) => {
      if (isSubscribed || !(data instanceof Buffer) || !data.toString().includes('"aws/subscribe"')) return;
      isSubscribed = true;
      clearTimeout(late);
      resolve({
        cut() {
          isCut = true;
          socket.terminate();
        },
      });
    });
    socket.on('close', () => {
      clearTimeout(late);
      if (!isSubscribed) reject(new Error('The websocket closed before it was subscribed'));
      else if (!isCut) lost();
    });
  });
}
