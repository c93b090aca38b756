import { attachmentId, timestamp } from './members.ts';
import { integer, structure, text } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetAttachment.html */
export const getAttachment = operation({
  name: 'GetAttachment',
  method: 'POST',
  path: '/participant/attachment',
  service: 'participant',
  access: 'session',
  summary: 'Answers a URL from which to download an attachment.',
  documentation: '`UrlExpiryInSeconds` is 5 to 300.',
  input: structure({ AttachmentId: attachmentId, UrlExpiryInSeconds: integer(5, 300) }, ['AttachmentId']),
  unknownMembers: 'drop',
  output: structure({ Url: text(1, 2_000), UrlExpiry: timestamp, AttachmentSizeInBytes: integer(1) }, [
    'Url',
    'UrlExpiry',
    'AttachmentSizeInBytes',
  ]),
  idempotency: { kind: 'none' },
  command: 'GetAttachment',
  handler: 'relay',
  budget: budgets.call,
  countsAs: () => ({ quota: 'read', priority: 'attachment' }),
  permissions: [],
  throttle: quotas.read,
  errors: [...participantErrors, 'ConflictException'],
});
