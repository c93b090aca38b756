import { displayNameProblems } from '../core/content.ts';
import { instanceProblems, secretProblems } from '../core/start.ts';
import {
  clientToken,
  createdParticipant,
  contactId,
  displayName,
  participantCapabilities,
} from './members.ts';
import { createParticipantErrors, operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { oneOf, structure, text } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateParticipant.html */
export const createParticipant = operation({
  name: 'CreateParticipant',
  method: 'POST',
  path: '/contacts/{ContactId}/participants',
  service: 'connect',
  access: 'iam',
  summary: 'Adds a participant from a trusted back end.',
  documentation:
    'CreateParticipant: CUSTOM_BOT on a chat contact, CUSTOMER on a WebRTC contact; at most one custom participant a contact.',
  input: structure(
    {
      InstanceId: text(1, 100),
      ContactId: contactId,
      ClientToken: clientToken,
      ParticipantDetails: structure(
        {
          ParticipantRole: oneOf('CUSTOM_BOT', 'CUSTOMER'),
          DisplayName: displayName,
          ParticipantCapabilities: participantCapabilities,
        },
        ['ParticipantRole'],
      ),
    },
    ['ContactId', 'ParticipantDetails'],
  ),
  unknownMembers: 'refuse',
  check: (input, settings) => [
    ...instanceProblems(input, settings),
    ...secretProblems(input.ClientToken),
    ...displayNameProblems('ParticipantDetails.', input.ParticipantDetails.DisplayName),
  ],
  output: createdParticipant,
  idempotency: { kind: 'ledger', answer: 'sealed', withoutStore: 'refuse' },
  command: 'CreateParticipant',
  handler: 'create-participant',
  budget: budgets.start,
  permissions: ['connect:CreateParticipant'],
  throttle: quotas.start,
  errors: createParticipantErrors,
});
