import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { newChat, post } from '../../support/api-call.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { rawRequest, type RawAnswer } from '../../support/raw-request.ts';
import { android, event, nativeClients } from './native-requests.ts';

for (const { name, headers, bodies } of nativeClients)
  suite(`AWS's chat client for ${name}`, () => {
    let api: LocalApi;
    let bearer: string;
    let contactId: string;
    before(async () => {
      api = await startLocalApi();
      ({ bearer, contactId } = await newChat(api.url));
    });
    after(() => api.close());

    async function send(operation: string, body: string, token = bearer): Promise<RawAnswer> {
      const answer = await rawRequest(api.url, {
        method: 'POST',
        path: `/v1/participant/${operation}`,
        headers: headers(token),
        body: Buffer.from(body),
      });
      assert.ok(answer);
      return answer;
    }

    async function answered(operation: string, body: string): Promise<Record<string, unknown>> {
      const answer = await send(operation, body);
      assert.equal(answer.status, 200, answer.body);
      return JSON.parse(answer.body) as Record<string, unknown>;
    }

    function lastContent(): string | undefined {
      const contact = api.simulator.contacts.find(({ ContactId }) => ContactId === contactId);
      return contact?.Items.at(-1)?.Content;
    }

    test('connects, and finds the socket and the token where it looks for them', async () => {
      const { Websocket, ConnectionCredentials } = await answered('connection', bodies.connection);
      assert.match((Websocket as { Url: string }).Url, /^ws:/);
      assert.equal((ConnectionCredentials as { ConnectionToken: string }).ConnectionToken, bearer);
    });

    test('sends a message without a ClientToken, twice if it is sent twice', async () => {
      const { Id } = await answered('message', bodies.message);
      assert.equal(lastContent(), 'héllo from a phone 📱');
      assert.notEqual((await answered('message', bodies.message))['Id'], Id);
    });

    test('sends typing with an empty Content, which Connect does not get', async () => {
      await answered('event', bodies.typing);
      const call = api.simulator.calls.findLast(({ operation }) => operation === 'SendEvent');
      assert.deepEqual(
        Object.keys(call?.body as object).toSorted(),
        ['ClientToken', 'ContentType'],
        JSON.stringify(call?.body),
      );
    });

    test('sends receipts, each of them an event of its own', async () => {
      const { Id } = await answered('message', bodies.message);
      for (const kind of ['delivered', 'read'] as const) {
        await answered('event', bodies.receipt(kind, String(Id)));
        const call = api.simulator.calls.findLast(({ operation }) => operation === 'SendEvent');
        assert.partialDeepStrictEqual(call?.body, {
          ContentType: `${event}.message.${kind}`,
          Content: `{"messageId":"${String(Id)}"}`,
        });
      }
    });

    test('reads the transcript, from its end and from a message on', async () => {
      const { Id } = await answered('message', bodies.message);
      const { Transcript } = await answered('transcript', bodies.transcript);
      assert.ok((Transcript as { Id: string }[]).some((item) => item.Id === Id));
      assert.ok(
        Array.isArray((await answered('transcript', bodies.transcriptAfter(String(Id))))['Transcript']),
      );
    });

    test('sends an attachment without ClientTokens, and gets it', async () => {
      const picture = Buffer.from('89504e470d0a1a0a', 'hex');
      const { AttachmentId, UploadMetadata } = await answered(
        'start-attachment-upload',
        bodies.startUpload(picture.length),
      );
      const { Url, HeadersToInclude } = UploadMetadata as {
        Url: string;
        HeadersToInclude: Record<string, string>;
      };
      const uploaded = await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body: picture });
      assert.equal(uploaded.status, 200);
      await answered('complete-attachment-upload', bodies.completeUpload(String(AttachmentId)));
      const got = await answered('attachment', bodies.attachment(String(AttachmentId)));
      const read = await fetch(String(got['Url']));
      assert.deepEqual(Buffer.from(await read.arrayBuffer()), picture);
    });

    test('reads what an error is from the header in which it looks', async () => {
      const refused = await send('message', '{"ContentType":"text/plain","Content":""}');
      assert.equal(refused.status, 400);
      assert.equal(refused.headers['x-amzn-errortype'], 'ValidationException');
      assert.match(refused.body, /"message":"/);
      const unknown = await send('message', bodies.message, `${bearer.slice(0, -2)}AA`);
      assert.equal(unknown.status, 403);
      assert.equal(unknown.headers['x-amzn-errortype'], 'AccessDeniedException');
    });

    test('is refused an event without the Content that it needs, and a message with none', async () => {
      const withoutId = await send('event', `{"ContentType":"${event}.message.read","Content":""}`);
      assert.equal(withoutId.status, 400);
      assert.match(withoutId.body, /Content/);
    });

    test('disconnects, and is refused from then on', async () => {
      await answered('disconnect', bodies.disconnect);
      assert.equal((await send('message', bodies.message)).status, 403);
    });
  });

