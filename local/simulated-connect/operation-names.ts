import type { CommandOf } from '../../lambdas/operations/operations.ts';

/** The services as AWS's models name them. */
export type ServiceName = 'connectparticipant' | 'connect';

/**
 * What is simulated: every operation in which one of the API's ends, what ends or erases a chat, and how an operator's
 * command finds those of a person.
 */
export type ParticipantOperation = CommandOf<'participant'>;
export type ConnectOperation = CommandOf<'connect'> | 'SearchContacts' | 'GetContactAttributes';
export type OperationName = ParticipantOperation | ConnectOperation;
