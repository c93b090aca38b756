import { startAttachmentUpload } from '../../lambdas/operations/start-attachment-upload.ts';
import { anyInstant, anyObject, anyText, anyUrl, connectionToken, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, refusedUnasked, replayed } from './outcomes.ts';

const file = { AttachmentName: 'order.txt', AttachmentSizeInBytes: 18 };

operationTest(startAttachmentUpload, {
  asked: { ...file, ContentType: 'Text/Plain; charset=utf-8', ClientToken: 'first' },
  sends: { ...file, ContentType: 'text/plain', ConnectionToken: connectionToken, ClientToken: derived },
  answers: {
    AttachmentId: anyText,
    UploadMetadata: { Url: anyUrl, UrlExpiry: anyInstant, HeadersToInclude: anyObject },
  },
  refuses: [
    [
      'a kind of file that no chat takes',
      { ContentType: 'application/x-msdownload' },
      ...invalid,
      'ContentType must be one of',
    ],
    [
      'a file that is too large',
      { AttachmentSizeInBytes: 20_971_521 },
      ...invalid,
      'AttachmentSizeInBytes must',
    ],
    ['an empty file', { AttachmentSizeInBytes: 0 }, ...invalid, 'AttachmentSizeInBytes must'],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { AttachmentSizeInBytes: 19 }, ...mismatch },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { ...refusedUnasked, error: 'InternalServerException' },
  },
});
