import { readFileSync } from 'node:fs';
import { nativeClients } from '../../test/clients/sdk/native-requests.ts';

/** A request as a real client has sent it, its bearer and its place left out. */
export interface Recorded {
  readonly client: string;
  readonly method: string;
  /** Below the stage. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Of amazon-connect-chatjs in Chromium and of boto3, as a socket had them; of the clients for phones, as their sources have them. */
export const recorded: readonly Recorded[] = [
  ...(JSON.parse(
    readFileSync(new URL('../../test/clients/sdk/recorded.json', import.meta.url), 'utf8'),
  ) as readonly Recorded[]),
  ...nativeClients.flatMap(({ name, headers, bodies }) =>
    (
      [
        ['connection', bodies.connection],
        ['message', bodies.message],
        ['event', bodies.typing],
        ['event', bodies.receipt('read', 'a-message')],
        ['transcript', bodies.transcript],
        ['transcript', bodies.transcriptAfter('a-message')],
        ['start-attachment-upload', bodies.startUpload(8)],
        ['complete-attachment-upload', bodies.completeUpload('{upload}')],
        ['attachment', bodies.attachment('{attachment}')],
        ['disconnect', bodies.disconnect],
      ] as const
    ).map(([operation, body]) => ({
      client: name,
      method: 'POST',
      path: `/participant/${operation}`,
      headers: headers('{bearer}'),
      body,
    })),
  ),
];
