import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatBearer, parseBearer } from '../../lambdas/core/secret.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { rateRules } from '../../lib/api/rates.ts';
import { counts, firewall, rulesOf, type FirewallRule, type Request } from './firewall.ts';
import { only, resourcesOf, synthesized, type Template } from './synthesized.ts';
import { asBearer } from '../support/tokens.ts';

const { template, config } = synthesized('the command line');
const ratesOf = (of: Template): readonly FirewallRule[] =>
  rulesOf(of).filter(({ Statement }) => Statement.RateBasedStatement);
const rules = ratesOf(template);
const expected = rateRules(config);
const ruleOf = (name: string): (typeof rules)[number] =>
  rules.find(({ Name }) => Name === name) ?? assert.fail(name);

function request(of: Partial<Request> = {}): Request {
  return { address: '192.0.2.1', method: 'POST', path: '/v1/participant/message', ...of };
}

test('the rate rules of the template are those of the model, each with its limit and its key', () => {
  for (const example of ['the command line', 'every setting']) assertRules(example);
});

function assertRules(example: string): void {
  const { template: found, config: given } = synthesized(example);
  assert.deepEqual(
    ratesOf(found).map(({ Name, Statement }) => {
      const { Limit, AggregateKeyType, EvaluationWindowSec } = Statement.RateBasedStatement ?? assert.fail();
      return { Name, Limit, AggregateKeyType, EvaluationWindowSec };
    }),
    rateRules(given).map(({ name, limit, by }) => ({
      Name: name,
      Limit: limit,
      AggregateKeyType: by === 'address' ? 'IP' : 'CUSTOM_KEYS',
      EvaluationWindowSec: 300,
    })),
  );
}

test('a bearer in a cookie counts as one in a header does, each session for itself', () => {
  const found = synthesized('every setting').template;
  const count = (name: string, of: Partial<Request>): boolean =>
    counts(ratesOf(found).find(({ Name }) => Name === name) ?? assert.fail(name), request(of));
  const cookie = formatBearer(asBearer(randomBytes(32)));
  assert.ok(!count('NoBearer', { cookie }) && !count('NoBearer', { bearer: cookie }));
  for (const none of [{}, { cookie: 'made-up' }, { cookie: `${cookie}=` }])
    assert.ok(count('NoBearer', none));
  const refused = firewall(found, 0);
  const { limit = 0 } =
    rateRules(synthesized('every setting').config).find(({ name }) => name === 'SessionCookie') ?? {};
  for (let sent = 0; sent < limit; sent++)
    assert.equal(refused(request({ cookie, address: `192.0.2.${sent % 100}` }), 0), undefined);
  assert.equal(refused(request({ cookie }), 1), 'SessionCookie');
  assert.equal(refused(request({ cookie: formatBearer(asBearer(randomBytes(32))) }), 1), undefined);
});

test('a rule counts the requests of its operations, however their paths are spelled, and no others', () => {
  const spellings: readonly ((path: string) => string)[] = [
    (path) => `/v1${path}`,
    (path) => path,
    (path) => `/v1${path}/`,
    (path) => `/v1/${path}`,
    (path) => `/v1/elsewhere/..${path}`,
    (path) => `/v1${path.replace('s', '%73')}`,
  ];
  for (const { name, of } of expected)
    for (const operation of operations) {
      const path = operation.path.replaceAll(/\{\w+\}/g, crypto.randomUUID()).replace(/\{\w+\+\}/, 'a/b');
      for (const spelled of spellings) {
        const asked = request({ method: operation.method, path: spelled(path) });
        const counted = counts(ruleOf(name), asked);
        assert.equal(counted, of?.includes(operation) ?? true, `${name} ${asked.method} ${asked.path}`);
      }
    }
});

test('preflights count as requests of an address, and as nothing else', () => {
  for (const { name } of expected.filter(({ by }) => by === 'address'))
    for (const { path } of operations)
      assert.equal(
        counts(ruleOf(name), request({ method: 'OPTIONS', path: `/v1${path}` })),
        name === 'Requests',
      );
});

test('what the functions take for a bearer is one for the web ACL, and nothing else is', () => {
  const noBearer = ruleOf('NoBearer');
  const isOne = (bearer: string): boolean => !counts(noBearer, request({ bearer }));
  const bearer = formatBearer(asBearer(randomBytes(32)));
  const almost = fc
    .tuple(fc.nat(42), fc.string({ minLength: 0, maxLength: 2, unit: 'binary-ascii' }))
    .map(([at, put]) => bearer.slice(0, at) + put + bearer.slice(at + 1));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ minLength: 32, maxLength: 32 }).map(asBearer).map(formatBearer),
        almost,
        fc.string({ unit: 'binary-ascii' }),
        fc.stringMatching(/^[\w-]{43}$/),
      ),
      (given) => {
        // No header holds a line's end.
        fc.pre(!/[\r\n]/.test(given));
        assert.equal(isOne(given), parseBearer(given) !== undefined, given);
      },
    ),
  );
  assert.ok(counts(noBearer, request()), 'no header at all');
});

test('what a rule counts by is in no log: the web ACL’s data protection has every header and cookie that is a key', () => {
  for (const example of ['the command line', 'every setting']) {
    const found = synthesized(example).template;
    const [, { Properties }] = only(found, 'AWS::WAFv2::WebACL');
    const { DataProtections } = Properties['DataProtectionConfig'] as {
      readonly DataProtections: readonly {
        readonly Action: string;
        readonly Field: { readonly FieldType: string; readonly FieldKeys: readonly string[] };
        readonly ExcludeRateBasedDetails?: boolean;
        readonly ExcludeRuleMatchDetails?: boolean;
      }[];
    };
    const hidden = new Set(
      DataProtections.filter(
        ({ Field, ExcludeRateBasedDetails = false, ExcludeRuleMatchDetails = false }) =>
          Field.FieldType.startsWith('SINGLE_') && !ExcludeRateBasedDetails && !ExcludeRuleMatchDetails,
      ).flatMap(({ Field }) => Field.FieldKeys.map((name) => `${Field.FieldType} ${name}`)),
    );
    const keys = rulesOf(found).flatMap(({ Statement }) =>
      (Statement.RateBasedStatement?.CustomKeys ?? []).flatMap((key) =>
        Object.entries(key).map(
          ([kind, of]) => `SINGLE_${kind.toUpperCase()} ${(of as { readonly Name: string }).Name}`,
        ),
      ),
    );
    assert.ok(keys.includes('SINGLE_HEADER x-amz-bearer'));
    assert.equal(keys.includes('SINGLE_COOKIE __Host-connect-chat'), example === 'every setting');
    const headers = ['authorization', 'cookie', 'idempotency-key'].map((name) => `SINGLE_HEADER ${name}`);
    for (const name of [...keys, ...headers]) assert.ok(hidden.has(name), name);
  }
});

test('the API’s names have IPv4 addresses alone, of which nobody has a whole network for nothing', () => {
  const found = synthesized('every setting').template;
  const kinds = [
    ...resourcesOf(found, 'AWS::ApiGateway::RestApi'),
    ...resourcesOf(found, 'AWS::ApiGateway::DomainName'),
  ].map(([, { Properties }]) => Properties['EndpointConfiguration'] as { readonly IpAddressType?: string });
  assert.equal(kinds.length, 2);
  // IPv4 is API Gateway's default for regional endpoints.
  for (const { IpAddressType = 'ipv4' } of kinds) assert.equal(IpAddressType, 'ipv4');
});
