import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interactiveTemplates, simulatedEvents } from '../../../local/simulated-connect/agent-offers.ts';
import type { SimulatedView } from '../../../local/simulated-connect/agent-offers.ts';
import { agentTexts } from '../../../local/simulated-connect/agent-texts.ts';
import { agentDoes, itemsIn, newChat, promptAgent, subscribedSocket, until } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event';
const interactive = 'application/vnd.amazonaws.connect.message.interactive';

test('a system message is from SYSTEM_MESSAGE, and nobody has joined for it', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  const { State } = await agentDoes(chat, 'message', { Content: 'You are next', From: 'SYSTEM' });
  assert.equal(State, 'WAITING');
  const item = await socket.item((one) => 'Content' in one && one.Content === 'You are next');
  assert.partialDeepStrictEqual(item, {
    Type: 'MESSAGE',
    ContentType: 'text/plain',
    ParticipantRole: 'SYSTEM',
    DisplayName: 'SYSTEM_MESSAGE',
    ContactId: chat.ContactId,
  });
  await agentDoes(chat, 'message', { Content: 'Soon', From: 'SYSTEM' });
  const ids = itemsIn(chat.simulator).filter(({ ParticipantRole }) => ParticipantRole === 'SYSTEM');
  assert.equal(new Set(ids.map(({ ParticipantId }) => ParticipantId)).size, 1);
});

test('every event that Connect is known for can be sent, in the form chatjs knows', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  await agentDoes(chat, 'join');
  for (const Event of simulatedEvents) {
    if (Event.startsWith('authentication.')) await agentDoes(chat, 'sign-in');
    await agentDoes(chat, 'event', { Event });
    const item = await socket.item(({ ContentType }) => ContentType === `${event}.${Event}`);
    assert.partialDeepStrictEqual(item, { Type: 'EVENT', ContactId: chat.ContactId });
    assert.equal('ParticipantId' in item, !Event.startsWith('transfer.'), Event);
  }
  assert.equal(simulatedEvents.length, 11);
});

test('transfers and invitations stay in the transcript; who is idle is a thing of the moment', async (t) => {
  const chat = await newChat(t);
  const kept = ['transfer.succeeded', 'transfer.failed', 'participant.invited'] as const;
  const passing = ['participant.idle', 'participant.returned'] as const;
  for (const Event of [...kept, ...passing]) await agentDoes(chat, 'event', { Event });
  const types = new Set(itemsIn(chat.simulator).map(({ ContentType }) => ContentType));
  for (const name of kept) assert(types.has(`${event}.${name}`), name);
  for (const name of passing) assert(!types.has(`${event}.${name}`), name);
});

test('either side can be idle and return', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  await agentDoes(chat, 'join');
  for (const ParticipantRole of ['CUSTOMER', 'AGENT']) {
    await agentDoes(chat, 'event', { Event: 'participant.idle', ParticipantRole });
    await socket.item(
      (item) =>
        'ParticipantRole' in item &&
        item.ParticipantRole === ParticipantRole &&
        item.ContentType === `${event}.participant.idle`,
    );
  }
});

test('an automatic disconnection takes everybody away but the customer, and an agent can come again', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  await agentDoes(chat, 'join');
  const { State } = await agentDoes(chat, 'event', { Event: 'participant.autodisconnection' });
  assert.equal(State, 'WAITING');
  assert.deepEqual(
    socket.items.slice(-2).map(({ ContentType }) => ContentType),
    [`${event}.participant.autodisconnection`, `${event}.participant.left`],
  );
  await chat.participant.getTranscript({ ConnectionToken: chat.ConnectionToken });
  const again = await agentDoes(chat, 'message', { Content: 'Here I am again' });
  assert.equal(again.State, 'ACTIVE');
  const agents = again.Items.filter(({ ParticipantRole }) => ParticipantRole === 'AGENT');
  assert.equal(new Set(agents.map(({ ParticipantId }) => ParticipantId)).size, 2);
});

