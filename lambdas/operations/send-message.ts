import { messageProblems } from '../core/content.ts';
import { chatMessage, clientToken, sent } from './members.ts';
import { oneOf, structure } from '../core/shape.ts';
import { ledgerErrors, operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_SendMessage.html */
export const sendMessage = operation({
  name: 'SendMessage',
  method: 'POST',
  path: '/participant/message',
  service: 'participant',
  access: 'session',
  summary: 'Sends a message.',
  documentation: 'A repetition with the same `ClientToken` answers the same `Id`.',
  input: structure({ ...chatMessage.members, ClientToken: clientToken }, chatMessage.required),
  unknownMembers: 'drop',
  check: (input, settings) => messageProblems('', input, settings),
  output: structure(
    {
      ...sent.members,
      MessageMetadata: structure({ MessageProcessingStatus: oneOf('PROCESSING', 'FAILED', 'REJECTED') }),
    },
    sent.required,
  ),
  idempotency: { kind: 'ledger', answer: 'clear', withoutStore: 'proceed' },
  command: 'SendMessage',
  handler: 'relay',
  budget: budgets.call,
  countsAs: () => ({ quota: 'send', priority: 'message' }),
  permissions: [],
  throttle: quotas.send,
  errors: [...participantErrors, 'InvalidRequestException', ...ledgerErrors],
});
