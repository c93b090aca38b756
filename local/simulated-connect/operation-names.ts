import type { CommandOf } from '../../lambdas/operations/operations.ts';

/** The services as AWS's models name them. */
export type ServiceName = 'connectparticipant' | 'connect';

/** What is simulated: every operation in which one of the API's ends, and what ends a chat. */
export type ParticipantOperation = CommandOf<'participant'>;
export type ConnectOperation =
  CommandOf<'connect'> | 'StopContact' | 'DescribeContact' | 'ListAssociatedContacts';
export type OperationName = ParticipantOperation | ConnectOperation;
