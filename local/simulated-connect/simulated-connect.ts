import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Pages } from '../pages/serve-pages.ts';
import { handleAccount } from './account-http.ts';
import { createAccount } from './account.ts';
import type { SimulatedAccount, SimulatedFlow } from './account.ts';
import { createAgentApi } from './agent-api.ts';
import type { AgentApi } from './agent-api.ts';
import { createAgent } from './agent.ts';
import { createAttachments } from './attachments.ts';
import { createAuthentications } from './authentication.ts';
import { runAutomaticAgent } from './automatic-agent.ts';
import { createJournal } from './calls.ts';
import type { Call } from './calls.ts';
import { contactSnapshot } from './contact-snapshot.ts';
import type { ContactSnapshot } from './contact-snapshot.ts';
import { contactEvent } from './contact-event.ts';
import { createContacts } from './contacts.ts';
import { handleControl } from './control-http.ts';
import { createDeduplication } from './deduplication.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createIdleTimers } from './idle-timers.ts';
import { BodyTooLarge, answerJson } from './json-http.ts';
import type { World } from './operations.ts';
import { handlePicture } from './pictures.ts';
import { createQueues, type SimulatedQueue } from './queues.ts';
import { createQuotas } from './quotas.ts';
import { handleServiceCall, routeOf } from './service-http.ts';
import { createScanner } from './scanner.ts';
import { createSockets } from './sockets.ts';
import { createTimers } from './timers.ts';
import { createTokens } from './tokens.ts';

export interface SimulatedConnectOptions {
  /** Where to listen on 127.0.0.1; 0, the default, is any free port. */
  readonly port?: number;
  /** Whether Connect's default quotas hold. Default false. */
  readonly quotas?: boolean;
  /** The clock behind every lifetime and timestamp, in ms since 1970. Default Date.now. */
  readonly now?: () => number;
  /** 0–1, for faults with a probability. Default Math.random. */
  readonly random?: () => number;
  readonly agent?: {
    /** Whether the automatic agent serves new contacts. Default true. */
    readonly automatic?: boolean;
    /** From the customer's connecting to the agent's joining, in ms. Default 800. */
    readonly joinDelayMs?: number;
    /** From a customer's message to its answer, in ms. Default 600. */
    readonly replyDelayMs?: number;
  };
  readonly scanner?: {
    /** From an attachment's completion to the scanner's verdict, once it is turned on, in ms. Default 1,500. */
    readonly delayMs?: number;
  };
  /** The queue of each instance: who works in it, and when. */
  readonly queue?: SimulatedQueue;
  /** Takes what EventBridge would bring of contacts: at once, in order, each once. */
  readonly contactEvents?: (event: object) => void;
  /** Whether chats end whose time is over, as at Connect. Default true; for a test of who else ends them. */
  readonly endsOverdue?: boolean;
  /** The contact flows that exist; absent: all do. */
  readonly flows?: readonly SimulatedFlow[];
  /** What an operator's tools are told of the account. */
  readonly account?: SimulatedAccount;
}

export interface SimulatedConnect {
  /** http://127.0.0.1:PORT, the endpoint of both services. */
  readonly url: string;
  readonly faults: Faults;
  /** The newest 10,000 calls, in the order in which they arrived. */
  readonly calls: readonly Call[];
  /** All contacts with their items, as they are now, in the order in which they started. */
  readonly contacts: readonly ContactSnapshot[];
  readonly agentApi: AgentApi;
  readonly control: {
    expireConnectionTokens(): void;
    expireParticipantTokens(): void;
    /** Ends the contact as an agent would; unknown contacts are ignored. */
    endContact(contactId: string): void;
    /** How many agents are there from now on. */
    staff(agents: number): void;
  };
  /** Ends every socket, timer and unanswered request. */
  close(): Promise<void>;
}

// How often it looks for chats whose time is over; a request looks too.
const overdueEveryMs = 1_000;

/**
 * Starts a simulated Amazon Connect on 127.0.0.1: the participant service and, of Connect, StartChatContact,
 * CreateParticipant, StopContact and the reads of queues, on one endpoint; of what operators ask, DescribeInstance, DescribeContactFlow and
 * Service Quotas' lists. Rejects with EADDRINUSE when the port is taken.
 */
