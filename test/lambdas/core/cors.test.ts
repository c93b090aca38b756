import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corsHeaders, isHeaderName, preflightHeaders, securityHeaders } from '../../../lambdas/core/cors.ts';

const here = 'https://www.example.com';

test('an allowed origin may read the answer and four of its headers, and no other may', () => {
  assert.deepEqual(corsHeaders([here], here), {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': here,
    'Access-Control-Expose-Headers': 'x-amzn-errortype,x-amzn-requestid,idempotent-replayed,retry-after',
  });
  for (const other of [undefined, 'https://evil.example', 'null'])
    assert.deepEqual(corsHeaders([here], other), { Vary: 'Origin' });
});

test('a preflight of an allowed origin is told methods and headers, for two hours', () => {
  const headers =
    'authorization,content-type,x-amz-bearer,x-amz-content-sha256,x-amz-date,x-amz-user-agent,amz-sdk-invocation-id,' +
    'amz-sdk-request,x-amz-security-token,idempotency-key,x-aws-waf-token,x-amzn-trace-id,traceparent,tracestate,baggage';
  const told = {
    ...corsHeaders([here], here),
    Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': headers,
    'Access-Control-Max-Age': '7200',
  };
  assert.deepEqual(preflightHeaders([here], here, 'POST'), told);
  assert.deepEqual(preflightHeaders([here], here, 'POST', ['x-own', 'baggage']), {
    ...told,
    'Access-Control-Allow-Headers': `${headers},x-own`,
  });
  assert.deepEqual(preflightHeaders([here], 'https://evil.example', 'POST'), { Vary: 'Origin' });
});

test('pages that may have cookies may send them, and the header that a cookie needs', () => {
  const other = 'https://help.example.com';
  const cookies = { 'Access-Control-Allow-Credentials': 'true' };
  const allowed = [here, other];
  assert.deepEqual(corsHeaders(allowed, here, [here]), { ...corsHeaders(allowed, here), ...cookies });
  assert.deepEqual(corsHeaders(allowed, other, [here]), corsHeaders(allowed, other));
  assert.deepEqual(corsHeaders([other], here, [here]), { Vary: 'Origin' });
  const plain = preflightHeaders(allowed, here, 'POST', ['x-own']);
  assert.deepEqual(preflightHeaders(allowed, here, 'POST', ['x-own'], [here]), {
    ...plain,
    ...cookies,
    'Access-Control-Allow-Headers': `${plain['Access-Control-Allow-Headers'] ?? ''},x-csrf`,
  });
});

test('a header’s name begins with a letter and has letters, digits and dashes, 64 at most', () => {
  for (const name of ['a', 'X-Own-2', `a${'b'.repeat(63)}`]) assert.ok(isHeaderName(name), name);
  for (const name of [
    '',
    '*',
    '-a',
    '2a',
    'a b',
    'a,b',
    'a\n',
    `a${'b'.repeat(64)}`,
    ' a',
    5,
    undefined,
    ['a'],
  ])
    assert.ok(!isHeaderName(name), String(name));
});

test('no answer is kept, guessed at, sent over a line that is not secure, or told of elsewhere', () => {
  assert.deepEqual(securityHeaders, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'Referrer-Policy': 'no-referrer',
  });
});
