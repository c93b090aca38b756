import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { completeAttachmentUpload } from '../../lambdas/operations/complete-attachment-upload.ts';
import { startAttachmentUpload } from '../../lambdas/operations/start-attachment-upload.ts';
import { functionDefaults } from '../../local/settings.ts';
import { ask } from '../support/api-request.ts';
import { agentDoes, putFile, sessionIdIn, viewTokenIn } from '../support/chat-scene.ts';
import type { Scene } from './specification.ts';

/** What has to be there before an operation can be asked for. */

const { instanceId, contactFlowId, queueId } = (
  JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as {
    default: { instanceId: string; contactFlowId: string; queueId: string };
  }
).default;

/** What Connect is sent for the default entry point. */
export const configured = { InstanceId: instanceId, ContactFlowId: contactFlowId };

/** What Connect is asked of the default entry point's queue. */
export const configuredQueue = { InstanceId: instanceId, QueueId: queueId };

/** A ClientToken that nobody can guess. */
export function newSecret(): string {
  return randomUUID();
}

export const fileText = 'order no. 1234567\n';

/** A file that is uploaded and not yet completed: its id. */
export async function uploadedFile({ api, chat: { bearer } }: Scene): Promise<unknown> {
  const { body } = await ask(api.url, startAttachmentUpload, {
    input: {
      ContentType: 'text/plain',
      AttachmentName: 'order.txt',
      AttachmentSizeInBytes: fileText.length,
    },
    bearer,
  });
  await putFile(body['UploadMetadata'], fileText);
  return body['AttachmentId'];
}

/** A file in the chat: its id. */
export async function sentFile(scene: Scene): Promise<unknown> {
  const id = await uploadedFile(scene);
  const { bearer } = scene.chat;
  const { status } = await ask(scene.api.url, completeAttachmentUpload, {
    input: { AttachmentIds: [id] },
    bearer,
  });
  assert.equal(status, 200);
  return id;
}

/** A view that the agent has shown: its token. */
export async function shownView({ api, chat }: Scene): Promise<string> {
  return viewTokenIn(await agentDoes(api, chat.contactId, 'view'));
}

/** A sign-in that the flow has asked for: its session. */
export async function askedToSignIn({ api, chat }: Scene): Promise<string> {
  return sessionIdIn(await agentDoes(api, chat.contactId, 'sign-in'));
}
