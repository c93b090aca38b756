import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { addressFinding } from '../../../lib/doctor/api/address-checks.ts';
import { startSimulatedConnect } from '../../../local/simulated-connect/simulated-connect.ts';
import { account, askDoctor, awsFor, origin, type Told } from './ask-doctor.ts';

/** What stands at the URL that the doctor is given, as AWS and others answer, and the one cause it says. */

interface Answer {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

interface Case extends Answer {
  readonly path?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly mend: RegExp;
}

const requestId = '0f1e2d3c-4b5a-4697-8877-665544332211';

/** API Gateway's answer where no gateway response of ours is: its own name, its own form. */
function apiGateway(status: number, name: string, message: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': name,
      'x-amz-apigw-id': 'AbCdEfGhIjKlMno=',
    },
    body: JSON.stringify({ message }),
  };
}

/** A gateway response of ours: our name, and API Gateway's behind it. */
function gatewayResponse(status: number, ours: string, theirs: string, message: string): Answer {
  const answer = apiGateway(status, ours, message);
  return {
    ...answer,
    headers: { ...answer.headers, 'x-amzn-errortype': [ours, theirs] },
    body: JSON.stringify({ __type: ours, message }),
  };
}

/** The same in one header, as HTTP allows. */
function inOneHeader(answer: Answer): Answer {
  const names = answer.headers?.['x-amzn-errortype'] as string[];
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': names.join(',') } };
}

const html = { 'content-type': 'text/html' };
const missingToken = gatewayResponse(
  404,
  'UnknownOperationException',
  'MissingAuthenticationTokenException',
  'There is no such operation',
);
const filtered = gatewayResponse(403, 'AccessDeniedException', 'ForbiddenException', 'Access denied');
const forbidden = apiGateway(403, 'ForbiddenException', 'Forbidden');
const crashed = gatewayResponse(
  502,
  'InternalServerErrorException',
  'InternalServerErrorException',
  'Internal server error',
);

const cors = { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'POST,OPTIONS' };

