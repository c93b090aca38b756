import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corsHeaders } from '../../lambdas/core/cors.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { comparable, deployedMethods, unquoted } from './deployed-methods.ts';
import { ask, example, localGateway, type Answer } from './local-gateway.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

/** The deployed API, as its template has it, against the local gateway, as it answers over HTTP. */

const examples = [
  'the command line',
  'the environment dev',
  'several origins and a web ACL of their own',
  'every setting',
  'pages of apps, with headers of their own',
];

const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261120/eu-central-1/execute-api/aws4_request, ' +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
};

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
    const walls = operations.filter(({ quota }) => quota !== undefined);
    assert.equal(
      settings.length,
      operations.length + walls.length + 1,
      'and the preflights of walls, and one for all others',
    );
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
      const { 'access-control-allow-origin': wanted, ...answered } = expected;
      const { 'access-control-allow-credentials': credentials, ...without } = answered;
      // Where a fixed text must do for several origins, it cannot allow cookies to one of them.
      const others = admitted === '*' ? without : answered;
      assert.equal(credentials, config.cookieOrigins.includes(origin) ? 'true' : undefined);
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
      const [origin = ''] = config.allowedOrigins;
      assert.equal(
        headers['access-control-allow-credentials'],
        single && config.cookieOrigins.includes(origin) ? 'true' : undefined,
      );
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
  const local = await localGateway({ allowedOrigins: [], allowedHeaders: [], cookieOrigins: [] });
  await ask(local, 'GET', '/participant/views/a%2Fb%2Fc');
  await ask(local, 'GET', '/participant/views/a/b/c');
  assert.deepEqual([...local.served.keys()], ['GET /participant/views/{ViewToken+}']);
});
