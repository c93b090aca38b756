import { contactId, timestamp } from './members.ts';
import { operation } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { integer, oneOf, structure } from '../core/shape.ts';

/** Of our own: Connect has no operation that deletes all that is kept of a contact. */
export const eraseContact = operation({
  name: 'EraseContact',
  method: 'DELETE',
  path: '/contacts/{ContactId}',
  service: 'connect',
  access: 'iam',
  summary: 'Deletes what this API keeps of a contact.',
  documentation:
    'Deletes the sessions of all participants that the contact had through this API, and what else is kept of them, and ' +
    'answers how many rows of each kind there were. Their bearers open nothing from then on, also in the middle of a ' +
    'chat: it goes on at Connect, for the agent, until it is ended there. No session of the contact is made again. ' +
    'A repetition deletes what is left, and answers in the same form. Records of `ClientToken`s that the chat has used ' +
    'since its start name nobody, and are gone at `LedgerRecordsUntil`; `npm run erase` deletes them at once. ' +
    'What Connect keeps (transcript, attributes, contact record) is deleted there. With `eraseAtConnect`, the chat is ' +
    'ended first, and Connect asked for DeleteContactData. If it refuses, all else is deleted, and the answer is an ' +
    'error: repeat it until it is 200.',
  input: structure({ ContactId: contactId }, ['ContactId']),
  unknownMembers: 'refuse',
  output: structure(
    {
      Sessions: integer(0),
      LedgerRecords: integer(0),
      QueuePositions: integer(0),
      QuotaShares: integer(0),
      LedgerRecordsUntil: timestamp,
      ContactData: oneOf('REQUESTED', 'NOT_FOUND', 'NOT_REQUESTED'),
    },
    ['Sessions', 'LedgerRecords', 'QueuePositions', 'QuotaShares', 'LedgerRecordsUntil', 'ContactData'],
  ),
  idempotency: { kind: 'none' },
  handler: 'erase-contact',
  budget: budgets.erasure,
  permissions: [
    'connect:ListAssociatedContacts',
    'connect:DescribeContact',
    'connect:StopContact',
    'connect:DeleteContactData',
  ],
  throttle: quotas.own,
  errors: [
    'ValidationException',
    'AccessDeniedException',
    'ConflictException',
    'ThrottlingException',
    'InternalServiceException',
  ],
});
