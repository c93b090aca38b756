import { attachmentId, nonEmptyClientToken } from './members.ts';
import { list, nothing, structure } from '../core/shape.ts';
import { ledgerErrors, operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { withoutEmpty } from './without-empty.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_CompleteAttachmentUpload.html */
export const completeAttachmentUpload = operation({
  name: 'CompleteAttachmentUpload',
  method: 'POST',
  path: '/participant/complete-attachment-upload',
  service: 'participant',
  access: 'session',
  summary: 'Completes an attachment: the other side sees it.',
  documentation: 'Call it when the upload to the URL of StartAttachmentUpload has succeeded.',
  input: structure(
    { AttachmentIds: list(attachmentId, { min: 1, max: 1 }), ClientToken: nonEmptyClientToken },
    ['AttachmentIds'],
  ),
  unknownMembers: 'drop',
  normalize: withoutEmpty('ClientToken'),
  output: nothing,
  idempotency: { kind: 'ledger', answer: 'clear', withoutStore: 'proceed' },
  command: 'CompleteAttachmentUpload',
  handler: 'relay',
  budget: budgets.call,
  countsAs: () => ({ quota: 'upload', priority: 'attachment' }),
  permissions: [],
  throttle: quotas.upload,
  errors: [...participantErrors, 'ServiceQuotaExceededException', ...ledgerErrors],
});