const answers: Readonly<Record<string, Case>> = {
  'an API with the usual list of headers': {
    headers: { ...cors, 'access-control-allow-headers': 'Content-Type,X-Amz-Date,Authorization,X-Api-Key' },
    mend: /may not send x-amz-bearer, .* without which the chat client fails: deploy this version again/,
  },
  'an API open to everybody': {
    headers: { ...cors, 'access-control-allow-origin': '*' },
    mend: /Pages from elsewhere may use the API as it is deployed: deploy again/,
  },
  'a path that the API does not have': {
    ...missingToken,
    mend: /There is no such API at that address \(40[34]\): copy the API's URL .* up to and with \/v1$/,
  },
  'a path that the API does not have, both names in one header': {
    ...inOneHeader(missingToken),
    mend: /There is no such API at that address \(40[34]\): copy the API's URL/,
  },
  'a URL without /v1, or of another stage': {
    ...forbidden,
    path: '',
    mend: /There is no such API at that address \(40[34] ForbiddenException\): copy .*: this one does not end in \/v1$/,
  },
  'a proxy that leaves out the name of the error': {
    ...forbidden,
    headers: { 'content-type': 'application/json' },
    mend: /There is no such API at that address \(40[34] ForbiddenException\)/,
  },
  'a host name of our own without a mapping': {
    ...forbidden,
    mend: /\(403 ForbiddenException\): the host name has no API under \/v1: deploy with domainName=127\.0\.0\.1/,
  },
  'an API that a web ACL guards against this machine': {
    ...filtered,
    mend: /refuses this machine \(403\): see the web ACL/,
  },
  'an API that a web ACL guards against this machine, both names in one header': {
    ...inOneHeader(filtered),
    mend: /refuses this machine \(403\): see the web ACL/,
  },
  'a resource policy behind our gateway response': {
    ...gatewayResponse(403, 'AccessDeniedException', 'AccessDeniedException', 'Access denied'),
    mend: /A resource policy of the API refuses this machine \(403\): this deployment has none/,
  },
  'a resource policy of another API': {
    ...apiGateway(
      403,
      'AccessDeniedException',
      'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:… with an explicit deny',
    ),
    mend: /A resource policy of the API refuses this machine \(403\)/,
  },
  'an API that wants every request signed': {
    ...apiGateway(403, 'IncompleteSignatureException', 'Authorization header requires Credential'),
    mend: /wants a signed request \(403 IncompleteSignatureException\), so it is another API/,
  },
  'a firewall': {
    status: 403,
    mend: /Something other than API Gateway refuses this machine \(403\): see what is in front of the API/,
  },
  'an S3 bucket': {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    mend: /Something other than API Gateway refuses this machine/,
  },
  'nothing at that path': {
    status: 404,
    headers: { 'content-type': 'application/json' },
    body: '{"message":"Not Found"}',
    mend: /There is no such API at that address \(404\): copy/,
  },
  'an API that throttles': {
    ...gatewayResponse(429, 'ThrottlingException', 'TooManyRequestsException', 'Too many requests'),
    mend: /The API throttles \(429\): run the doctor again in a minute/,
  },
  'a rate rule of the web ACL': {
    status: 429,
    headers: { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '60' },
    mend: /A rate rule of the web ACL refuses this machine's address \(429\): run the doctor again in five minutes/,
  },
  'an API whose function crashes': {
    ...crashed,
    mend: new RegExp(
      `its function crashes or may not be called \\(502 InternalServerErrorException\\): look at the log of the connect function, requestId ${requestId}`,
    ),
  },
  'an API whose function may not be called': {
    ...apiGateway(500, 'InternalServerErrorException', 'Internal server error'),
    mend: /may not be called \(500 InternalServerErrorException\): .* deploy again/,
  },
  'an API whose function does not answer in time': {
    ...gatewayResponse(
      504,
      'InternalServerErrorException',
      'InternalServerErrorException',
      'The request took too long',
    ),
    mend: /its function does not answer in time \(504\): look at the log/,
  },
  'an API whose function says that it failed': {
    status: 500,
    headers: { 'x-amzn-errortype': 'InternalServiceException', 'x-amzn-requestid': requestId },
    mend: /there but not well \(500 InternalServiceException\): look at the log of the connect function, requestId/,
  },
  'an API Gateway that is not available': {
    ...apiGateway(503, 'ServiceUnavailableException', 'Service Unavailable'),
    mend: /is not available \(503\): run the doctor again/,
  },
  'an answer of nobody in particular': {
    status: 502,
    mend: /not well \(502\): look at the log of the connect function/,
  },
  'a load balancer': {
    status: 503,
    headers: html,
    body: '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
    mend: /A web page answers at the API's address \(503\)/,
  },
  'a web site': {
    headers: html,
    body: '<!doctype html><title>Welcome</title>',
    mend: /A web page answers at the API's address \(200\), so it is a web site, a load balancer or a proxy: copy/,
  },
  'a captive portal': {
    status: 302,
    headers: { location: 'https://portal.example/login?token=secret' },
    mend: /The address redirects elsewhere \(302, to https:\/\/portal\.example\/login\): the API never does/,
  },
  'another kind of API': {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: '{"error":"bad request"}',
    mend: /Something answers there, but not this API \(400\): copy/,
  },
};
for (const [what, { path = '/v1', settings, mend, ...answer }] of Object.entries(answers))
  test(`${what}: one ✖ that says what to do`, async (t) => {
    const { status = 200, headers = {}, body = '' } = answer;
    const base = await listen(
      t,
      createServer((_request, response) => response.writeHead(status, headers).end(body)),
    );
    const { wrong, lines, output, code } = await ask(t, base + path, settings);
    assert.ok(
      wrong.some((line) => mend.test(line)),
      lines.join('\n'),
    );
    assert.ok(wrong.length === 1 || 'access-control-allow-origin' in headers, lines.join('\n'));
    assert.equal(code, 1);
    assert.doesNotMatch(output, /secret/);
    if (!/web ACL/.test(what)) assert.doesNotMatch(wrong[0] ?? '', /see the web ACL/);
    // Nothing is started at an address that is none.
    if (status !== 200) assert.ok(lines.some((line) => line.startsWith('– Preflights were not checked')));
  });

const sockets: Readonly<Record<string, { readonly on: (socket: Socket) => void; readonly mend: RegExp }>> = {
  'a connection that is cut off': {
    on: (socket) => socket.once('data', () => socket.destroy()),
    mend: /The connection to 127\.0\.0\.1 is cut off \(UND_ERR_SOCKET\): see whether .* lets it through/,
  },
  'something that is not HTTP': {
    on: (socket) => socket.once('data', () => socket.end('hello\r\n\r\n')),
    mend: /What answers at 127\.0\.0\.1 does not use HTTP \(HTTPParserError\): copy/,
  },
};
for (const [what, { on, mend }] of Object.entries(sockets))
  test(`${what}: one ✖ that says what to do`, async (t) => {
    const { wrong } = await ask(t, `${await listen(t, createTcpServer(on))}/v1`);
    assert.ok(wrong.length === 1 && mend.test(wrong[0] ?? ''), wrong.join('\n'));
  });

