import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import type { CommandName, InputOf, OutputOf } from '../../../lambdas/core/commands.ts';

/** Something that happened at Connect and cannot be taken back. */
export interface Effect {
  readonly scope: string;
  readonly clientToken: string;
}

/** Connect as far as it matters to a ledger: effects, ClientTokens, connection tokens that come to an end. */
export interface FakeConnect {
  readonly effects: readonly Effect[];
  /** Carries a command out at once. Fails with an UpstreamError. */
  apply<C extends CommandName>(command: C, input: InputOf<C>, now: number): OutputOf<C>;
  expireConnectionTokens(): void;
}

/** What it looks at of what it is sent. */
interface Tokens {
  readonly ConnectionToken?: unknown;
  readonly ParticipantToken?: unknown;
  readonly ClientToken?: unknown;
}

/** `dedupes`: whether a ClientToken seen before is answered as before, without another effect. */
export function fakeConnect(dedupes: boolean): FakeConnect {
  const effects: Effect[] = [];
  const answers = new Map<string, Record<string, unknown>>();
  /** Connection tokens by the participant they speak for. */
  const connections = new Map<string, string>();
  const left = new Set<string>();
  let made = 0;

  function once(
    scope: string,
    clientToken: string,
    effect: () => Record<string, unknown>,
  ): Record<string, unknown> {
    const key = JSON.stringify([scope, clientToken]);
    const known = answers.get(key);
    if (known && dedupes) return known;
    effects.push({ scope, clientToken });
    const answer = effect();
    answers.set(key, answer);
    return answer;
  }

  const performed = new Map<CommandName, (scope: string, now: number) => Record<string, unknown>>([
    ['SendMessage', () => ({ Id: `message-${++made}`, AbsoluteTime: 'then' })],
    ['CompleteAttachmentUpload', () => ({})],
    [
      'StartAttachmentUpload',
      (_scope, now) => ({
        AttachmentId: `attachment-${++made}`,
        UploadMetadata: {
          Url: `https://upload.invalid/${made}`,
          UrlExpiry: new Date(now + 300_000).toISOString(),
          HeadersToInclude: {},
        },
      }),
    ],
    [
      'DisconnectParticipant',
      (participant) => {
        left.add(participant);
        return {};
      },
    ],
    [
      'StartChatContact',
      () => ({
        ContactId: `contact-${++made}`,
        ParticipantId: `participant-${made}`,
        ParticipantToken: `participant-token-${made}`,
      }),
    ],
    [
      'CreateParticipant',
      () => ({
        ParticipantId: `participant-${++made}`,
        ParticipantCredentials: { ParticipantToken: `participant-token-${made}` },
      }),
    ],
  ]);

  function carryOut(command: CommandName, input: Tokens, now: number): Record<string, unknown> {
    if (command === 'CreateParticipantConnection') {
      const participant = String(input.ParticipantToken);
      if (left.has(participant)) throw denied();
      const token = `connection-token-${++made}`;
      connections.set(token, participant);
      const Expiry = new Date(now + 24 * 3_600_000).toISOString();
      return { ConnectionCredentials: { ConnectionToken: token, Expiry } };
    }
    const perform = performed.get(command);
    if (!perform) throw new Error(`no such command here: ${command}`);
    const account = command === 'StartChatContact' || command === 'CreateParticipant';
    const participant = account ? 'account' : connections.get(String(input.ConnectionToken));
    if (participant === undefined || left.has(participant)) throw denied();
    const clientToken = input.ClientToken;
    if (typeof clientToken !== 'string' || clientToken === '') throw new Error('sent without ClientToken');
    return once(participant, clientToken, () => perform(participant, now));
  }

  return {
    effects,
    apply: <C extends CommandName>(command: C, input: InputOf<C>, now: number) =>
      carryOut(command, input, now) as OutputOf<C>,
    expireConnectionTokens: () => connections.clear(),
  };
}

function denied(): UpstreamError {
  return new UpstreamError({ kind: 'denied', certain: true });
}
