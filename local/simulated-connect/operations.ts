import type { InputOf, OutputOf } from '../../lambdas/core/commands.ts';
import type { Attachments } from './attachments.ts';
import type { Authentications } from './authentication.ts';
import type { Contact, Contacts, Participant } from './contacts.ts';
import type { IdleTimers } from './idle-timers.ts';
import type { Queues } from './queues.ts';
import type { ConnectOperation, OperationName, ParticipantOperation } from './operation-names.ts';
import type { Scanner } from './scanner.ts';
import type { Tokens } from './tokens.ts';

/** The input of every operation, by name; it has been validated against the model. */
export type Inputs = { readonly [Name in OperationName]: InputOf<Name> };

/** Who a participant operation is called for. */
export interface Caller {
  readonly contact: Contact;
  readonly participant: Participant;
}

/** What the operations work on. */
export interface World {
  readonly now: () => number;
  readonly contacts: Contacts;
  readonly idleTimers: IdleTimers;
  readonly queues: Queues;
  readonly tokens: Tokens;
  readonly attachments: Attachments;
  readonly scanner: Scanner;
  readonly authentications: Authentications;
  /** Where the simulator listens: http://127.0.0.1:PORT. */
  readonly baseUrl: () => string;
  readonly quotas: boolean;
  /** Whether new contacts are served by the automatic agent. */
  readonly automatic: boolean;
  /** The instances and contact flows that exist; undefined: all do. */
  readonly flows?: readonly { readonly instanceId: string; readonly contactFlowId: string }[];
}

export type ParticipantHandlers = {
  readonly [Name in ParticipantOperation]: (
    world: World,
    input: Inputs[Name],
    caller: Caller,
  ) => OutputOf<Name>;
};

/** One for each: whoever adds an operation to the API adds what it does here. */
export type ConnectHandlers = {
  readonly [Name in ConnectOperation]: (world: World, input: Inputs[Name]) => OutputOf<Name>;
};
