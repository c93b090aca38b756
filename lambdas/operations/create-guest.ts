import { displayNameProblems } from '../core/content.ts';
import { clientToken, createdParticipant, displayName, participantCapabilities } from './members.ts';
import { createParticipantErrors, operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { oneOf, structure } from '../core/shape.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateParticipant.html */
export const createGuest = operation({
  name: 'CreateGuest',
  method: 'POST',
  path: '/participants',
  service: 'connect',
  access: 'session',
  summary: "Adds a guest to the session's own contact.",
  documentation:
    'CreateParticipant with the role CUSTOMER, which Connect allows on a WebRTC contact. The guest gets a bearer of its own.',
  input: structure(
    {
      ClientToken: clientToken,
      ParticipantDetails: structure({
        ParticipantRole: oneOf('CUSTOMER'),
        DisplayName: displayName,
        ParticipantCapabilities: participantCapabilities,
      }),
    },
    ['ParticipantDetails'],
  ),
  unknownMembers: 'refuse',
  check: ({ ParticipantDetails }) =>
    displayNameProblems('ParticipantDetails.', ParticipantDetails.DisplayName),
  output: createdParticipant,
  idempotency: { kind: 'ledger', answer: 'sealed', withoutStore: 'refuse' },
  command: 'CreateParticipant',
  handler: 'create-guest',
  budget: budgets.start,
  permissions: ['connect:CreateParticipant'],
  throttle: quotas.start,
  errors: createParticipantErrors,
});
