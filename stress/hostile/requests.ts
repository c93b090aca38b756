import fc from 'fast-check';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { anyText } from '../../test/support/arbitrary-input.ts';
import { anyMethod, pathSegment } from '../../test/support/arbitrary-route.ts';
import { bodies, bytes } from './bodies.ts';
import { mark, ownText, type HostileRequest } from './request.ts';
import { recorded } from './traffic.ts';

type Headers = readonly (readonly [string, string])[];

/** As the AWS SDKs write it; the signature cannot be checked without AWS. */
const sigV4 =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/execute-api/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** What frames the message is the subject of mere bytes. */
const framing = /^(host|connection|content-length|transfer-encoding|upgrade|expect|trailer|te|keep-alive)$/i;

const latin1 = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCodePoint(code)),
});

const name = fc.oneof(
  fc.constantFrom(
    'x-amz-bearer',
    'X-AMZ-BEARER',
    'authorization',
    'origin',
    'content-type',
    'content-encoding',
    'idempotency-key',
    'x-amz-date',
    'x-amzn-trace-id',
    'accept',
    'accept-encoding',
    'cookie',
    'range',
    'if-none-match',
    'x-http-method-override',
    'x-forwarded-for',
    'x-forwarded-host',
    'forwarded',
    '__proto__',
    'constructor',
    'valueOf',
  ),
  fc.stringMatching(/^[\w-]{1,20}$/).filter((one) => !framing.test(one)),
);

const value = fc.oneof(
  latin1,
  latin1.map((text) => ownText + text),
  fc.constantFrom(
    '{bearer}',
    '{bearer}A',
    ' {bearer} ',
    'Bearer {bearer}',
    'application/json',
    'application/json; charset=utf-16',
    'application/x-amz-json-1.1',
    'text/plain',
    'multipart/form-data; boundary=a',
    'gzip',
    'http://localhost:3000',
    'https://evil.example',
    'null',
    '',
    '*',
    `Root=1-${mark}`,
    sigV4,
    'a'.repeat(7_000),
  ),
);

const stranger = fc.tuple(name, value);

/** Some headers more, and some there twice or not at all. */
function disturbed(headers: Headers): fc.Arbitrary<Headers> {
  return fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<Headers>([]) },
        { weight: 2, arbitrary: fc.array(stranger, { maxLength: 4 }) },
      ),
      fc.nat(11),
      fc.nat(40),
    )
    .map(([more, gone, twice]) => [
      ...headers.filter((_header, index) => index !== gone),
      ...headers.filter((_header, index) => index === twice),
      ...more,
    ]);
}

function headersFor({ method, access, form }: Operation): Headers {
  return [
    ...(form === 'beacon'
      ? ([['content-type', 'text/plain']] as const)
      : ([['x-amz-bearer', '{bearer}']] as const)),
    ...(method === 'POST' && form === undefined ? ([['content-type', 'application/json']] as const) : []),
    ...(access === 'iam' ? ([['authorization', sigV4]] as const) : []),
  ];
}