test('a port without TLS, asked with TLS: see what is there', async (t) => {
  const url = await listen(
    t,
    createServer((_request, response) => response.end()),
  );
  const { wrong } = await ask(t, `${url.replace('http:', 'https:')}/v1`);
  assert.match(wrong[0] ?? '', /does not use TLS as API Gateway does \(ERR_SSL_\w+\): copy/);
});

test('a host that does not exist: copy the URL, or deploy', async (t) => {
  const { wrong } = await ask(t, 'https://api.not-there.invalid/v1');
  assert.match(wrong[0] ?? '', /There is no host api\.not-there\.invalid \(ENOTFOUND\): copy .* or deploy/);
});

const own = 'https://chat-api.example.com/v1';
const executeApi = 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1';

/** Causes that no test can bring about without a host of its own, by the code that Node.js has for them. */
const codes: readonly (readonly [code: string, url: string, sentence: RegExp])[] = [
  ['ENOTFOUND', own, /There is no host chat-api\.example\.com .* create its CNAME record, .* DomainTarget/],
  ['ENOTFOUND', executeApi, /There is no host a1b2c3d4e5\.\S+ .*: copy the API's URL .* npx cdk deploy/],
  ['EAI_AGAIN', executeApi, /could not look up .* a name server that answers/],
  ['ETIMEDOUT', executeApi, /No connection to .* can be made .* NODE_USE_ENV_PROXY=1/],
  ['UND_ERR_CONNECT_TIMEOUT', executeApi, /No connection to .* whether the name belongs to a VPC/],
  ['EHOSTUNREACH', executeApi, /No connection to/],
  ['TimeoutError', executeApi, /takes the connection but does not answer within 30 seconds/],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    own,
    /The certificate at .* is for another host .* CNAME .* certificateArn/,
  ],
  ['ERR_TLS_CERT_ALTNAME_INVALID', executeApi, /is for another host .*: copy .* is in between/],
  ['CERT_HAS_EXPIRED', own, /is not valid at this time .* check this machine's clock/],
  ['SELF_SIGNED_CERT_IN_CHAIN', executeApi, /is not one of AWS's .* NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', executeApi, /is not one of AWS's .* NODE_EXTRA_CA_CERTS/],
  ['EPROTO', executeApi, /does not use TLS/],
  ['ECONNRESET', executeApi, /is cut off/],
  [
    'ECONNREFUSED',
    executeApi,
    /^Nothing answers at the API's address \(ECONNREFUSED\): copy .* npx cdk deploy$/,
  ],
];
for (const [code, url, sentence] of codes)
  test(`${code} at ${url === own ? 'a domain of our own' : "API Gateway's own host"}: its cause and its mend`, () => {
    const address = { url, optional: { domainName: 'chat-api.example.com' } };
    const finding = addressFinding(address, { failure: { kind: 'unreachable', code } });
    assert.match(finding?.sentence ?? '', sentence);
    assert.ok(finding?.sentence.includes(`(${code})`));
  });

test('an endpoint that is off because of a domain: give the domain’s URL', () => {
  const asked = {
    answer: {
      status: 403,
      headers: {},
      error: 'ForbiddenException',
      theirs: undefined,
      message: 'Forbidden',
      inForm: false,
      html: false,
    },
  };
  const say = (url: string, domainName?: string): string =>
    addressFinding({ url, optional: domainName === undefined ? {} : { domainName } }, asked)?.sentence ?? '';
  assert.match(
    say(executeApi, 'chat-api.example.com'),
    /its default endpoint is disabled: use --api https:\/\/chat-api\.example\.com\/v1$/,
  );
  assert.match(say(executeApi), /from within a VPC, .* private DNS, which leads to private APIs alone$/);
  assert.match(say(own, 'chat-api.example.com'), /the host name has no API under \/v1/);
  assert.match(say(executeApi.replace('/v1', '')), /this one does not end in \/v1$/);
});

async function ask(
  t: TestContext,
  api: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const simulator = await startSimulatedConnect({ account: { id: account } });
  t.after(() => simulator.close());
  const { url } = await awsFor(t, simulator.url);
  return await askDoctor({ url, settings, also: ['--api', api, '--start-chat'] });
}

async function listen(
  t: TestContext,
  server: Server & { closeAllConnections?: () => void },
): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
