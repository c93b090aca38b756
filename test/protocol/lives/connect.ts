import type { Contacts } from '../../../lambdas/core/contacts.ts';
import type { Upstream } from '../../../lambdas/core/ports.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';

/** A contact at Connect, by what is true of it. */
export interface LivedContact {
  readonly id: string;
  readonly begun: number;
  /** When it was asked for, the last time. */
  asked: number;
  readonly endsAt: number;
  readonly reference: string | undefined;
  readonly participantToken: string;
  /** This contact, and those that its chat was transferred to: the last one is where it goes on. */
  readonly segments: string[];
  /** When it was, the last time. */
  transferred: number;
  ended: number | undefined;
}

export interface LivedConnect extends Contacts {
  readonly contacts: LivedContact[];
  readonly upstream: Upstream;
  /** An agent ends the chat, or its duration is over. */
  end(contact: LivedContact): void;
  transfer(contact: LivedContact): void;
}

/** What Connect tells of a contact. */
export type Tell = (eventType: string, contactId: string, initialContactId: string) => void;

interface Options {
  readonly now: () => number;
  /** The attribute that a start of ours puts on its contact. */
  readonly attribute: string;
  readonly tell: Tell;
  /** Told of every contact that StopContact ends. */
  readonly stopped: (contact: LivedContact) => void;
}

/** Milliseconds until a transfer is listed, at most. */
const listedAfter = 5_000;

/** Connect as far as chats live and end there: one ClientToken, one contact. */
export function livedConnect({ now, attribute, tell, stopped }: Options): LivedConnect {
  const contacts: LivedContact[] = [];
  const byClientToken = new Map<string, LivedContact>();
  const of = (id: string): LivedContact | undefined => contacts.find(({ segments }) => segments.includes(id));

  function end(contact: LivedContact): void {
    if (contact.ended !== undefined) return;
    contact.ended = now();
    tell('DISCONNECTED', contact.segments.at(-1) ?? '', contact.id);
  }

  function start(input: Record<string, unknown>): LivedContact {
    const { ClientToken, ChatDurationInMinutes = 1_500, Attributes = {} } = input;
    const earlier = byClientToken.get(String(ClientToken));
    if (earlier) {
      earlier.asked = now();
      return earlier;
    }
    const id = `contact-${contacts.length}`;
    const contact: LivedContact = {
      id,
      begun: now(),
      asked: now(),
      endsAt: now() + Number(ChatDurationInMinutes) * 60_000,
      reference: (Attributes as Record<string, string>)[attribute],
      participantToken: `token of ${id}`,
      segments: [id],
      transferred: -Infinity,
      ended: undefined,
    };
    contacts.push(contact);
    byClientToken.set(String(ClientToken), contact);
    tell('INITIATED', id, id);
    return contact;
  }

  return {
    contacts,
    end,
    transfer(contact) {
      if (contact.ended !== undefined) return;
      const before = contact.segments.at(-1) ?? '';
      const after = `${contact.id}-${contact.segments.length}`;
      contact.segments.push(after);
      contact.transferred = now();
      tell('INITIATED', after, contact.id);
      tell('DISCONNECTED', before, contact.id);
    },
    stop(_instance, id) {
      const contact = of(id);
      if (!contact || contact.ended !== undefined || contact.segments.at(-1) !== id)
        return Promise.resolve(false);
      stopped(contact);
      end(contact);
      return Promise.resolve(true);
    },
    chat(_instance, id) {
      const contact = of(id);
      const last = contact?.segments.at(-1);
      if (!contact || last === undefined) return Promise.resolve({ open: [], ended: undefined });
      if (contact.ended !== undefined) return Promise.resolve({ open: [], ended: contact.ended });
      // A transfer is listed late: until then, the chat looks as if it was over.
      const listed = now() - contact.transferred > listedAfter;
      return Promise.resolve(
        listed ? { open: [last], ended: undefined } : { open: [], ended: contact.transferred },
      );
    },
    reference: (_instance, id) => Promise.resolve(of(id)?.reference),
    upstream: {
      send: ((command: string, input: Record<string, unknown>) => {
        const withToken = (prefix: string, member: string): LivedContact => {
          const token = String(input[member]).replace(prefix, '');
          const contact = contacts.find(({ participantToken }) => participantToken === token);
          return contact?.ended === undefined && contact ? contact : denied();
        };
        const answer = (): object => {
          switch (command) {
            case 'StartChatContact': {
              const { id, participantToken } = start(input);
              return {
                ContactId: id,
                ParticipantId: `customer of ${id}`,
                ParticipantToken: participantToken,
              };
            }
            case 'CreateParticipantConnection': {
              const { participantToken } = withToken('', 'ParticipantToken');
              return { ConnectionCredentials: { ConnectionToken: `connection ${participantToken}` } };
            }
            case 'DisconnectParticipant':
              end(withToken('connection ', 'ConnectionToken'));
              return {};
            default:
              withToken('connection ', 'ConnectionToken');
              return { Id: 'id', AbsoluteTime: new Date(now()).toISOString() };
          }
        };
        try {
          return Promise.resolve({ output: answer(), requestId: undefined });
        } catch (error) {
          return Promise.reject(error);
        }
      }) as unknown as Upstream['send'],
    },
  };
}

function denied(): never {
  throw new UpstreamError({ kind: 'denied', certain: true });
}