/** An operation's own path, its members filled with anything, and a query that it may not know. */
function pathFor(operation: Operation): fc.Arbitrary<string> {
  const member = fc.oneof(
    fc.constantFrom('missing', '{contact}'),
    anyText.map((text) => encodeURIComponent(text.toWellFormed()) || 'missing'),
  );
  const filled = member.map((text) => operation.path.replaceAll(/\{(\w+)\+?\}/g, () => text));
  const query = fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: anyText.map((text) => `?EntryPoint=${encodeURIComponent(text.toWellFormed())}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '?EntryPoint=default',
        '?EntryPoint=default&EntryPoint=default',
        '?EntryPoint=default&EntryPoint=other',
        '?EntryPoint[]=a',
        '?__proto__=a&constructor=b',
        '?%',
        '?%00=%ff',
        `?x-amz-bearer={bearer}`,
        `?a=${'b'.repeat(3_000)}`,
      ),
    },
  );
  return fc.tuple(filled, query).map(([path, more]) => path + more);
}

/** A request to an operation, by its literal. */
const shaped: fc.Arbitrary<HostileRequest> = fc.constantFrom(...operations).chain((operation) => {
  const given =
    operation.form === 'beacon'
      ? fc.oneof(fc.constant<Uint8Array>(Buffer.from('{bearer}')), fc.uint8Array({ maxLength: 60 }))
      : bodiesOf(operation).chain(bytes);
  return fc
    .tuple(pathFor(operation), given, disturbed(headersFor(operation)))
    .map(([path, body, headers]) => http(operation.method, path, headers, body));
});

const made = new Map<string, fc.Arbitrary<Uint8Array>>();

/** Made once: each has a case for every bound. */
function bodiesOf(operation: Operation): fc.Arbitrary<Uint8Array> {
  const one = made.get(operation.name) ?? bodies(operation);
  made.set(operation.name, one);
  return one;
}

/** What real clients send, with a part of another's, less, more, or broken. */
const traffic: fc.Arbitrary<HostileRequest> = fc
  .tuple(fc.constantFrom(...recorded), fc.constantFrom(...recorded), fc.nat(9))
  .chain(([one, other, dice]) => {
    const body =
      dice === 0 ? other.body : dice === 1 ? one.body.slice(0, one.body.length >> 1) + other.body : one.body;
    const fresh = body.replace(/("ClientToken": ?")[^"]*/, `$1${mark}`);
    return fc
      .tuple(
        bytes(Buffer.from(dice === 2 ? fresh : body)),
        disturbed(dice === 3 ? other.headers : one.headers),
      )
      .map(([given, headers]) =>
        http(dice === 4 ? other.method : one.method, dice === 5 ? other.path : one.path, headers, given),
      );
  });

/** Any method, path and headers. */
const routes: fc.Arbitrary<HostileRequest> = fc
  .tuple(
    anyMethod,
    fc.oneof(
      fc.array(pathSegment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
      fc.constantFrom(...operations).chain(pathFor),
      fc.constantFrom('v1', 'v1%2f', 'v2/chats', '/chats', '../v1/chats', 'v1/../v1/chats', 'V1/chats'),
    ),
    fc.array(stranger, { maxLength: 4 }),
    fc.constantFrom('', '{}', '{bearer}'),
  )
  .map(([method, path, headers, body]) =>
    http(method, path, [['x-amz-bearer', '{bearer}'], ...headers], Buffer.from(body)),
  );

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      'POST /v1/chats HTTP/1.1\r\n',
      'POST /v1/participant/message HTTP/1.1\r\n',
      'GET /v1/health HTTP/1.1\r\n',
      'GET /v1/health HTTP/1.0\r\n',
      'GET http://localhost/v1/health HTTP/1.1\r\n',
      'CONNECT localhost:80 HTTP/1.1\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'Host: a\r\n',
      'Host: b\r\n',
      'Content-Length: 5\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 99999999999999999999\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: identity\r\n',
      'Transfer-Encoding: chunked, chunked\r\n',
      'Expect: 100-continue\r\n',
      'Expect: nothing\r\n',
      'Upgrade: websocket\r\nConnection: Upgrade\r\n',
      'Content-Type: application/json\r\n',
      ' folded\r\n',
      '\r\n',
      '\n\n',
      'zz\r\n',
      '5\r\n{}   \r\n0\r\n\r\n',
      'fffffffffffffffff\r\n',
      `X: ${'a'.repeat(20_000)}\r\n`,
      '\u0016\u0003\u0001\u0002\u0000',
    ),
    latin1,
  ),
  { maxLength: 8 },
);

/** Any bytes, HTTP or not. */
const raw: fc.Arbitrary<HostileRequest> = fc
  .oneof(
    pieces.map((parts) => Buffer.from(parts.join(''), 'latin1')),
    fc.uint8Array({ maxLength: 400 }),
  )
  .map((given) => ({ kind: 'bytes', bytes: given }));

/** All that can be asked. */
export const hostileRequests: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 11, arbitrary: shaped },
  { weight: 5, arbitrary: traffic },
  { weight: 3, arbitrary: routes },
  { weight: 1, arbitrary: raw },
);

function http(method: string, path: string, headers: Headers, body: Uint8Array): HostileRequest {
  return { kind: 'http', method, path, headers, body };
}
