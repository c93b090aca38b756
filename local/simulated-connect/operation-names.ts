/** The operations the simulator answers, by the service that owns them (names as in AWS's models). */
export const operationsOf = {
  connectparticipant: [
    'CancelParticipantAuthentication',
    'CompleteAttachmentUpload',
    'CreateParticipantConnection',
    'DescribeView',
    'DisconnectParticipant',
    'GetAttachment',
    'GetAuthenticationUrl',
    'GetTranscript',
    'SendEvent',
    'SendMessage',
    'StartAttachmentUpload',
  ],
  connect: ['CreateParticipant', 'StartChatContact', 'StopContact'],
} as const;

export type ServiceName = keyof typeof operationsOf;
export type ParticipantOperation = (typeof operationsOf.connectparticipant)[number];
export type ConnectOperation = (typeof operationsOf.connect)[number];
export type OperationName = ParticipantOperation | ConnectOperation;

/** Every operation's name. */
export function operationNames(): readonly OperationName[] {
  return [...operationsOf.connectparticipant, ...operationsOf.connect];
}