test('a display name that is updated is the customer’s from then on', async (t) => {
  const chat = await newChat(t);
  const socket = await subscribedSocket(t, chat);
  const updated = await agentDoes(chat, 'event', {
    Event: 'participant.displayname.updated',
    DisplayName: 'Ada Lovelace',
  });
  assert.equal(updated.DisplayName, 'Ada Lovelace');
  const item = await socket.item(
    ({ ContentType }) => ContentType === `${event}.participant.displayname.updated`,
  );
  assert.partialDeepStrictEqual(item, { ParticipantRole: 'CUSTOMER', DisplayName: 'Ada Lovelace' });
  const { ConnectionToken, participant } = chat;
  await participant.sendMessage({ ConnectionToken, ContentType: 'text/plain', Content: 'hello' });
  assert.equal(itemsIn(chat.simulator).at(-1)?.DisplayName, 'Ada Lovelace');
});

test('signing in ends in one of its events, and then for good', async (t) => {
  const chat = await newChat(t);
  const { participant, ConnectionToken } = chat;
  await refuses(chat, 'event', { Event: 'authentication.succeeded' });
  for (const Event of [
    'authentication.succeeded',
    'authentication.failed',
    'authentication.timeout',
    'authentication.expired',
  ]) {
    const asked = await agentDoes(chat, 'sign-in');
    const { SessionId } = JSON.parse(asked.Items.at(-1)?.Content ?? '') as { readonly SessionId: string };
    await agentDoes(chat, 'event', { Event });
    await assert.rejects(participant.cancelParticipantAuthentication({ ConnectionToken, SessionId }));
  }
});

test('every interactive template is sent as AWS describes it', async (t) => {
  const chat = await newChat(t);
  for (const Template of interactiveTemplates) {
    const { Items } = await agentDoes(chat, 'interactive', { Template });
    const item = Items.at(-1);
    assert.equal(item?.ContentType, interactive);
    const message = JSON.parse(item.Content ?? '') as Message;
    assert.partialDeepStrictEqual(message, { templateType: Template, version: '1.0' });
    assert(Buffer.byteLength(item.Content ?? '') < 12_288, 'small enough for every page of AWS');
    await checks[Template](message.data.content);
  }
});

interface Content {
  readonly title: string;
  readonly subtitle?: string;
  readonly imageType?: string;
  readonly imageData?: string;
  readonly imageDescription?: string;
  readonly elements?: readonly (Content & Message & { readonly templateIdentifier?: string })[];
  readonly timeslots?: readonly { readonly date: string; readonly duration: number }[];
}

interface Message {
  readonly templateType: string;
  readonly data: { readonly content: Content };
}

type Check = (content: Content) => void | Promise<void>;

const checks: Readonly<Record<(typeof interactiveTemplates)[number], Check>> = {
  async ListPicker({ title, subtitle, elements = [], ...picture }) {
    assert(title !== '' && subtitle !== undefined);
    assert(elements.length >= 1 && elements.length <= 6);
    await isPicture(picture);
    for (const element of elements) {
      assert(element.title !== '' && element.subtitle !== undefined);
      await isPicture(element);
    }
  },
  TimePicker({ title, timeslots = [] }) {
    assert(title !== '');
    assert(timeslots.length >= 1 && timeslots.length <= 20);
    for (const { date, duration } of timeslots) {
      assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00$/);
      assert(Date.parse(date) > Date.now() && duration > 0);
    }
    const days = new Set(timeslots.map(({ date }) => date.slice(0, 10)));
    assert(days.size >= 2, 'of more than one day');
  },
  async Panel({ title, subtitle, elements = [], ...picture }) {
    assert(title !== '' && subtitle !== undefined);
    assert(elements.length >= 1 && elements.length <= 10);
    await isPicture(picture);
  },
  QuickReply({ title, elements = [] }) {
    assert(title !== '');
    assert(elements.length >= 2 && elements.length <= 5);
  },
  async Carousel({ title, elements = [] }) {
    assert(title !== '');
    assert(elements.length >= 2 && elements.length <= 5);
    assert.equal(new Set(elements.map(({ templateIdentifier }) => templateIdentifier)).size, elements.length);
    for (const { templateType, data } of elements) {
      assert(templateType === 'Panel' || templateType === 'ListPicker');
      await checks[templateType](data.content);
    }
  },
};

async function isPicture({ imageType, imageData = '', imageDescription }: Partial<Content>): Promise<void> {
  assert.equal(imageType, 'URL');
  assert(imageDescription !== undefined && imageDescription !== '');
  const response = await fetch(imageData);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^image\//);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
}

