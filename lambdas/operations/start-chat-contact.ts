import { contactAttributeProblems, entryPointProblems, startProblems } from '../core/start.ts';
import {
  attributes,
  chatMessage,
  clientToken,
  contactId,
  displayName,
  persistentChat,
  segmentAttributes,
  startedChat,
  supportedMessagingContentTypes,
} from './members.ts';
import { operation, startErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { integer, list, oneOf, structure, text } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html */
export const startChatContact = operation({
  name: 'StartChatContact',
  method: 'POST',
  path: '/contacts',
  service: 'connect',
  access: 'iam',
  summary: 'Starts a chat from a trusted back end.',
  documentation:
    'Every member of StartChatContact, on a configured instance and flow. `ParticipantToken` is a session bearer to ' +
    'hand to the browser.',
  input: structure(
    {
      EntryPoint: text(1, 64),
      InstanceId: text(1, 100),
      ContactFlowId: text(0, 500),
      Attributes: attributes,
      ParticipantDetails: structure({ DisplayName: displayName }, ['DisplayName']),
      ParticipantConfiguration: structure({ ResponseMode: oneOf('INCREMENTAL', 'COMPLETE') }),
      InitialMessage: chatMessage,
      ClientToken: clientToken,
      ChatDurationInMinutes: integer(60, 10_080),
      SupportedMessagingContentTypes: supportedMessagingContentTypes,
      PersistentChat: persistentChat,
      RelatedContactId: contactId,
      SegmentAttributes: segmentAttributes,
      CustomerId: text(1, 128),
      DisconnectOnCustomerExit: list(oneOf('AGENT'), { min: 1, max: 1 }),
    },
    ['ParticipantDetails'],
  ),
  unknownMembers: 'refuse',
  check: (input, settings) => [
    ...entryPointProblems(input, settings),
    ...contactAttributeProblems(input.Attributes ?? {}, input, settings),
    ...startProblems(input, settings),
  ],
  output: startedChat,
  idempotency: { kind: 'ledger', answer: 'sealed', withoutStore: 'refuse' },
  command: 'StartChatContact',
  handler: 'start-chat',
  asks: 'start',
  budget: budgets.start,
  permissions: ['connect:StartChatContact', 'connect:UpdateParticipantRoleConfig'],
  throttle: quotas.start,
  errors: startErrors,
});