export async function startSimulatedConnect(
  options: SimulatedConnectOptions = {},
): Promise<SimulatedConnect> {
  const { now = Date.now, random = Math.random, agent: agentOptions = {}, flows } = options;
  let url = '';
  const timers = createTimers();
  const contacts = createContacts(now, options.endsOverdue);
  const idleTimers = createIdleTimers(now, contacts);
  const queues = createQueues(now, contacts, options.queue);
  const tokens = createTokens(now);
  const attachments = createAttachments(now, () => url, options.account?.id);
  const scanner = createScanner(contacts, timers, options.scanner?.delayMs ?? 1_500);
  const authentications = createAuthentications(now);
  const faults = createFaults(random);
  const journal = createJournal();
  const sockets = createSockets(contacts, tokens);
  const agent = createAgent({
    now,
    baseUrl: () => url,
    contacts,
    attachments,
    scanner,
    authentications,
  });
  const account = createAccount(flows, options.account);
  const agentApi = createAgentApi({
    now,
    contacts,
    queues,
    agent,
    authentications,
    scanner,
    faults,
    timers,
  });
  const world: World = {
    now,
    contacts,
    idleTimers,
    queues,
    tokens,
    attachments,
    scanner,
    authentications,
    baseUrl: () => url,
    quotas: options.quotas ?? false,
    automatic: agentOptions.automatic ?? true,
    ...(flows === undefined ? {} : { flows }),
  };
  const service = {
    world,
    deduplication: createDeduplication(),
    ...(world.quotas ? { quotas: createQuotas(now) } : {}),
    faults,
    journal,
    timers,
  };
  const snapshots = (): readonly ContactSnapshot[] =>
    contacts.list().map((contact) => contactSnapshot(contact, now()));
  const control = {
    consoleUrl: () => `${url}/agent`,
    calls: journal.calls,
    contacts: snapshots,
    faults,
    expire: (what: 'connection' | 'participant') => tokens.expireAll(what),
    agentApi: agentApi.handle,
  };

  contacts.events.on('told', (contact, eventType, id) => {
    options.contactEvents?.(contactEvent(contact, eventType, id));
  });
  contacts.events.on('left', (_contact, { id }) => tokens.revoke(id));
  runAutomaticAgent(contacts, agent, timers, {
    joinDelayMs: agentOptions.joinDelayMs ?? 800,
    replyDelayMs: agentOptions.replyDelayMs ?? 600,
  });
  timers.every(overdueEveryMs, () => {
    contacts.endOverdue();
    idleTimers.play();
  });

  // Bundled when somebody asks for it first: whoever only tests against the simulator does not pay for it.
  let pages: Promise<Pages> | undefined;
  async function agentConsole(): Promise<Pages> {
    pages ??= import('../pages/console-pages.ts').then(({ createConsolePages }) =>
      createConsolePages(agentApi.handle),
    );
    return await pages;
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    // The path as it was sent: parsing it as a URL would resolve ".." and the like in a ViewToken.
    const [path = ''] = (request.url ?? '').split('?');
    if (path.startsWith('/attachments/')) {
      await attachments.handle(request, response, new URL(request.url ?? '', url));
    } else if (path.startsWith('/pictures/')) {
      handlePicture(request, response, path);
    } else if (/^\/(agent|assets)(\/|$)/.test(path)) {
      await (
        await agentConsole()
      )(request, response, path);
    } else if (path.startsWith('/_simulator/')) {
      await handleControl(control, request, response, path.slice('/_simulator'.length));
    } else {
      const found = routeOf(request.method, path);
      if (found !== undefined) await handleServiceCall(service, request, response, { ...found, requestId });
      else if (!(await handleAccount(account, request, response, path))) answerUnknown(response);
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => answerFailure(response, error));
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  try {
    url = await listen(server, options.port ?? 0);
  } catch (error) {
    timers.clear();
    throw error;
  }

  return {
    url,
    faults,
    calls: journal.calls,
    get contacts() {
      return snapshots();
    },
    agentApi: agentApi.handle,
    control: {
      expireConnectionTokens: () => tokens.expireAll('connection'),
      expireParticipantTokens: () => tokens.expireAll('participant'),
      endContact(contactId) {
        const contact = contacts.get(contactId);
        if (contact !== undefined) contacts.end(contact);
      },
      staff: (agents) => queues.staff(agents),
    },
    async close() {
      timers.clear();
      agentApi.close();
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}

function answerUnknown(response: ServerResponse): void {
  const body = { message: 'No operation has this method and path' };
  answerJson(response, 404, body, { 'x-amzn-errortype': 'UnknownOperationException' });
}

function answerFailure(response: ServerResponse, error: unknown): void {
  const [status, name] =
    error instanceof BodyTooLarge
      ? ([413, 'RequestEntityTooLargeException'] as const)
      : ([500, 'InternalFailure'] as const);
  const message = error instanceof Error ? error.message : String(error);
  answerJson(response, status, { message }, { 'x-amzn-errortype': name });
}
