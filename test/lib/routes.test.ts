import assert from 'node:assert/strict';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createGateway } from '../../local/gateway.ts';
import { corsHeaders } from '../../lambdas/http/cors.ts';
import type { Service } from '../../lambdas/core/access.ts';
import type { Allowed } from '../../lib/preflight.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { responseOverrides } from './mapping-template.ts';
import { resourcesOf, synthesized, type Template } from './synthesized.ts';

/** The deployed API, as its template has it, against the local gateway, as it answers over HTTP. */

const examples = [
  'the command line',
  'the environment dev',
  'several origins and a web ACL of their own',
  'every setting',
  'pages of apps, with headers of their own',
];

interface DeployedMethod {
  readonly path: string;
  readonly method: string;
  readonly authorization: string;
  readonly integration: Readonly<Record<string, unknown>>;
}

function deployedMethods(template: Template): DeployedMethod[] {
  const pathOf = (reference: unknown): string => {
    if (typeof reference === 'object' && reference !== null && 'Fn::GetAtt' in reference) return '';
    const { Ref: id } = reference as { Ref: string };
    const { ParentId, PathPart } = (template.Resources[id]?.Properties ?? {}) as {
      ParentId?: unknown;
      PathPart?: string;
    };
    return `${pathOf(ParentId)}/${PathPart ?? ''}`;
  };
  return resourcesOf(template, 'AWS::ApiGateway::Method').map(([, { Properties }]) => ({
    path: pathOf(Properties['ResourceId']),
    method: Properties['HttpMethod'] as string,
    authorization: Properties['AuthorizationType'] as string,
    integration: Properties['Integration'] as Record<string, unknown>,
  }));
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

interface Local {
  readonly port: number;
  /** Which function has got each request, by its resource. */
  readonly served: Map<string, Service>;
  fails: boolean;
}

async function localGateway({ allowedOrigins, allowedHeaders }: Allowed): Promise<Local> {
  const served = new Map<string, Service>();
  const local: { port: number; served: Map<string, Service>; fails: boolean } = {
    port: 0,
    served,
    fails: false,
  };
  const serve = (service: Service) => (event: { resource: string; httpMethod: string }) => {
    if (local.fails) return Promise.reject(new Error('The function has crashed'));
    served.set(`${event.httpMethod} ${event.resource}`, service);
    return Promise.resolve({ statusCode: 200, headers: {}, body: '{}' });
  };
  const server = createGateway({
    functions: { participant: serve('participant'), connect: serve('connect') },
    allowedOrigins,
    allowedHeaders,
    outside: () => Promise.resolve(),
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  local.port = (server.address() as AddressInfo).port;
  return local;
}

const example = (path: string): string =>
  path.replaceAll(/\{\w+\}/g, 'one').replaceAll(/\{\w+\+\}/g, 'one%2Ftwo');

async function ask(
  { port }: Local,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port, host: '127.0.0.1', method, path: `/v1${path}`, headers, agent: false },
      (got) => {
        let text = '';
        got.setEncoding('utf8');
        got.on('data', (chunk: string) => (text += chunk));
        got.on('end', () => {
          resolve({
            status: got.statusCode ?? 0,
            headers: got.headers as Record<string, string>,
            body: text,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261120/eu-central-1/execute-api/aws4_request, ' +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
};

/** Headers of HTTP itself, and the request's id, which API Gateway adds to every answer. */
const transport = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-amzn-requestid',
]);

function comparable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => !transport.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function unquoted(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      assert.match(value, /^'.*'$/, `${name} is a fixed value`);
      return [name.split('.').at(-1) ?? '', value.slice(1, -1)];
    }),
  );
}

for (const name of examples) {
  test(`${name}: every route, method and authorization deployed is one that the local gateway serves, and none more`, async () => {
    const { template, config } = synthesized(name);
    const local = await localGateway(config);
    const deployed = deployedMethods(template).filter(({ method }) => method !== 'OPTIONS');
    assert.deepEqual(
      deployed.map(({ method, path }) => `${method} ${path}`).toSorted(),
      operations.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    for (const { method, path, authorization, integration } of deployed) {
      const unsigned = await ask(local, method, example(path));
      const open = local.served.get(`${method} ${path}`) !== undefined;
      assert.equal(authorization, open ? 'NONE' : 'AWS_IAM', `${method} ${path}`);
      if (!open) assert.equal(unsigned.status, 403);
      await ask(local, method, example(path), signed);
      const service = local.served.get(`${method} ${path}`) ?? assert.fail(`${method} ${path} is not served`);
      const uri = JSON.stringify(integration['Uri']);
      assert.equal(integration['Type'], 'AWS_PROXY');
      assert.match(uri, service === 'connect' ? /FunctionsConnectLive/ : /FunctionsParticipantLive/);
    }
  });

  test(`${name}: a preflight has the same answer deployed and locally, for every path and origin`, async () => {
    const { template, config } = synthesized(name);
    const { allowedOrigins } = config;
    const local = await localGateway(config);
    const preflights = deployedMethods(template).filter(({ method }) => method === 'OPTIONS');
    assert.deepEqual(
      preflights.map(({ path }) => path).toSorted(),
      [...new Set(operations.map(({ path }) => path))].toSorted(),
    );
    const origins = [
      undefined,
      ...allowedOrigins.filter((origin) => !origin.endsWith('*')),
      ...allowedOrigins.flatMap((origin) => [
        `${origin}.evil.example`,
        origin.replace('www.', 'wwwx'),
        origin.toUpperCase(),
        `${origin}/`,
      ]),
      'https://evil.example',
      'null',
      'file://',
      'capacitor://evil.example',
      'capacitor://localhost:3000',
      ...['1', '80', '3000', '65535', '65536', '99999', '0', '03000', '3000.evil.example', ''].map(
        (port) => `http://localhost:${port}`,
      ),
      'http://127.0.0.1:5173',
      'http://127x0y0z1:5173',
      'https://localhost:3000',
    ];
    for (const { path, authorization, integration } of preflights) {
      assert.equal(authorization, 'NONE');
      assert.equal(integration['Type'], 'MOCK');
      assert.deepEqual(integration['RequestTemplates'], { 'application/json': '{"statusCode":204}' });
      const [response, ...more] = integration['IntegrationResponses'] as {
        StatusCode: string;
        ResponseParameters: Record<string, string>;
        ResponseTemplates: Record<string, string>;
      }[];
      assert.ok(response && more.length === 0);
      const fixed = unquoted(response.ResponseParameters);
      for (const origin of origins)
        for (const header of ['origin', 'Origin', 'ORIGIN']) {
          const headers = origin === undefined ? {} : { [header]: origin };
          const answer = await ask(local, 'OPTIONS', example(path), headers);
          const overrides = responseOverrides(response.ResponseTemplates['application/json'] ?? '', headers);
          assert.equal(Number(response.StatusCode), answer.status);
          assert.deepEqual(
            comparable({ ...fixed, ...overrides }),
            comparable(answer.headers),
            `${path} from ${origin ?? 'no origin'}`,
          );
          // The header's case matters to the template alone; once is enough for each further path.
          if (path !== preflights[0]?.path) break;
        }
    }
  });

  test(`${name}: every operation is throttled at its own rate, or at the one configured`, () => {
    const { template, config } = synthesized(name);
    const [[, stage] = []] = resourcesOf(template, 'AWS::ApiGateway::Stage');
    const settings = stage?.Properties['MethodSettings'] as {
      ResourcePath: string;
      HttpMethod: string;
      ThrottlingRateLimit: number;
      ThrottlingBurstLimit: number;
    }[];
    const of = ({ name: operation, method, path }: Operation): void => {
      const found = settings.find(
        (one) => one.HttpMethod === method && one.ResourcePath === `/${path.replaceAll('/', '~1')}`,
      );
      const { throttle } = operations.find((one) => one.name === operation) ?? assert.fail();
      assert.deepEqual(
        { rate: found?.ThrottlingRateLimit, burst: found?.ThrottlingBurstLimit },
        config.throttles[operation] ?? { rate: throttle.rate, burst: throttle.burst },
      );
    };
    operations.forEach(of);
    assert.equal(settings.length, operations.length + 1, 'and one for all others, the preflights');
  });

  test(`${name}: API Gateway's own errors have the local gateway's status, body and headers`, async () => {
    const { template, config } = synthesized(name);
    const { allowedOrigins } = config;
    const local = await localGateway(config);
    const deployed = new Map(
      resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => [
        Properties['ResponseType'] as string,
        Properties,
      ]),
    );
    const origin = allowedOrigins[0]?.replace(':*', ':3000') ?? '';
    local.fails = true;
    const cases: [string, Answer][] = [
      ['MISSING_AUTHENTICATION_TOKEN', await ask(local, 'GET', '/no-such-path', { origin })],
      ['MISSING_AUTHENTICATION_TOKEN', await ask(local, 'DELETE', '/chats', { origin })],
      ['REQUEST_TOO_LARGE', await ask(local, 'POST', '/chats', { origin }, 'x'.repeat(10 * 1024 * 1024 + 1))],
      ['DEFAULT_5XX', await ask(local, 'GET', '/health', { origin })],
    ];
    for (const [type, answer] of cases) {
      const properties = deployed.get(type) ?? assert.fail(`no gateway response ${type}`);
      if (type !== 'DEFAULT_5XX') assert.equal(Number(properties['StatusCode']), answer.status);
      const { 'application/json': body = '' } = properties['ResponseTemplates'] as Record<string, string>;
      assert.deepEqual(JSON.parse(body), JSON.parse(answer.body));
      const headers = comparable(unquoted(properties['ResponseParameters'] as Record<string, string>));
      const { vary: _, 'content-type': __, ...expected } = comparable(answer.headers);
      const { vary: ___, 'access-control-allow-origin': admitted, ...rest } = headers;
      const { 'access-control-allow-origin': wanted, ...others } = expected;
      // API Gateway's own name of the error comes behind the one of the response.
      const [named = ''] = others['x-amzn-errortype']?.split(', ') ?? [];
      assert.deepEqual(rest, { ...others, 'x-amzn-errortype': named });
      // The page may read it: its own origin, or where a fixed text must do for several, any.
      assert.ok(admitted === wanted || (admitted === '*' && allowedOrigins.join(',') !== wanted), type);
    }
  });

  test(`${name}: every error of the edge is in Connect's form and can be read by an allowed page`, () => {
    const { template, config } = synthesized(name);
    const responses = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(
      ([, { Properties }]) => Properties,
    );
    for (const type of [
      'DEFAULT_4XX',
      'DEFAULT_5XX',
      'THROTTLED',
      'WAF_FILTERED',
      'ACCESS_DENIED',
      'EXPIRED_TOKEN',
    ])
      assert.ok(
        responses.some(({ ResponseType }) => ResponseType === type),
        type,
      );
    const single = config.allowedOrigins.length === 1;
    for (const { ResponseType, ResponseParameters, ResponseTemplates, StatusCode } of responses) {
      const headers = comparable(unquoted(ResponseParameters as Record<string, string>));
      const { 'application/json': body = '' } = ResponseTemplates as Record<string, string>;
      const { __type: type, message } = JSON.parse(body) as { __type: string; message: string };
      assert.equal(headers['x-amzn-errortype'], type);
      assert.ok(message.length > 0);
      assert.equal(headers['access-control-allow-origin'], single ? config.allowedOrigins[0] : '*');
      assert.equal(headers['access-control-allow-credentials'], undefined);
      const [origin = ''] = config.allowedOrigins;
      const concrete = origin.replace(':*', ':3000');
      assert.equal(
        headers['access-control-expose-headers'],
        corsHeaders([concrete], concrete)['Access-Control-Expose-Headers'],
      );
      // A status on a default response would become that of every error without one of its own.
      assert.equal(String(ResponseType).startsWith('DEFAULT_'), StatusCode === undefined);
    }
  });
}

test('a view token with slashes reaches DescribeView, deployed by a path parameter that takes the rest', async () => {
  const { template } = synthesized('the command line');
  assert.ok(deployedMethods(template).some(({ path }) => path === '/participant/views/{ViewToken+}'));
  const local = await localGateway({ allowedOrigins: [], allowedHeaders: [] });
  await ask(local, 'GET', '/participant/views/a%2Fb%2Fc');
  await ask(local, 'GET', '/participant/views/a/b/c');
  assert.deepEqual([...local.served.keys()], ['GET /participant/views/{ViewToken+}']);
});
