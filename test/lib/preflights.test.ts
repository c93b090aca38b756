import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { preflightHeaders, securityHeaders } from '../../lambdas/core/cors.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { preflightTemplate, refused } from '../../lib/api/preflight.ts';
import { mapped, skipped, type Mapped, type Mapping } from '../deployment/services/velocity/velocity.ts';
import { configurations } from './configurations.ts';
import { comparable, deployedMethods, unquoted } from './deployed-methods.ts';
import { ask, example, localGateway } from './local-gateway.ts';
import { synthesized } from './synthesized.ts';

/**
 * Preflights, which API Gateway answers by mapping templates: on the engine that API Gateway has for them, against the
 * local gateway, as it answers over HTTP.
 */

interface Preflight {
  readonly path: string;
  /** Headers of the answer, whoever asks. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly request: string;
  readonly response: string;
}

function preflightsOf(name: string): readonly Preflight[] {
  return deployedMethods(synthesized(name).template)
    .filter(({ method }) => method === 'OPTIONS')
    .map(({ path, authorization, integration }) => {
      assert.equal(authorization, 'NONE');
      assert.equal(integration['Type'], 'MOCK');
      const { 'application/json': request = '', ...others } = integration['RequestTemplates'] as Templates;
      const [response, ...more] = integration['IntegrationResponses'] as readonly Response[];
      assert.ok(response && more.length === 0 && Object.keys(others).length === 0);
      assert.equal(response.StatusCode, '204');
      const { 'application/json': template = '' } = response.ResponseTemplates;
      return { path, fixed: unquoted(response.ResponseParameters), request, response: template };
    });
}

type Templates = Readonly<Record<string, string>>;

interface Response {
  readonly StatusCode: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: Templates;
}

const examples = Object.keys(configurations).map((name) => {
  const { allowedOrigins, allowedHeaders, cookieOrigins } = synthesized(name).config;
  return { name, allowedOrigins, allowedHeaders, cookieOrigins, preflights: preflightsOf(name) };
});

/** Origins that a page may have, and what an attacker may write in place of one. */
function originsFor(allowedOrigins: readonly string[]): readonly (string | undefined)[] {
  return [
    ...fewOrigins(allowedOrigins),
    ...allowedOrigins.flatMap((origin) => [
      `${origin}.evil.example`,
      origin.replace('www.', 'wwwx'),
      origin.toUpperCase(),
      `${origin}/`,
      `${origin}'`,
      `${origin}' || '1' == '1`,
      `'${origin}'`,
    ]),
    'null',
    '$origin',
    '${origin}',
    "#set($origin = 'https://www.example.com')",
    '"https://www.example.com"',
    '$context.responseOverride.header',
    ...['1', '80', '3000', '65535', '65536', '99999', '0', '03000', '3000.evil.example', ''].map(
      (port) => `http://localhost:${port}`,
    ),
    'http://127.0.0.1:5173',
    'http://127x0y0z1:5173',
    'https://localhost:3000',
  ];
}

function fewOrigins(allowedOrigins: readonly string[]): readonly (string | undefined)[] {
  return [undefined, ...allowedOrigins.map((origin) => origin.replace('*', '3000')), 'https://evil.example'];
}

/** One path of each example is asked by every origin in every case that its header may have; the others by a few. */
const asked = examples.flatMap(({ name, allowedOrigins, preflights }) =>
  preflights.flatMap((preflight, index) =>
    (index === 0 ? originsFor(allowedOrigins) : fewOrigins(allowedOrigins)).flatMap((origin) =>
      (index === 0 ? ['origin', 'Origin', 'ORIGIN'] : ['origin']).map((header) => {
        const headers: Record<string, string> = origin === undefined ? {} : { [header]: origin };
        return { name, preflight, headers, template: preflight.response };
      }),
    ),
  ),
);

const requests: readonly Mapping[] = examples.flatMap(({ preflights }) =>
  preflights.map(({ request }) => ({ template: request, headers: {} })),
);

const host = fc
  .array(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join('.'));
const origin = fc.oneof(
  fc.constantFrom('http://localhost:*', 'http://127.0.0.1:*'),
  fc.tuple(host, fc.option(fc.integer({ min: 1, max: 65_535 }))).map(([name, port]) => {
    const at = port === null || port === 443 ? '' : `:${port}`;
    return `https://${name}${at}`;
  }),
);
/** Whatever a header may have. */
const anything = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
const methods = 'POST,OPTIONS';

const arbitrary = fc
  .sample(
    fc
      .tuple(
        fc.uniqueArray(origin, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 99_999 }),
        anything,
      )
      .chain(([allowed, port, other]) =>
        fc.tuple(
          fc.constant(allowed),
          fc.subarray(allowed),
          fc.oneof(
            fc.constantFrom(...allowed).map((one) => one.replace('*', String(port))),
            fc.constantFrom(...allowed).map((one) => one.replace(/.$/, other)),
            fc.constant(other),
          ),
        ),
      ),
    { numRuns: 500, seed: 20_261_126 },
  )
  .map(([allowed, cookieOrigins, asks]) => ({
    allowed,
    cookieOrigins,
    asks,
    template: preflightTemplate({ allowedOrigins: allowed, allowedHeaders: [], cookieOrigins }, methods),
    headers: { Origin: asks },
  }));

