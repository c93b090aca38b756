import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { functionDefaults } from '../../local/settings.ts';
import { newChat } from '../support/api-call.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';

const tableName = functionDefaults['TABLE_NAME'];

suite('The embedded DynamoDB', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
    await newChat(api.url);
  });
  after(() => api.close());

  test('answers programs: the AWS SDK and the AWS CLI, by any name of this machine', async () => {
    const { port } = new URL(api.dynamodbUrl);
    for (const host of ['127.0.0.1', 'localhost'])
      assert.match(await scan([`Host: ${host}:${port}`]), /^HTTP\/1\.1 200 [\s\S]*session#/);
    const client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: api.dynamodbUrl,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const { Count } = await client.send(new ScanCommand({ TableName: tableName }));
    client.destroy();
    assert.ok((Count ?? 0) > 0);
  });

  for (const [who, headers] of [
    ['a page of another origin', ['Origin: https://www.example.com']],
    ['a page of this machine', ['Origin: http://localhost:3000']],
    ['a page of its own address', ['Origin: OWN']],
    ['a sandboxed page or a file', ['Origin: null']],
    ['an app', ['Origin: capacitor://localhost']],
    ['a page that reads without CORS', ['Sec-Fetch-Site: cross-site']],
    ['a page that navigates to it', ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate']],
    ['a page of an old browser', ['Referer: https://www.example.com/']],
    ['a name that somebody rebinds to this machine', ['Host: rebound.example']],
    ['a name that only begins as an address of this machine', ['Host: 127.0.0.1.example.com']],
    ['no host', ['Host: ']],
  ] as const)
    test(`tells ${who} nothing, and nobody's browser that it may read`, async () => {
      const own = headers.map((line) => line.replace('OWN', api.dynamodbUrl));
      const answer = await scan(
        own.some((line) => line.startsWith('Host:')) ? own : [...own, 'Host: localhost'],
      );
      assert.match(answer, /^HTTP\/1\.1 403 /);
      assert.doesNotMatch(answer, /access-control|session#/i);
    });

  test('refuses the preflight of a page, too', async () => {
    const answer = await exchange(
      'OPTIONS / HTTP/1.1',
      [
        'Host: localhost',
        'Origin: https://www.example.com',
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: x-amz-target',
      ],
      '',
    );
    assert.match(answer, /^HTTP\/1\.1 403 /);
    assert.doesNotMatch(answer, /access-control/i);
  });

  async function scan(headers: readonly string[]): Promise<string> {
    return await exchange(
      'POST / HTTP/1.1',
      [
        ...headers,
        'X-Amz-Target: DynamoDB_20120810.Scan',
        'Content-Type: application/x-amz-json-1.0',
        'X-Amz-Date: 20260101T000000Z',
        'Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
      ],
      JSON.stringify({ TableName: tableName }),
    );
  }

  async function exchange(first: string, headers: readonly string[], body: string): Promise<string> {
    const { hostname, port } = new URL(api.dynamodbUrl);
    const socket = connect(Number(port), hostname);
    const lines = [first, ...headers, `Content-Length: ${body.length}`, 'Connection: close'];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    return Buffer.concat(await socket.toArray()).toString();
  }
});
