import { readFileSync } from 'node:fs';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { answerRequests } from '../child/answer-requests.ts';
import { portOf } from './loopback.ts';
import type { DistanceRequest } from './requests.ts';

// Puts a distance and TLS before services. Its parameters are the files of a key and its certificate. When asked, it
// puts services at a distance and tells their new addresses. It does not look into what passes.

const [, , keyFile = '', certFile = ''] = process.argv;
const certificate = { key: readFileSync(keyFile), cert: readFileSync(certFile) };

answerRequests(async ({ urls, roundTrip }: DistanceRequest) => ({
  dynamodb: await distant(urls.dynamodb, roundTrip),
  connect: await distant(urls.connect, roundTrip),
}));

async function distant(url: string, roundTrip: number): Promise<string> {
  const service = Number(new URL(url).port);
  const decrypted = createTlsServer({ ...certificate, noDelay: true }, (socket) => {
    join(socket, connect({ port: service, host: '127.0.0.1', noDelay: true }));
  });
  const encrypted = await portOf(decrypted);
  return `https://localhost:${await portOf(farAway(encrypted, roundTrip))}`;
}

/**
 * The whole round trip is spent on the way there, which adds up to the same. The first one stands for TCP's handshake.
 */
function farAway(port: number, roundTrip: number): Server {
  return createTcpServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    near.on('data', (chunk) => setTimeout(() => far.write(chunk), roundTrip));
    far.on('data', (chunk) => near.write(chunk));
    endTogether(near, far);
    setTimeout(() => near.resume(), roundTrip);
  });
}

function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  endTogether(one, other);
}

function endTogether(one: Socket, other: Socket): void {
  for (const [ended, left] of [
    [one, other],
    [other, one],
  ] as const)
    ended.on('error', () => left.destroy()).on('close', () => left.destroy());
}
