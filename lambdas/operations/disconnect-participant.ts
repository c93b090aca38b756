import { clientToken } from './members.ts';
import { nothing, structure } from '../core/shape.ts';
import { ledgerErrors, operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_DisconnectParticipant.html */
export const disconnectParticipant = operation({
  name: 'DisconnectParticipant',
  method: 'POST',
  path: '/participant/disconnect',
  service: 'participant',
  access: 'session',
  summary: 'Ends the chat and revokes the session.',
  documentation:
    'From the answer on, the bearer is worth nothing; only a repetition of this request with the same `ClientToken` is answered as it was.',
  input: structure({ ClientToken: clientToken }),
  unknownMembers: 'drop',
  output: nothing,
  idempotency: { kind: 'ledger', answer: 'clear', withoutStore: 'proceed' },
  command: 'DisconnectParticipant',
  handler: 'disconnect',
  asks: 'end',
  budget: budgets.call,
  // Whoever leaves is not kept: it is tried like a message.
  countsAs: () => ({ quota: 'disconnect', priority: 'message' }),
  permissions: [],
  throttle: quotas.disconnect,
  errors: [...participantErrors, ...ledgerErrors],
});
