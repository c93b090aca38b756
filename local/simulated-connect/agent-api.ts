import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAgentActions, maxBodyBytes } from './agent-actions.ts';
import type { AgentActionsParts } from './agent-actions.ts';
import { BadInput, count, flag } from './agent-input.ts';
import { contactSnapshot } from './contact-snapshot.ts';
import { typingMs } from './contacts.ts';
import type { Contact } from './contacts.ts';
import { parsed } from './content-rules.ts';
import type { Faults } from './faults.ts';
import { handleFaults } from './faults-http.ts';
import { BodyTooLarge, answerJson, readBody } from './json-http.ts';
import type { Queues } from './queues.ts';
import type { Scanner } from './scanner.ts';
import type { Timers } from './timers.ts';

/** The console is told of changed contacts at most this often, in ms. */
const changesEveryMs = 100;
const heartbeatEveryMs = 15_000;
const contactsShown = 50;
const mostAgents = 1_000;

export interface AgentApiParts extends AgentActionsParts {
  readonly now: () => number;
  readonly queues: Queues;
  readonly scanner: Scanner;
  readonly faults: Faults;
  readonly timers: Timers;
}

/** Serves a request of the agent console; `path` is what follows the place where it is mounted: /contacts, … */
export type AgentApi = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

interface AgentApiHandle {
  readonly handle: AgentApi;
  /** Ends the event streams, which live on a server that is not the simulator's own. */
  close(): void;
}

export function createAgentApi({
  now,
  contacts,
  queues,
  agent,
  authentications,
  scanner,
  faults,
  timers,
}: AgentApiParts): AgentApiHandle {
  const streams = new Set<ServerResponse>();
  const changed = new Set<Contact>();
  let flushPlanned = false;

  function flush(): void {
    flushPlanned = false;
    for (const contact of changed) {
      const event = `event: contact\ndata: ${JSON.stringify(contactSnapshot(contact, now()))}\n\n`;
      for (const stream of streams) stream.write(event);
    }
    changed.clear();
    tellOfQueue();
  }

  function tellOfQueue(): void {
    for (const stream of streams)
      stream.write(`event: queue\ndata: ${JSON.stringify(queues.snapshot())}\n\n`);
  }

  function noteChange(contact: Contact): void {
    if (streams.size === 0) return;
    changed.add(contact);
    if (!flushPlanned) timers.after(changesEveryMs, flush);
    flushPlanned = true;
    // Connect has no event for the end of typing; the console still has to be told.
    if (contact.customerTypingUntil > now()) timers.after(typingMs, () => noteChange(contact));
  }

  contacts.events.on('changed', noteChange);
  timers.every(heartbeatEveryMs, () => {
    for (const stream of streams) stream.write(': heartbeat\n\n');
  });

  const actions = createAgentActions({ contacts, agent, authentications });

  function stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': connected\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  function act(contactId: string, name: string, body: unknown): object | undefined {
    const contact = contacts.get(contactId);
    if (contact === undefined || !Object.hasOwn(actions, name)) return undefined;
    if (contact.state === 'ENDED') throw new BadInput('The chat has ended');
    actions[name]?.(contact, body);
    return contactSnapshot(contact, now());
  }

  async function route(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    contacts.endOverdue();
    const [, collection, contactId, action] = path.split('/');
    if (path === '/faults') {
      await handleFaults(faults, request, response);
    } else if (path === '/scanner' && (request.method === 'GET' || request.method === 'POST')) {
      if (request.method === 'POST') {
        const body = parsed((await readBody(request, maxBodyBytes)).toString());
        scanner.turn(flag(body, 'Scanning'));
      }
      answerJson(response, 200, { Scanning: scanner.on });
    } else if (path === '/queue' && (request.method === 'GET' || request.method === 'POST')) {
      if (request.method === 'POST') {
        const body = parsed((await readBody(request, maxBodyBytes)).toString());
        queues.staff(count(body, 'Agents', mostAgents));
        tellOfQueue();
      }
      answerJson(response, 200, queues.snapshot());
    } else if (request.method === 'GET' && path === '/contacts') {
      const newest = contacts.list().slice(-contactsShown).toReversed();
      answerJson(response, 200, { Contacts: newest.map((contact) => contactSnapshot(contact, now())) });
    } else if (request.method === 'GET' && path === '/events') {
      stream(response);
    } else if (request.method === 'POST' && collection === 'contacts' && contactId !== undefined) {
      const body = parsed((await readBody(request, maxBodyBytes)).toString());
      const contact = act(contactId, action ?? '', body);
      answerJson(response, contact === undefined ? 404 : 200, contact ?? { message: 'Not found' });
    } else {
      answerJson(response, 404, { message: 'Not found' });
    }
  }

  return {
    async handle(request, response, path) {
      try {
        await route(request, response, path);
      } catch (error) {
        const status = error instanceof BadInput || error instanceof BodyTooLarge ? 400 : 500;
        answerJson(response, status, { message: error instanceof Error ? error.message : String(error) });
      }
    },
    close() {
      for (const response of streams) response.end();
    },
  };
}
