import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { secretWritten } from '../../stress/hostile/canaries.ts';
import { violationOf } from '../../stress/hostile/judge.ts';
import { bytesOf, mark, type HostileRequest } from '../../stress/hostile/request.ts';
import type { RawAnswer } from '../support/raw-request.ts';

const asker = { number: 1, bearer: 'a'.repeat(43), contact: 'c', attachment: 'f', upload: 'u' };
const another = 'b'.repeat(43);
const others = new Set([another]);

function request(path: string, method = 'POST'): HostileRequest {
  return { kind: 'http', method, path, headers: [], body: Buffer.from('{}') };
}

const headers = {
  'content-type': 'application/json',
  'x-content-type-options': 'nosniff',
  'x-amzn-requestid': '00000000-0000-4000-8000-000000000000',
};

function refused(status: number, type: string, more: object = {}): RawAnswer {
  return {
    status,
    headers: { ...headers, 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: type, message: 'No', ...more }),
  };
}

const sent: RawAnswer = {
  status: 200,
  headers,
  body: JSON.stringify({ Id: 'a-message', AbsoluteTime: '2026-11-27T00:00:00.000Z' }),
};

function told(who: number): RawAnswer {
  return {
    ...sent,
    body: JSON.stringify({ Id: `${mark}-${who}-`, AbsoluteTime: '2026-11-27T00:00:00.000Z' }),
  };
}

function claimOf(answer: RawAnswer | undefined, asked = request('/participant/message')): string | undefined {
  return violationOf(asked, answer, asker, others)?.claim;
}

suite('The judge of hostile requests', () => {
  test('lets pass what the document says, and what API Gateway answers for it', () => {
    for (const answer of [
      sent,
      refused(400, 'ValidationException'),
      refused(403, 'AccessDeniedException'),
      refused(403, 'AccessDeniedException', { reason: 'session-unknown' }),
      refused(400, 'ValidationException, BadRequestException'),
    ])
      assert.equal(claimOf(answer), undefined, JSON.stringify(answer));
    assert.equal(claimOf(refused(404, 'UnknownOperationException'), request('/nowhere')), undefined);
    assert.equal(claimOf({ status: 204, headers, body: '' }, request('/chats', 'OPTIONS')), undefined);
    assert.equal(claimOf(undefined, { kind: 'bytes', bytes: Buffer.from('x') }), undefined);
  });

  test('finds each kind of answer that is wrong', () => {
    for (const [claim, answer] of [
      ['failures', refused(500, 'InternalServerException')],
      ['failures', refused(502, 'InternalServerErrorException')],
      ['answered', undefined],
      ['described', refused(418, 'TeapotException')],
      ['described', refused(400, 'TeapotException')],
      ['described', refused(400, 'ValidationException', { more: 1 })],
      ['described', refused(403, 'AccessDeniedException', { reason: 'Ada said hello' })],
      ['described', { ...sent, body: '{"Id":7}' }],
      ['described', { ...sent, body: 'not JSON' }],
      ['described', { ...sent, headers: { ...headers, 'content-type': 'text/html' } }],
      ['described', { ...sent, headers: { ...headers, 'retry-after': '1' } }],
      ['secrets', { ...sent, body: `{"Id":"${another}"}` }],
      ['secrets', { ...sent, body: `{"Id":"${mark}-2-"}` }],
      ['secrets', { ...sent, body: '{"Id":"QVFJabc"}' }],
      ['secrets', refused(400, 'ValidationException', { message: `${mark}-1- is wrong` })],
    ] as const)
      assert.equal(claimOf(answer), claim, JSON.stringify(answer));
    assert.equal(claimOf(sent, request('/nowhere')), 'described');
    assert.equal(claimOf(refused(500, 'X'), { kind: 'bytes', bytes: Buffer.from('x') }), 'failures');
  });

  test('lets a visitor read its own text, and nobody else', () => {
    assert.equal(claimOf(told(1)), undefined);
    assert.equal(claimOf(told(2)), 'secrets');
  });

  test('finds a secret in a line in clear, in base64 and in hex, and no other', () => {
    const secrets = [mark, `x${mark}y`, another, 'QVFJabc'];
    for (const secret of secrets)
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        // A token is found by what it begins with.
        if (secret.startsWith('QVFJ') && encoding !== 'utf8') continue;
        const line = `{"text":"${Buffer.from(secret).toString(encoding)}"}`;
        assert.notEqual(secretWritten(line, others), undefined, line);
      }
    const bytes = Buffer.from(another, 'base64url');
    assert.equal(secretWritten(bytes.toString('hex'), others), 'a bearer');
    assert.equal(secretWritten('{"operation":"SendMessage","status":200}', others), undefined);
  });
});

test('a request is sent as it is, in the name of its asker, with its true length', () => {
  const text = Buffer.from(
    bytesOf(
      {
        ...request('/a?{contact}'),
        kind: 'http',
        headers: [['X-Amz-Bearer', '{bearer}']],
        body: Buffer.from('{number}ö'),
      } as HostileRequest,
      asker,
    ),
  ).toString();
  assert.equal(
    text,
    `POST /v1/a?c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nX-Amz-Bearer: ${asker.bearer}\r\n\r\n1ö`,
  );
});