const faults: readonly Mapping[] = [
  '#if($input.params().header.size() == 0)',
  '#set($context.responseOverride.header.A = $nobody)',
  "#set($context.responseOverride.header.A = '1')#set($context.responseOverride.header.A = '2')",
].map((template) => ({ template, headers: {} }));

const answers =
  skipped === false ? mapped([...asked, ...requests, ...arbitrary, ...faults]) : new Map<Mapping, Mapped>();

test(
  'a preflight has the same answer deployed and locally, in every example, for every path and origin',
  { skip: skipped },
  async () => {
    for (const { name, preflights, ...allowed } of examples) {
      const local = await localGateway(allowed);
      assert.deepEqual(
        preflights.map(({ path }) => path).toSorted(),
        [...new Set(operations.map(({ path }) => path))].toSorted(),
      );
      for (const one of asked.filter((mapping) => mapping.name === name)) {
        const { path, fixed } = one.preflight;
        const from = `${path} from ${JSON.stringify(one.headers)}`;
        const { problem, text, overrides } = answers.get(one) ?? assert.fail();
        assert.equal(problem, undefined, from);
        assert.equal(text.trim(), '', from);
        const answer = await ask(local, 'OPTIONS', example(path), one.headers);
        assert.equal(answer.status, 204);
        assert.deepEqual(comparable({ ...fixed, ...overrides }), comparable(answer.headers), from);
      }
    }
  },
);

test('a preflight is answered by the mock that its own request template names', { skip: skipped }, () => {
  for (const request of requests)
    assert.deepEqual(JSON.parse(answers.get(request)?.text ?? ''), { statusCode: 204 });
});

test(
  'whatever the origins allowed and the one that asks, the template decides as the functions do',
  { skip: skipped },
  () => {
    for (const one of arbitrary)
      assert.deepEqual(
        { ...refused(methods), ...answers.get(one)?.overrides },
        { ...securityHeaders, ...preflightHeaders(one.allowed, one.asks, methods, [], one.cookieOrigins) },
        `${one.asks} where allowed are ${one.allowed.join(', ')}`,
      );
    const allowed = arbitrary.filter((one) => Object.keys(answers.get(one)?.overrides ?? {}).length > 0);
    assert.ok(allowed.length > 50);
  },
);

test('a template that the engine or API Gateway refuses is found out', { skip: skipped }, () => {
  const problems = faults.map((fault) => answers.get(fault)?.problem ?? '');
  for (const [index, problem] of [/template/, /nobody/, /overridden twice/].entries())
    assert.match(problems[index] ?? '', problem);
});
