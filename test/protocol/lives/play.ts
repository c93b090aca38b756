import { startChat } from '../../../lambdas/handlers/start-chat.ts';
import { connection } from '../../../lambdas/handlers/connection.ts';
import { disconnect } from '../../../lambdas/handlers/disconnect.ts';
import { leave } from '../../../lambdas/handlers/leave.ts';
import { relay } from '../../../lambdas/handlers/relay.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import type { Contacts } from '../../../lambdas/core/contacts.ts';
import { connectWithin, leaveGrace } from '../../../lambdas/core/lifecycle.ts';
import { StoreError, type Ports } from '../../../lambdas/core/ports.ts';
import { parseBearer } from '../../../lambdas/core/secret.ts';
import { chatReferenceAttribute } from '../../../lambdas/core/start.ts';
import { newTrace, type Trace } from '../../../lambdas/core/trace.ts';
import { operations, type OperationName } from '../../../lambdas/operations/operations.ts';
import { hear, readContactEvent } from '../../../lambdas/reaper/contact-event.ts';
import type { ReaperPorts } from '../../../lambdas/reaper/ports.ts';
import { sweep } from '../../../lambdas/reaper/sweep.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import type { ApiRequest } from '../../../lambdas/steps/request.ts';
import { memoryLedger, memoryOpenChats, memorySessions } from '../../support/memory-stores.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { simulatedTime } from '../../support/simulated-time.ts';
import { asCallerToken } from '../../support/tokens.ts';
import { livedConnect, type LivedContact } from './connect.ts';

/** Chances of a misfortune at each step, from 0 to 1; `clocks` in milliseconds. */
export interface Weather {
  readonly crashes: number;
  readonly storeErrors: number;
  readonly eventsLost: number;
  readonly sweepCrashes: number;
  readonly clocks: number;
}

export interface History {
  readonly told: readonly string[];
  /** Contacts that StopContact ended while somebody was there. */
  readonly wronglyEnded: readonly string[];
  /** How long after its limit each contact ended. */
  readonly lateness: readonly { readonly contact: string; readonly late: number }[];
  /** Contacts that were open too long, as nothing of ours knew them. */
  readonly lost: readonly string[];
  readonly reaped: number;
  readonly unfound: number;
  readonly sweepsCutOff: number;
  /** ClientTokens that have made two contacts. */
  readonly doubled: number;
  /** At the end: the count of open chats, and the contacts that are open as far as rows know. */
  readonly counted: number;
  readonly open: number;
}

interface Visitor {
  bearer: string | undefined;
  contactId: string | undefined;
  /** Whether its page has a connection. */
  connected: boolean;
  /** When it sent its beacon, until it is back. */
  left: number | undefined;
  /** Whether it has asked for a connection, with whatever success. */
  tried: boolean;
  /** Whether its last beacon was heard, and it does not come back. */
  gone: boolean;
}

const instanceId = 'instance';
const hour = 3_600_000;
const settings: Settings = {
  entryPoints: { default: { instanceId, contactFlowId: 'flow', chatDurationInMinutes: 60 } },
  quotas: {},
  allowedOrigins: [],
  attributeNames: [],
  attributePrefix: '',
  cookieOrigins: [],
  redirectUris: [],
  attachmentTypes: [],
  attachmentMaximum: 1,
  messageMaximum: { 'text/plain': 1_024 },
};

