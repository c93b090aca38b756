import { attachmentProblems } from '../core/content.ts';
import { normalAttachmentType } from './attachment-types.ts';
import { attachmentId, nonEmptyClientToken, timestamp } from './members.ts';
import { integer, map, structure, text } from '../core/shape.ts';
import { ledgerErrors, operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';
import { withoutEmpty } from './without-empty.ts';

const withoutEmptyToken = withoutEmpty('ClientToken');

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_StartAttachmentUpload.html */
export const startAttachmentUpload = operation({
  name: 'StartAttachmentUpload',
  method: 'POST',
  path: '/participant/start-attachment-upload',
  service: 'participant',
  access: 'session',
  summary: 'Begins an attachment: answers the URL to upload to.',
  documentation:
    'Upload with `PUT`, sending `HeadersToInclude`, before `UrlExpiry`; then call CompleteAttachmentUpload. A repetition answers the same URL until 30 seconds before it expires, then 410.',
  input: structure(
    {
      ContentType: text(1, 255),
      AttachmentSizeInBytes: integer(1),
      AttachmentName: text(1, 256),
      ClientToken: nonEmptyClientToken,
    },
    // AWS's client for Android sends no ClientToken. Nobody can then repeat the request.
    ['ContentType', 'AttachmentSizeInBytes', 'AttachmentName'],
  ),
  unknownMembers: 'drop',
  normalize: (given) => {
    const { ContentType, ...rest } = withoutEmptyToken(given);
    return {
      ...rest,
      // If normalizing leaves nothing of a type, it stays as given, to be refused in that form.
      ContentType:
        typeof ContentType === 'string' ? normalAttachmentType(ContentType) || ContentType : ContentType,
    };
  },
  check: (input, settings) => attachmentProblems(input, settings),
  output: structure(
    {
      AttachmentId: attachmentId,
      UploadMetadata: structure(
        {
          Url: text(1, 2_000),
          UrlExpiry: timestamp,
          HeadersToInclude: map(text(1, 128), text(1, 256)),
        },
        ['Url', 'UrlExpiry', 'HeadersToInclude'],
      ),
    },
    ['AttachmentId', 'UploadMetadata'],
  ),
  idempotency: {
    kind: 'ledger',
    answer: 'sealed',
    withoutStore: 'refuse',
    usableUntil: ({ UploadMetadata }) => UploadMetadata?.UrlExpiry,
  },
  command: 'StartAttachmentUpload',
  handler: 'relay',
  budget: budgets.call,
  countsAs: () => ({ quota: 'upload', priority: 'attachment' }),
  permissions: [],
  throttle: quotas.upload,
  errors: [...participantErrors, 'ServiceQuotaExceededException', ...ledgerErrors, 'GoneException'],
});
