/**
 * What AWS's own chat clients for phones send, header by header and byte by byte, as their sources have it:
 * amazon-connect-chat-android on aws-sdk-android's marshallers, amazon-connect-chat-ios on aws-sdk-ios's serializers.
 * Both let an app bring a client of its own (`customAWSClient`), such as AWS's with this API as its endpoint.
 */
export interface NativeClient {
  readonly name: string;
  headers(this: void, bearer: string): readonly (readonly [string, string])[];
  readonly bodies: Bodies;
}

export interface Bodies {
  readonly connection: string;
  readonly message: string;
  readonly typing: string;
  /** Content is the text of another JSON object. */
  receipt(kind: 'delivered' | 'read', messageId: string): string;
  readonly transcript: string;
  transcriptAfter(messageId: string): string;
  startUpload(size: number): string;
  completeUpload(attachmentId: string): string;
  attachment(attachmentId: string): string;
  readonly disconnect: string;
}

export const event = 'application/vnd.amazonaws.connect.event';
const emptySignature =
  'AWS4-HMAC-SHA256 Credential=/20261126/us-west-2/execute-api/aws4_request, ' +
  `SignedHeaders=content-length;content-type;host;x-amz-bearer;x-amz-date, Signature=${'0'.repeat(64)}`;

/** Members in the order of the marshallers; no ClientToken, as neither client sets one and no SDK fills one in. */
export const android: Bodies = {
  connection: '{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}',
  message: '{"ContentType":"text/plain","Content":"héllo from a phone 📱"}',
  typing: `{"ContentType":"${event}.typing","Content":""}`,
  receipt: (kind, messageId) =>
    `{"ContentType":"${event}.message.${kind}","Content":"{\\"messageId\\":\\"${messageId}\\"}"}`,
  transcript: '{"MaxResults":30,"ScanDirection":"BACKWARD","SortOrder":"ASCENDING"}',
  transcriptAfter: (messageId) =>
    `{"MaxResults":15,"ScanDirection":"FORWARD","SortOrder":"ASCENDING","StartPosition":{"Id":"${messageId}"}}`,
  startUpload: (size) =>
    `{"ContentType":"image/png","AttachmentSizeInBytes":${size},"AttachmentName":"photo 1.png"}`,
  completeUpload: (attachmentId) => `{"AttachmentIds":["${attachmentId}"]}`,
  attachment: (attachmentId) => `{"AttachmentId":"${attachmentId}"}`,
  disconnect: '{}',
};

/** NSJSONSerialization writes members in an order of its own, and every slash with a backslash before it. */
const ios: Bodies = {
  connection: '{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}',
  message: '{"Content":"héllo from a phone 📱","ContentType":"text\\/plain"}',
  typing: `{"Content":"","ContentType":"${event.replaceAll('/', '\\/')}.typing"}`,
  receipt: (kind, messageId) =>
    `{"Content":"{\\"messageId\\":\\"${messageId}\\"}","ContentType":"${event.replaceAll('/', '\\/')}.message.${kind}"}`,
  transcript: '{"SortOrder":"ASCENDING","MaxResults":30,"ScanDirection":"BACKWARD"}',
  transcriptAfter: (messageId) =>
    `{"StartPosition":{"Id":"${messageId}"},"SortOrder":"ASCENDING","MaxResults":15,"ScanDirection":"FORWARD"}`,
  startUpload: (size) =>
    `{"AttachmentName":"photo 1.png","ContentType":"image\\/png","AttachmentSizeInBytes":${size}}`,
  completeUpload: (attachmentId) => `{"AttachmentIds":["${attachmentId}"]}`,
  attachment: (attachmentId) => `{"AttachmentId":"${attachmentId}"}`,
  disconnect: '{}',
};

export const nativeClients: readonly NativeClient[] = [
  {
    name: 'Android',
    headers: (bearer) => [
      ['X-Amz-Bearer', bearer],
      ['Content-Type', 'application/x-amz-json-1.1'],
      ['User-Agent', 'aws-sdk-android/2.81.1 Linux/5.15.123-android13 Dalvik/2.1.0/0 en_US'],
      ['aws-sdk-invocation-id', '3f6b2a52-6d7c-4b1c-9e27-6a1f3a4f0f10'],
      ['aws-sdk-retry', '0/0'],
      ['X-Amz-Date', '20261126T120000Z'],
      // Without credentials it signs all the same, with empty ones.
      ['Authorization', emptySignature],
      ['Accept-Encoding', 'identity'],
    ],
    bodies: android,
  },
  {
    name: 'iOS',
    headers: (bearer) => [
      ['Content-Type', 'application/x-amz-json-1.1'],
      ['X-Amz-Bearer', bearer],
      ['X-Amz-Date', '20261126T120000Z'],
      ['Accept', '*/*'],
      ['User-Agent', 'aws-sdk-iOS/2.36.7 iOS/17.5 en_US'],
      ['Accept-Language', 'en-US,en;q=0.9'],
      ['Accept-Encoding', 'gzip, deflate, br'],
    ],
    bodies: ios,
  },
];
