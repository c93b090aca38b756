import { completeAttachmentUpload } from '../../lambdas/operations/complete-attachment-upload.ts';
import { connectionToken, derived } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, replayed } from './outcomes.ts';
import { uploadedFile } from './scenes.ts';

operationTest(completeAttachmentUpload, {
  asked: async (scene) => ({ AttachmentIds: [await uploadedFile(scene)], ClientToken: 'first' }),
  sends: ({ AttachmentIds }) => ({ AttachmentIds, ConnectionToken: connectionToken, ClientToken: derived }),
  answers: {},
  refuses: [
    ['no file', { AttachmentIds: [] }, ...invalid, 'AttachmentIds must have at least 1 member'],
    [
      'two files at once',
      { AttachmentIds: ['a', 'b'] },
      ...invalid,
      'AttachmentIds must have at most 1 member',
    ],
  ],
  connectRefuses: [['a file of another chat', { AttachmentIds: ['another'] }, ...invalid]],
  retries: {
    again: replayed,
    otherBody: { members: { AttachmentIds: ['another'] }, ...mismatch },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { calls: 1, carriedOut: 1 },
  },
});
