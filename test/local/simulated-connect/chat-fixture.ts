import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Connect } from '@aws-sdk/client-connect';
import type { StartChatContactRequest } from '@aws-sdk/client-connect';
import { ConnectParticipant } from '@aws-sdk/client-connectparticipant';
import WebSocket from 'ws';
import type { ContactSnapshot } from '../../../local/simulated-connect/contact-snapshot.ts';
import type { Item, ReceiptNotice } from '../../../local/simulated-connect/contacts.ts';
import { startSimulatedConnect } from '../../../local/simulated-connect/simulated-connect.ts';
import type {
  SimulatedConnect,
  SimulatedConnectOptions,
} from '../../../local/simulated-connect/simulated-connect.ts';

export const instanceId = '11111111-1111-4111-8111-111111111111';
export const contactFlowId = '22222222-2222-4222-8222-222222222222';
export const startRequest = {
  InstanceId: instanceId,
  ContactFlowId: contactFlowId,
  ParticipantDetails: { DisplayName: 'Ada' },
} satisfies StartChatContactRequest;

/** A simulator that ends with the test; nobody answers in it unless the test asks for the automatic agent. */
export async function simulatorFor(
  t: TestContext,
  options: SimulatedConnectOptions = {},
): Promise<SimulatedConnect> {
  const simulator = await startSimulatedConnect({ agent: { automatic: false }, ...options });
  t.after(() => simulator.close());
  return simulator;
}

/** Options for an automatic agent that does not make a test wait. */
export const promptAgent: SimulatedConnectOptions = { agent: { joinDelayMs: 0, replyDelayMs: 0 } };

export interface Clients {
  readonly connect: Connect;
  readonly participant: ConnectParticipant;
}

/** The real AWS clients. They try once, so that a test sees each answer. */
export function clientsFor(t: TestContext, { url }: Pick<SimulatedConnect, 'url'>): Clients {
  const configuration = {
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  const clients = { connect: new Connect(configuration), participant: new ConnectParticipant(configuration) };
  t.after(() => {
    clients.connect.destroy();
    clients.participant.destroy();
  });
  return clients;
}

export interface Chat extends Clients {
  readonly simulator: SimulatedConnect;
  readonly ContactId: string;
  readonly ParticipantId: string;
  readonly ParticipantToken: string;
  readonly ConnectionToken: string;
}

/** A chat whose customer is connected without a websocket. */
export async function chatIn(
  t: TestContext,
  simulator: SimulatedConnect,
  request: Partial<StartChatContactRequest> = {},
): Promise<Chat> {
  const clients = clientsFor(t, simulator);
  const started = await clients.connect.startChatContact({ ...startRequest, ...request });
  const { ContactId, ParticipantId, ParticipantToken } = started;
  assert(ContactId !== undefined && ParticipantId !== undefined && ParticipantToken !== undefined);
  const connection = await clients.participant.createParticipantConnection({
    ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
    ConnectParticipant: true,
  });
  const ConnectionToken = connection.ConnectionCredentials?.ConnectionToken;
  assert(ConnectionToken !== undefined);
  return { ...clients, simulator, ContactId, ParticipantId, ParticipantToken, ConnectionToken };
}

/** A chat in a simulator of its own. */
export async function newChat(t: TestContext, options: SimulatedConnectOptions = {}): Promise<Chat> {
  return await chatIn(t, await simulatorFor(t, options));
}

/** What an agent does in the chat, as the console asks for it. */
export async function agentDoes(
  { simulator, ContactId }: Pick<Chat, 'simulator' | 'ContactId'>,
  action: string,
  body: object = {},
): Promise<ContactSnapshot> {
  const url = `${simulator.url}/_simulator/agent/contacts/${ContactId}/${action}`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.text();
  assert.equal(response.status, 200, answer);
  return JSON.parse(answer);
}

export interface Frame {
  readonly topic: string;
  readonly [member: string]: unknown;
}

export interface Socket {
  send(frame: unknown): void;
  /** Sends what need not be JSON. */
  sendText(text: string): void;
  /** Resolves once the other side knows. */
  close(): Promise<void>;
  /** The first frame, past or to come, that satisfies. */
  frame(satisfies: (frame: Frame) => boolean): Promise<Frame>;
  /** The first chat item, past or to come, that satisfies. */
  item(satisfies: (item: Item | ReceiptNotice) => boolean): Promise<Item | ReceiptNotice>;
  readonly items: readonly (Item | ReceiptNotice)[];
}

/** A websocket of the chat's customer, subscribed to its items. */
export async function subscribedSocket(t: TestContext, chat: Chat): Promise<Socket> {
  const socket = await openSocket(t, await websocketUrl(chat));
  socket.send({ topic: 'aws/subscribe', content: { topics: ['aws/chat'] } });
  await socket.frame(({ topic }) => topic === 'aws/subscribe');
  return socket;
}

export async function websocketUrl({
  participant,
  ParticipantToken,
}: Pick<Chat, 'participant' | 'ParticipantToken'>): Promise<string> {
  const { Websocket } = await participant.createParticipantConnection({
    ParticipantToken,
    Type: ['WEBSOCKET'],
  });
  assert(Websocket?.Url !== undefined);
  return Websocket.Url;
}

export async function openSocket(t: TestContext, url: string): Promise<Socket> {
  const socket = new WebSocket(url);
  t.after(() => socket.terminate());
  const frames: Frame[] = [];
  const items: (Item | ReceiptNotice)[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    const frame: Frame = JSON.parse(data instanceof Buffer ? data.toString() : '');
    frames.push(frame);
    if (frame.topic === 'aws/chat') items.push(JSON.parse(String(frame['content'])));
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendText: (text) => socket.send(text),
    close: () =>
      new Promise((resolve) => {
        socket.on('close', () => resolve());
        socket.close();
      }),
    frame: (satisfies) => firstIn(frames, satisfies, waiting),
    item: (satisfies) => firstIn(items, satisfies, waiting),
    items,
  };
}

/** Resolves when a condition that no event announces holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A check that an AWS client's error has this name and status. */
export function answers(name: string, status: number): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof Error && '$metadata' in error);
    assert.equal(error.name, name);
    assert.partialDeepStrictEqual(error.$metadata, { httpStatusCode: status });
    return true;
  };
}

/** The items of the only contact, or of the one given. */
export function itemsIn(simulator: SimulatedConnect, contactId?: string): readonly Item[] {
  const contact = simulator.contacts.find(
    ({ ContactId }) => contactId === undefined || ContactId === contactId,
  );
  return contact?.Items ?? [];
}

function firstIn<T>(all: readonly T[], satisfies: (one: T) => boolean, waiting: Set<() => void>): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = all.find(satisfies);
      if (found === undefined) return;
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
  });
}
