import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { chatReferenceAttribute } from '../../../lambdas/core/start.ts';
import type { CommandName, InputOf, OutputOf } from '../../../lambdas/core/commands.ts';

/** Something that happened at Connect and cannot be taken back. */
export interface Effect {
  readonly scope: string;
  readonly clientToken: string;
}

/** Connect as far as it matters to a ledger: effects, ClientTokens, connection tokens that come to an end. */
export interface FakeConnect {
  readonly effects: readonly Effect[];
  readonly state: ConnectState;
  /** Carries a command out at once. Fails with an UpstreamError. */
  apply<C extends CommandName>(command: C, input: InputOf<C>, now: number): OutputOf<C>;
  expireConnectionTokens(): void;
}

/** All that it remembers, as data. */
export interface ConnectState {
  readonly effects: readonly Effect[];
  /** By scope and ClientToken. */
  readonly answers: Readonly<Record<string, Output>>;
  /** Connection tokens by the participant they speak for. */
  readonly connections: Readonly<Record<string, string>>;
  /** When each participant's chat was over for it, by its token: epoch milliseconds. */
  readonly left: Readonly<Record<string, number>>;
  /** The row's id that a start has put on its contact. */
  readonly references: Readonly<Record<string, string>>;
  readonly made: number;
}

export const connectAtRest: ConnectState = {
  effects: [],
  answers: {},
  connections: {},
  left: {},
  references: {},
  made: 0,
};

type Output = Readonly<Record<string, unknown>>;

/** What it looks at of what it is sent. */
interface Tokens {
  readonly ConnectionToken?: unknown;
  readonly ParticipantToken?: unknown;
  readonly ClientToken?: unknown;
  readonly Attributes?: unknown;
}

/** `dedupes`: whether a ClientToken seen before is answered as before, without another effect. */
export function fakeConnect(dedupes: boolean, from = connectAtRest): FakeConnect {
  let state = from;
  return {
    get effects() {
      return state.effects;
    },
    get state() {
      return state;
    },
    apply: <C extends CommandName>(command: C, input: InputOf<C>, now: number) => {
      const carried = carryOut(state, dedupes, command, input, now);
      ({ state } = carried);
      return carried.output as OutputOf<C>;
    },
    expireConnectionTokens() {
      state = { ...state, connections: {} };
    },
  };
}

interface Carried {
  readonly state: ConnectState;
  readonly output: Output;
}

/** What each command with a ClientToken answers, where `made` is what it makes. */
const performed = new Map<CommandName, (made: number, now: number) => Output>([
  ['SendMessage', (made) => ({ Id: `message-${made}`, AbsoluteTime: 'then' })],
  ['CompleteAttachmentUpload', () => ({})],
  [
    'StartAttachmentUpload',
    (made, now) => ({
      AttachmentId: `attachment-${made}`,
      UploadMetadata: {
        Url: `https://upload.invalid/${made}`,
        UrlExpiry: new Date(now + 300_000).toISOString(),
        HeadersToInclude: {},
      },
    }),
  ],
  ['DisconnectParticipant', () => ({})],
  [
    'StartChatContact',
    (made) => ({
      ContactId: `contact-${made}`,
      ParticipantId: `participant-${made}`,
      ParticipantToken: `participant-token-${made}`,
    }),
  ],
  [
    'CreateParticipant',
    (made) => ({
      ParticipantId: `participant-${made}`,
      ParticipantCredentials: { ParticipantToken: `participant-token-${made}` },
    }),
  ],
]);

function carryOut(
  state: ConnectState,
  dedupes: boolean,
  command: CommandName,
  input: Tokens,
  now: number,
): Carried {
  const made = state.made + 1;
  if (command === 'CreateParticipantConnection') {
    const participant = String(input.ParticipantToken);
    if (participant in state.left) throw denied();
    const token = `connection-token-${made}`;
    const Expiry = new Date(now + 24 * 3_600_000).toISOString();
    return {
      state: { ...state, made, connections: { ...state.connections, [token]: participant } },
      output: { ConnectionCredentials: { ConnectionToken: token, Expiry } },
    };
  }
  const perform = performed.get(command);
  if (!perform) throw new Error(`no such command here: ${command}`);
  const account = command === 'StartChatContact' || command === 'CreateParticipant';
  const participant = account ? 'account' : state.connections[String(input.ConnectionToken)];
  if (participant === undefined || participant in state.left) throw denied();
  const clientToken = input.ClientToken;
  if (typeof clientToken !== 'string' || clientToken === '') throw new Error('sent without ClientToken');
  const key = JSON.stringify([participant, clientToken]);
  const known = state.answers[key];
  if (known && dedupes) return { state, output: known };
  const output = perform(made, now);
  return {
    state: {
      ...state,
      made,
      effects: [...state.effects, { scope: participant, clientToken }],
      answers: { ...state.answers, [key]: output },
      left: command === 'DisconnectParticipant' ? { ...state.left, [participant]: now } : state.left,
      references: { ...state.references, ...referenceIn(input, output) },
    },
    output,
  };
}

function referenceIn({ Attributes }: Tokens, { ContactId }: Output): Readonly<Record<string, string>> {
  const reference: unknown = Object(Attributes)[chatReferenceAttribute];
  return typeof reference === 'string' ? { [String(ContactId)]: reference } : {};
}

function denied(): UpstreamError {
  return new UpstreamError({ kind: 'denied', certain: true });
}