suite('An optional member that a client leaves empty', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi();
    ({ bearer } = await newChat(api.url));
  });
  after(() => api.close());

  async function answered(operation: string, body: object): Promise<Record<string, unknown>> {
    const answer = await post(api.url, `/participant/${operation}`, body, { bearer });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  function lastCall(operation: string): Record<string, unknown> {
    return api.simulator.calls.findLast((one) => one.operation === operation)?.body as Record<
      string,
      unknown
    >;
  }

  test('names no request: two attachments with an empty ClientToken are two', async () => {
    const upload = {
      ContentType: 'image/png',
      AttachmentSizeInBytes: 4,
      AttachmentName: 'a.png',
      ClientToken: '',
    };
    const first = await answered('start-attachment-upload', upload);
    const second = await answered('start-attachment-upload', upload);
    assert.notEqual(first['AttachmentId'], second['AttachmentId']);
    for (const { AttachmentId, UploadMetadata } of [first, second]) {
      const { Url, HeadersToInclude } = UploadMetadata as {
        Url: string;
        HeadersToInclude: Record<string, string>;
      };
      await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body: 'abcd' });
      await answered('complete-attachment-upload', { AttachmentIds: [AttachmentId], ClientToken: '' });
    }
    const tokens = api.simulator.calls
      .filter((one) => one.operation.endsWith('AttachmentUpload'))
      .map(({ body }) => (body as { ClientToken: string }).ClientToken);
    assert.equal(new Set(tokens).size, 4);
    assert.ok(tokens.every((token) => token.length > 0));
  });

  test('names no request either where it is a message, an event or the end', async () => {
    const hello = { ContentType: 'text/plain', Content: 'hi', ClientToken: '' };
    assert.notEqual((await answered('message', hello))['Id'], (await answered('message', hello))['Id']);
    await answered('event', { ContentType: `${event}.typing`, Content: '', ClientToken: '' });
    assert.notEqual(lastCall('SendEvent')['ClientToken'], '');
  });

  test('asks for the first page of the own transcript, as Connect says itself that there is no more', async () => {
    const { Transcript } = await answered('transcript', { ContactId: '', NextToken: '', MaxResults: 5 });
    assert.ok((Transcript as unknown[]).length > 0);
    assert.deepEqual(Object.keys(lastCall('GetTranscript')), ['MaxResults']);
  });

  test('is refused where something has to be said', async () => {
    const bodies = [
      ['message', { ContentType: 'text/plain', Content: '' }],
      ['start-attachment-upload', { ContentType: 'image/png', AttachmentSizeInBytes: 4, AttachmentName: '' }],
      ['transcript', { StartPosition: { Id: '' } }],
    ] as const;
    for (const [operation, body] of bodies)
      assert.equal(
        (await post(api.url, `/participant/${operation}`, body, { bearer })).status,
        400,
        operation,
      );
  });
});

suite('JSON by other names', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi();
    ({ bearer } = await newChat(api.url));
  });
  after(() => api.close());

  async function status(type: string): Promise<number | undefined> {
    const answer = await rawRequest(api.url, {
      method: 'POST',
      path: '/v1/participant/message',
      headers: [
        ['Content-Type', type],
        ['X-Amz-Bearer', bearer],
      ],
      body: Buffer.from(android.message),
    });
    return answer?.status;
  }

  for (const type of [
    'application/json',
    'Application/JSON;charset=utf-8',
    'application/x-amz-json-1.0',
    'application/x-amz-json-1.1',
    'APPLICATION/X-AMZ-JSON-1.1; charset=UTF-8',
  ])
    test(`${type} is taken`, async () => {
      assert.equal(await status(type), 200);
    });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'text/plain; application/x-amz-json-1.1',
    'application/x-amz-json-1.1, text/plain',
    'application/x-amz-json-11',
    'application/x-amz-json-2.0',
    'application/jsonp',
    '',
  ])
    test(`"${type}", which a page may send unasked or which is no JSON, is refused`, async () => {
      assert.equal(await status(type), 400);
    });
});