test('a view can have every kind of field, and say what was wrong', async (t) => {
  const chat = await newChat(t);
  const shown = async (View: SimulatedView): Promise<Shown> => {
    const { Items } = await agentDoes(chat, 'view', { View });
    const message = JSON.parse(Items.at(-1)?.Content ?? '') as ViewMessage;
    assert.equal(message.templateType, 'ViewResource');
    const { viewToken: ViewToken, viewId, viewData } = message.data.content;
    const { View: view } = await chat.participant.describeView({
      ConnectionToken: chat.ConnectionToken,
      ViewToken,
    });
    assert.equal(view?.Id, viewId);
    const template = view.Content?.Template ?? '';
    return { viewData, parts: partsOf(JSON.parse(template)), actions: view.Content?.Actions ?? [] };
  };
  const { parts, actions, viewData } = await shown('fields');
  const has = (Type: string, Props: object = {}): boolean =>
    parts.some((part) => {
      if (part.Type !== Type) return false;
      return Object.entries(Props).every(([name, value]) => part.Props?.[name] === value);
    });
  for (const InputType of ['text', 'number', 'email']) assert(has('FormInput', { InputType }), InputType);
  for (const type of ['DatePicker', 'TimeInput', 'Dropdown', 'RadioGroup', 'Checkbox', 'TextArea'])
    assert(has(type), type);
  const fields = parts.filter(({ Props }) => Props?.['Name'] !== undefined);
  assert(fields.some(({ Props }) => Props?.['Required'] === true));
  assert(fields.some(({ Props }) => Props?.['Required'] !== true));
  assert.equal(new Set(fields.map(({ Props }) => Props?.['Name'])).size, fields.length);
  for (const action of actions) assert(has('Button', { Action: action }), action);
  assert.equal(viewData['ErrorText'], undefined);

  const wrong = await shown('fields-with-error');
  assert.partialDeepStrictEqual(wrong.viewData, { ErrorText: {} });
  assert.equal((await shown('choices')).actions.length, 2);
});

interface Part {
  readonly Type?: string;
  readonly Props?: Readonly<Record<string, unknown>>;
  readonly Content?: readonly Part[];
}

interface Shown {
  readonly parts: readonly Part[];
  readonly actions: readonly string[];
  readonly viewData: Readonly<Record<string, unknown>>;
}

interface ViewMessage {
  readonly templateType: string;
  readonly data: {
    readonly content: {
      readonly viewId: string;
      readonly viewToken: string;
      readonly viewData: Readonly<Record<string, unknown>>;
    };
  };
}

function partsOf({ Body = [] }: { readonly Body?: readonly Part[] }): readonly Part[] {
  const inside = (part: Part): readonly Part[] => [part, ...(part.Content ?? []).flatMap(inside)];
  return Body.flatMap(inside);
}

test('whoever sends something as the agent has taken over from the automatic one', async (t) => {
  const Base64 = Buffer.from('hello').toString('base64');
  for (const [action, body] of [
    ['message', { Content: 'A person here' }],
    ['typing', {}],
    ['attachment', { AttachmentName: 'a.txt', ContentType: 'text/plain', Base64 }],
    ['view', {}],
    ['interactive', { Template: 'QuickReply' }],
    ['sign-in', {}],
  ] as const) {
    const chat = await newChat(t, promptAgent);
    await until(() => itemsIn(chat.simulator).some(({ Content }) => Content === agentTexts.greeting));
    assert.equal((await agentDoes(chat, action, body)).Automatic, false, action);
  }
  const chat = await newChat(t, promptAgent);
  const { Automatic } = await agentDoes(chat, 'message', { Content: 'You are next', From: 'SYSTEM' });
  assert.equal(Automatic, true);
});

test('what there is not to send is refused', async (t) => {
  const chat = await newChat(t);
  await refuses(chat, 'interactive', { Template: 'Jukebox' });
  await refuses(chat, 'interactive', {});
  await refuses(chat, 'view', { View: 'toString' });
  await refuses(chat, 'event', { Event: 'chat.ended' });
  await refuses(chat, 'event', {});
  await refuses(chat, 'event', { Event: 'participant.idle', ParticipantRole: 'SUPERVISOR' });
  await refuses(chat, 'message', { Content: 'x', From: 'CUSTOMER' });
});

async function refuses({ simulator, ContactId }: Chat, action: string, body: object): Promise<void> {
  const url = `${simulator.url}/_simulator/agent/contacts/${ContactId}/${action}`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(response.status, 400, action);
  assert.equal(typeof ((await response.json()) as { readonly message: unknown }).message, 'string');
}