/** Plays so many lives side by side. */
export async function playLives(seed: number, count: number, weather: Weather): Promise<History> {
  const random = seededRandom(seed);
  const time = simulatedTime(Date.UTC(2026, 10, 20), random);
  const begin = time.now();
  const told: string[] = [];
  const tell = (what: string): void => {
    told.push(`${time.now() - begin} ${what}`);
  };
  const skew = (): number => (random() * 2 - 1) * weather.clocks;
  const between = (least: number, most: number): number => least + random() * (most - least);

  const sessions = memorySessions();
  const ledger = memoryLedger();
  const openChats = memoryOpenChats();
  const visitors: Visitor[] = [];
  const wronglyEnded: string[] = [];
  const visitorOf = ({ id }: LivedContact): Visitor | undefined =>
    visitors.find(({ contactId }) => contactId === id);
  let reaping = false;
  let [reaped, unfound, sweepsCutOff] = [0, 0, 0];

  const connect = livedConnect({
    now: time.now,
    attribute: chatReferenceAttribute,
    tell(eventType, contactId, initialContactId) {
      const detail = {
        eventType,
        contactId,
        initialContactId,
        channel: 'CHAT',
        instanceArn: `arn:aws:connect:eu-central-1:123456789012:instance/${instanceId}`,
      };
      // At least none, at most three, in any order.
      for (let copy = random() < 0.3 ? 2 : 1; copy > 0; copy--)
        if (random() >= weather.eventsLost)
          time.after(between(50, random() < 0.1 ? 120_000 : 3_000), () => void heard(detail));
    },
    stopped(contact) {
      const visitor = visitorOf(contact);
      const there =
        visitor?.connected === true &&
        (visitor.left === undefined || time.now() < visitor.left + leaveGrace - 2 * weather.clocks);
      tell(`StopContact ${contact.id}${reaping ? ' by a sweep' : ''}`);
      if (there && time.now() < contact.endsAt - 2 * weather.clocks) wronglyEnded.push(contact.id);
    },
  });

  /** Each call takes a while, may fail, and may be the last thing that its function does. */
  function steps<T extends object>(of: T, crashes: number, failing: boolean): T {
    return new Proxy(of, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...input: unknown[]) => Promise<unknown>;
        if (typeof method !== 'function') return method;
        return async (...input: unknown[]) => {
          await time.sleep(between(1, 40));
          if (random() < crashes / 2) return await never();
          const failed = failing && random() < weather.storeErrors;
          if (failed && random() < 0.5) throw new StoreError('TimeoutError');
          const answer = await method.apply(target, input);
          await time.sleep(between(1, 40));
          if (random() < crashes / 2) return await never();
          if (failed) throw new StoreError('TimeoutError');
          return answer;
        };
      },
    });
  }

  function ports(): Ports {
    const apart = skew();
    const { crashes } = weather;
    return {
      settings,
      sessions: steps(sessions, crashes, true),
      ledger: steps(ledger, crashes, true),
      openChats: steps(openChats, crashes, true),
      upstream: steps(connect.upstream, crashes, false),
      breaker: breaker(),
      seen: seenSessions(),
      events: sentEvents(),
      shaper: unshaped,
      now: () => Math.round(time.now() + apart),
      random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256)),
      sleep: (milliseconds) => time.sleep(milliseconds),
    };
  }

  function reaperPorts(crashes: number): ReaperPorts {
    const apart = skew();
    return {
      chats: steps(sessions.chats, crashes, false),
      sessions: steps(
        {
          async end(id: string, expires: number, trace: Trace) {
            const contact = connect.contacts.find((one) => one.id === sessions.row(id)?.contactId);
            if (contact?.ended === undefined) wronglyEnded.push(`the session of ${contact?.id}`);
            return await sessions.end(id, expires, trace);
          },
        },
        crashes,
        false,
      ),
      openChats: steps(openChats, crashes, false),
      contacts: steps(connect as Contacts, crashes, false),
      unfound: () => void unfound++,
      now: () => Math.round(time.now() + apart),
      sleep: (milliseconds) => time.sleep(milliseconds),
    };
  }

  async function heard(detail: object): Promise<void> {
    const event = readContactEvent({ source: 'aws.connect', detail });
    if (event)
      tell(`${event.eventType} ${event.contactId}: ${await hear(event, reaperPorts(weather.crashes))}`);
  }

  /** Sends a request. Undefined where its function crashed, or it failed. */
  async function ask(
    name: OperationName,
    visitor: Visitor,
    input: object,
    token?: string,
  ): Promise<object | undefined> {
    const operation = operations.find((one) => one.name === name);
    if (!operation) throw new Error(name);
    const request = {
      operation,
      input,
      callerToken: token === undefined ? undefined : asCallerToken(token),
      bearer: parseBearer(visitor.bearer),
      origin: undefined,
      identityToken: undefined,
      began: time.now(),
      trace: newTrace(),
    } as ApiRequest;
    const handlers = { StartChat: startChat, CreateParticipantConnection: connection, SendMessage: relay };
    const more = { LeaveSession: leave, DisconnectParticipant: disconnect };
    const handler = { ...handlers, ...more }[name as keyof typeof handlers] as unknown as (
      request: ApiRequest,
      ports: Ports,
    ) => Promise<{ body: object }>;
    const answered = handler(request, ports()).then(
      ({ body }) => body,
      () => undefined,
    );
    // Whoever waits for a function that has crashed gives up.
    return await Promise.race([answered, time.sleep(29_000).then(() => undefined)]);
  }

  async function live(index: number): Promise<void> {
    const visitor: Visitor = {
      bearer: undefined,
      contactId: undefined,
      connected: false,
      left: undefined,
      tried: false,
      gone: false,
    };
    visitors.push(visitor);
    await time.sleep(between(0, 10 * 60_000));
    const token =
      random() < 0.5 ? `${String(index).padStart(8, '0')}-89ab-4cde-8f01-23456789abcd` : undefined;
    const attempts = token === undefined ? 1 : Math.ceil(random() * 3);
    for (let attempt = 0; attempt < attempts && visitor.bearer === undefined; attempt++) {
      const chat = (await ask(
        'StartChat',
        visitor,
        { ParticipantDetails: { DisplayName: 'Ada' } },
        token,
      )) as { ContactId: string; ParticipantToken: string } | undefined;
      visitor.bearer = chat?.ParticipantToken;
      visitor.contactId = chat?.ContactId;
      if (!chat) await time.sleep(between(1_000, 20_000));
    }
    tell(`visitor ${index} has ${visitor.contactId}${token === undefined ? '' : ' by a ClientToken'}`);
    if (visitor.bearer === undefined || random() < 0.15) return;
    if (!(await open(visitor))) return;
    const turns = Math.floor(random() * 5);
    for (let turn = 0; turn < turns; turn++) {
      await time.sleep(between(1_000, 12 * 60_000));
      if (random() < 0.5) await ask('SendMessage', visitor, { ContentType: 'text/plain', Content: 'hello' });
      if (random() < 0.3) agent(visitor, (contact) => connect.transfer(contact));
      if (random() < 0.4 && !(await reload(visitor))) return;
    }
    const end = random();
    if (end < 0.3) visitor.gone = await away(visitor);
    else if (end < 0.5) {
      if (await ask('DisconnectParticipant', visitor, {})) visitor.connected = false;
    } else if (end < 0.7) agent(visitor, (contact) => connect.end(contact));
  }

  /** Connects as chatjs does: three times, then never again. */
  async function open(visitor: Visitor): Promise<boolean> {
    visitor.tried = true;
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await ask('CreateParticipantConnection', visitor, { Type: ['CONNECTION_CREDENTIALS'] })) {
        visitor.connected = true;
        visitor.left = undefined;
        return true;
      }
      await time.sleep(between(100, 1_300));
    }
    return false;
  }

  async function away(visitor: Visitor): Promise<boolean> {
    visitor.left = time.now();
    return (await ask('LeaveSession', visitor, {})) !== undefined;
  }

  async function reload(visitor: Visitor): Promise<boolean> {
    await away(visitor);
    await time.sleep(between(200, 25_000));
    if (await open(visitor)) return true;
    visitor.connected = false;
    return false;
  }

  function agent(visitor: Visitor, does: (contact: LivedContact) => void): void {
    const contact = connect.contacts.find(({ id }) => id === visitor.contactId);
    if (contact) does(contact);
  }

  async function runSweep(): Promise<void> {
    reaping = true;
    const swept = await Promise.race([
      sweep([instanceId], reaperPorts(time.now() - begin < 2 * hour ? weather.sweepCrashes : 0)),
      time.sleep(55_000).then(() => undefined),
    ]);
    reaping = false;
    if (!swept) sweepsCutOff++;
    reaped += (swept?.ended ?? 0) + (swept?.expired ?? 0);
    if (swept && swept.ended + swept.expired + swept.unfound > 0) tell(`swept ${JSON.stringify(swept)}`);
  }

  for (let index = 0; index < count; index++) void live(index);
  for (let at = 60_000; at <= 3 * hour; at += 60_000)
    time.after(at + between(-2_000, 2_000), () => void runSweep());
  await time.run();

  const lateness: { contact: string; late: number }[] = [];
  const lost: string[] = [];
  for (const contact of connect.contacts) {
    const visitor = visitorOf(contact);
    const limit = limitOf(contact, visitor);
    const late = (contact.ended ?? time.now()) - limit;
    if (visitor === undefined && late > 90_000 + 2 * weather.clocks + sweepsCutOff * 60_000)
      lost.push(contact.id);
    else lateness.push({ contact: contact.id, late });
  }
  const { count: counted } = await openChats.read(instanceId, newTrace());
  const open_ = await sessions.chats.count(instanceId, newTrace());
  return {
    told,
    wronglyEnded,
    lateness,
    lost,
    reaped,
    unfound,
    sweepsCutOff,
    doubled:
      connect.contacts.length -
      new Set(connect.contacts.map(({ participantToken }) => participantToken)).size,
    counted,
    open: open_,
  };
}

/**
 * By when a contact has to have ended. A beacon that was never heard says nothing. Connect itself counts the duration
 * from the first time that the contact was asked for, a row from the last one.
 */
function limitOf(contact: LivedContact, visitor: Visitor | undefined): number {
  const endsAt = contact.endsAt + contact.asked - contact.begun;
  if (!visitor?.tried) return Math.min(endsAt, contact.asked + connectWithin);
  if (visitor.gone && visitor.left !== undefined) return Math.min(endsAt, visitor.left + leaveGrace);
  return endsAt;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
