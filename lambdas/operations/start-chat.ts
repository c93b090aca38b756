import {
  attributeProblems,
  cookieProblems,
  entryPointProblems,
  startProblems,
  verificationProblems,
} from '../core/start.ts';
import {
  attributes,
  chatMessage,
  clientToken,
  displayName,
  persistentChat,
  startedChat,
  supportedMessagingContentTypes,
  verificationToken,
} from './members.ts';
import { operation, startErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas, starts } from './quotas.ts';
import { oneOf, structure, text } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartChatContact.html */
export const startChat = operation({
  name: 'StartChat',
  method: 'POST',
  path: '/chats',
  service: 'connect',
  access: 'public',
  summary: 'Starts a chat from a browser.',
  documentation:
    'StartChatContact on a configured entry point. `ParticipantToken` is the session bearer: send it as ' +
    '`X-Amz-Bearer`, or give it to amazon-connect-chatjs as the participant token. A `ClientToken` makes the start ' +
    'safe to retry, and because it leads to the bearer it is a secret: a UUID of version 4, or at least 43 random ' +
    'base64url characters. ' +
    'The chat ends after eight hours, unless its entry point says otherwise. ' +
    '`PersistentChat` needs the bearer of the earlier session in `X-Amz-Bearer`. ' +
    'Where too many chats are open, or were started lately, in all, from one network or by one visitor, the answer is ' +
    '429 with `Retry-After`, and Connect is not asked.',
  input: structure(
    {
      EntryPoint: text(1, 64),
      InstanceId: text(1, 100),
      ContactFlowId: text(0, 500),
      ParticipantDetails: structure({ DisplayName: displayName }, ['DisplayName']),
      Attributes: attributes,
      InitialMessage: chatMessage,
      SupportedMessagingContentTypes: supportedMessagingContentTypes,
      PersistentChat: persistentChat,
      ClientToken: clientToken,
      VerificationToken: verificationToken,
      session: oneOf('cookie'),
    },
    ['ParticipantDetails'],
  ),
  unknownMembers: 'refuse',
  check: (input, settings) => [
    ...entryPointProblems(input, settings),
    ...attributeProblems(input.Attributes ?? {}, input, settings),
    ...startProblems(input, settings),
    ...verificationProblems(input, settings),
    ...cookieProblems(input, settings),
  ],
  output: startedChat,
  idempotency: { kind: 'ledger', answer: 'sealed', withoutStore: 'refuse' },
  command: 'StartChatContact',
  handler: 'start-chat',
  asks: 'start',
  budget: budgets.start,
  permissions: ['connect:StartChatContact', 'connect:UpdateParticipantRoleConfig'],
  throttle: starts,
  quota: quotas.start,
  errors: [...startErrors, 'TooManyRequestsException'],
});
