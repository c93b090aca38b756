import { createHash, createHmac } from 'node:crypto';
import type { Agent, IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/**
 * The floor: the same calls with nothing in between. No SDK, no framework, no retries, no timeouts, no metrics; nobody
 * would run it.
 */

// An import of node:http would load fetch as well.
const http = process.getBuiltinModule('node:http');
const agent: Agent = new http.Agent({ keepAlive: true });

const tableName = process.env['TABLE_NAME'] ?? '';
const region = process.env['AWS_REGION'] ?? '';
const accessKeyId = process.env['AWS_ACCESS_KEY_ID'] ?? '';
const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'] ?? '';
const sessionToken = process.env['AWS_SESSION_TOKEN'] ?? '';
const dynamodb = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const participant = new URL(process.env['AWS_ENDPOINT_URL_CONNECTPARTICIPANT'] ?? '');

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

const contentTypes = new Set([
  'text/plain',
  'text/markdown',
  'application/json',
  'application/vnd.amazonaws.connect.message.interactive.response',
]);

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const began = Date.now();
  const bearer = event.headers['X-Amz-Bearer'] ?? event.headers['x-amz-bearer'] ?? '';
  const sessionId = createHash('sha256').update(bearer).digest('base64url');
  const row = await ask('GetItem', {
    TableName: tableName,
    Key: { pk: { S: `session#${sessionId}` } },
    ConsistentRead: true,
  });
  const connectionToken = (row.body['Item'] as Item | undefined)?.['connectionToken']?.S;
  if (connectionToken === undefined) return answer(403, { message: 'Access denied' });
  const message = JSON.parse(event.body ?? '{}') as Record<string, unknown>;
  if (!isMessage(message)) return answer(400, { message: 'Not a message' });
  const { ContentType, Content, ClientToken } = message;

  const pk = `idempotency#${createHash('sha256').update(`${sessionId} ${ClientToken}`).digest('base64url')}`;
  const now = Math.floor(began / 1_000);
  const claimed = await ask('PutItem', {
    TableName: tableName,
    Item: {
      pk: { S: pk },
      ttl: { N: String(now + 86_400) },
      state: { S: 'PENDING' },
      clientToken: { S: ClientToken },
    },
    ConditionExpression: 'attribute_not_exists(#pk) OR #ttl <= :now',
    ExpressionAttributeNames: { '#pk': 'pk', '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': { N: String(now) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  if (claimed.status !== 200) {
    const stored = (claimed.body['Item'] as Item | undefined)?.['answer']?.S;
    return stored === undefined ? answer(409, { message: 'In progress' }) : answer(200, JSON.parse(stored));
  }
  const sent = await post(
    participant,
    '/participant/message',
    { 'content-type': 'application/json', 'x-amz-bearer': connectionToken },
    JSON.stringify({ ContentType, Content, ClientToken }),
  );
  if (sent.status !== 200) return answer(502, { message: 'Not sent' });
  const { Id, AbsoluteTime } = sent.body;
  await ask('UpdateItem', {
    TableName: tableName,
    Key: { pk: { S: pk } },
    UpdateExpression: 'SET #state = :done, #answer = :answer',
    ExpressionAttributeNames: { '#state': 'state', '#answer': 'answer' },
    ExpressionAttributeValues: {
      ':done': { S: 'DONE' },
      ':answer': { S: JSON.stringify({ Id, AbsoluteTime }) },
    },
  });
  process.stdout.write(
    `${JSON.stringify({ level: 'info', operation: 'SendMessage', status: 200, chat: sessionId, duration: Date.now() - began })}\n`,
  );
  return answer(200, { Id, AbsoluteTime });
}

function isMessage(message: Record<string, unknown>): message is Record<string, string> & {
  readonly ContentType: string;
  readonly Content: string;
  readonly ClientToken: string;
} {
  const { ContentType, Content, ClientToken } = message;
  return (
    typeof ContentType === 'string' &&
    contentTypes.has(ContentType) &&
    typeof Content === 'string' &&
    Content.length >= 1 &&
    Content.length <= 1_024 &&
    typeof ClientToken === 'string' &&
    ClientToken.length >= 1 &&
    ClientToken.length <= 500
  );
}

function answer(statusCode: number, body: unknown): APIGatewayProxyResult {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A call of DynamoDB, signed with Signature Version 4. */
async function ask(action: string, input: object): Promise<Answer> {
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    host: dynamodb.host,
    'x-amz-date': time,
    ...(sessionToken !== '' && { 'x-amz-security-token': sessionToken }),
    'x-amz-target': `DynamoDB_20120810.${action}`,
  };
  const names = Object.keys(headers).join(';');
  const canonical = [
    'POST',
    '/',
    '',
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  const key = signingKey(time.slice(0, 8));
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`)
    .digest('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return await post(dynamodb, '/', headers, body);
}

const keys = new Map<string, Buffer>();

/** One key a day. */
function signingKey(day: string): Buffer {
  const kept = keys.get(day);
  if (kept) return kept;
  const hmac = (key: Buffer | string, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), 'dynamodb'), 'aws4_request');
  keys.set(day, key);
  return key;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function post(
  { hostname, port }: URL,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .request(
        {
          agent,
          hostname,
          port,
          path,
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response: IncomingMessage) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (part: string) => (text += part))
            .on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                body: JSON.parse(text || '{}') as Record<string, unknown>,
              }),
            )
            .on('error', reject);
        },
      )
      .on('error', reject)
      .end(body);
  });
}
