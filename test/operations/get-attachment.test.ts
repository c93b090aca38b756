import { getAttachment } from '../../lambdas/operations/get-attachment.ts';
import { anyInstant, anyUrl, connectionToken } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid } from './outcomes.ts';
import { fileText, sentFile } from './scenes.ts';

operationTest(getAttachment, {
  asked: async (scene) => ({ AttachmentId: await sentFile(scene), UrlExpiryInSeconds: 60 }),
  sends: (asked) => ({ ...asked, ConnectionToken: connectionToken }),
  answers: { Url: anyUrl, UrlExpiry: anyInstant, AttachmentSizeInBytes: fileText.length },
  refuses: [
    ['no id', { AttachmentId: '' }, ...invalid, 'AttachmentId must have length'],
    [
      'a URL for longer than five minutes',
      { UrlExpiryInSeconds: 301 },
      ...invalid,
      'UrlExpiryInSeconds must',
    ],
  ],
  connectRefuses: [['a file of another chat', { AttachmentId: 'another' }, ...invalid]],
  retries: {
    again: { calls: 2, carriedOut: 2 },
    throttled: { calls: 2, carriedOut: 1 },
    throttledThroughout: { ...busy, calls: 3 },
    answerLost: { calls: 2, carriedOut: 2 },
  },
});
