import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { apiGatewayAccount } from '../../../lambdas/adapters/api-gateway-account.ts';
import { presignedPut } from '../../../lambdas/adapters/wire/presigned-put.ts';
import { startWireServer, type WireRequest } from '../transport/wire-server.ts';

const region = 'eu-central-1';
const role = 'arn:aws:iam::123456789012:role/chat-ApiCloudWatchRole';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const instant = Date.UTC(2026, 10, 26, 12);

/** Method, path and body, and the headers that say something to API Gateway. */
function comparable({ method, path, headers, body }: WireRequest | undefined = none): object {
  const named = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method,
    path,
    body,
    accept: named.get('accept'),
    type: named.get('content-type'),
    date: named.get('x-amz-date'),
    token: named.get('x-amz-security-token'),
  };
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
}

const none: WireRequest = { method: '', path: '', headers: [], body: '' };

suite('API Gateway’s account', () => {
  for (const prefix of ['', '/some/prefix'])
    test(`is asked as the AWS SDK asks it${prefix && ', below a path too'}`, async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: instant });
      const server = await startWireServer();
      const endpoint = server.url + prefix;
      const client = new APIGatewayClient({ region, endpoint, credentials, maxAttempts: 1 });
      const account = apiGatewayAccount({ region, endpoint, credentials, now: Date.now });
      await account.role(1_000);
      await client.send(new GetAccountCommand({}));
      await account.setRole(role, 1_000);
      await client.send(
        new UpdateAccountCommand({
          patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: role }],
        }),
      );
      client.destroy();
      const [get, theirGet, patch, theirPatch] = server.requests;
      assert.deepEqual(comparable(get), comparable(theirGet));
      assert.deepEqual(comparable(patch), comparable(theirPatch));
    });

  test('is signed as the AWS SDK’s signer signs the same headers', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: instant });
    const server = await startWireServer();
    const account = apiGatewayAccount({ region, endpoint: server.url, credentials, now: Date.now });
    await account.role(1_000);
    await account.setRole(role, 1_000);
    const client = new APIGatewayClient({ region, endpoint: server.url, credentials });
    const configured = client.config as unknown as {
      signer: (scheme: object) => Promise<{ sign: (request: object) => Promise<SignedRequest> }>;
    };
    // The hash of the body as a header, which S3 alone asks for, is left out.
    const signer = Object.assign(
      await configured.signer({ name: 'sigv4', signingName: 'apigateway', signingRegion: region }),
      { applyChecksum: false },
    );
    assert.equal(server.requests.length, 2);
    for (const { method, path, headers, body } of server.requests) {
      const sent = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
      const [, list = ''] = /SignedHeaders=([^,]+)/.exec(sent.get('authorization') ?? '') ?? [];
      const toSign = list.split(';').filter((name) => !name.startsWith('x-amz-'));
      const { headers: signed } = await signer.sign({
        method,
        path,
        query: {},
        body,
        headers: Object.fromEntries(toSign.map((name) => [name, sent.get(name)])),
      });
      assert.equal(sent.get('authorization'), signed['authorization']);
    }
    client.destroy();
  });

  test('has a role, or none, in all the forms in which API Gateway may say so', async () => {
    const server = await startWireServer();
    const account = apiGatewayAccount({ region, endpoint: server.url, credentials, now: Date.now });
    for (const [body, expected] of [
      [{ apiKeyVersion: '4', cloudwatchRoleArn: role, throttleSettings: {} }, role],
      [{ cloudwatchRoleArn: null }, undefined],
      [{ cloudwatchRoleArn: '' }, undefined],
      [{}, undefined],
    ] as const) {
      server.answer = { status: 200, body: JSON.stringify(body) };
      assert.equal(await account.role(1_000), expected);
    }
  });

  test('a refusal is told by its name and first line, without the headers that a wrong signature’s message repeats', async () => {
    const server = await startWireServer();
    const account = apiGatewayAccount({ region, endpoint: server.url, credentials, now: Date.now });
    for (const [answer, expected] of [
      [
        {
          status: 400,
          headers: { 'x-amzn-errortype': 'BadRequestException:http://internal.amazon.com/' },
          body: '{"message":"The role ARN does not have required permissions configured."}',
        },
        'BadRequestException: The role ARN does not have required permissions configured.',
      ],
      [
        {
          status: 403,
          headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
          body: '{"message":"The request signature does not match.\\n\\nx-amz-security-token:canary"}',
        },
        'InvalidSignatureException: The request signature does not match.',
      ],
      [{ status: 503, body: '<html>' }, 'status 503: no message'],
      [
        { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: '{}' },
        'TooManyRequestsException: no message',
      ],
    ] as const) {
      server.answer = answer;
      await assert.rejects(account.role(1_000), { message: expected });
    }
  });

  test('a connection that breaks, or an answer that does not come, is an error that says so', async () => {
    const server = await startWireServer();
    const account = apiGatewayAccount({ region, endpoint: server.url, credentials, now: Date.now });
    server.answer = (socket) => socket.destroy();
    await assert.rejects(account.role(1_000), /other side closed|ECONNRESET/);
    server.answer = () => {};
    await assert.rejects(account.setRole(role, 50), /TimeoutError/);
    server.answer = { status: 200, body: '{"cloudwatchRoleArn":' };
    await assert.rejects(account.role(1_000), SyntaxError);
  });
});

suite('The answer to CloudFormation', () => {
  const query = 'AWSAccessKeyId=AKID&Expires=1&Signature=a%2Fb%2Bc%3D';

  test('is a PUT of exactly these bytes, with their length and without a content type, which the URL is not signed for', async () => {
    const server = await startWireServer();
    const body = '{"Status":"SUCCESS","Reason":"é…"}';
    await presignedPut(`${server.url}/arn%3Aaws%3Acloudformation|stack?${query}`, body, 1_000);
    const [request] = server.requests;
    const headers = new Map(request?.headers.map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(request?.method, 'PUT');
    assert.equal(request.path, `/arn%3Aaws%3Acloudformation|stack?${query}`);
    assert.equal(request.body, body);
    assert.equal(headers.get('content-type') ?? '', '');
    assert.equal(headers.get('content-length'), String(Buffer.byteLength(body)));
    assert.equal(headers.get('transfer-encoding'), undefined);
    for (const name of headers.keys()) assert.doesNotMatch(name, /^x-amz-|^authorization$/);
  });

  test('is refused in words that do not have the URL, which whoever holds it could use', async () => {
    const server = await startWireServer();
    server.answer = { status: 403, body: 'Request has expired' };
    const url = `${server.url}/stack?${query}`;
    const refused = (error: Error): boolean =>
      /status 403/.test(error.message) && !error.message.includes(query);
    await assert.rejects(presignedPut(url, '{}', 1_000), refused);
    await assert.rejects(
      presignedPut(`no url ${query}`, '{}', 1_000),
      (error: Error) => !`${error.stack}${String(error.cause)}`.includes(query),
    );
    server.answer = () => {};
    await assert.rejects(presignedPut(url, '{}', 50), (error: Error) => !error.message.includes(query));
  });
});
