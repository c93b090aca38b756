import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { metrics } from '../../lambdas/core/metrics.ts';
import { UpstreamError } from '../../lambdas/core/upstream-failure.ts';
import { StoreError, type Ports } from '../../lambdas/core/ports.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { queryMembers, type Operation } from '../../lambdas/operations/operation.ts';
import type { Shape } from '../../lambdas/core/shape.ts';
import { faultKinds } from '../../local/simulated-connect/faults.ts';
import { ask, pathMembers, type ApiAnswer, type ApiRequest } from '../support/api-request.ts';
import { startChat, voice, type Chat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput, validMember } from '../support/valid-input.ts';

/**
 * Every operation is run in every way in which it can end, with a canary in each member that a caller may fill. Then
 * the log, the errors and the table are searched for the canaries and for every token that Connect has issued.
 */

interface Line {
  readonly requestId: string;
  readonly [field: string]: unknown;
}

// A hanging Connect costs the time of every attempt; a reset one leads the same way.
const faults = faultKinds.filter((kind) => !kind.startsWith('hang') && kind !== 'slow');

suite('Secrets', () => {
  let api: LocalApi;
  /** What the ports do instead of what they should. */
  let disorder: 'none' | 'store' | 'defect' | 'quoting' = 'none';
  let aheadBy = 0;
  let slept = 0;
  const secrets = new Set<string>();
  const answers: (ApiAnswer & { readonly operation: Operation; readonly calledConnect: boolean })[] = [];
  let items: readonly Record<string, AttributeValue>[] = [];

  function disorderly(live: Ports): Ports {
    return {
      ...live,
      now: () => live.now() + aheadBy + slept,
      // Its time passes all the same: what waits until it is over would ask for ever.
      sleep: (milliseconds) => {
        slept += milliseconds;
        return Promise.resolve();
      },
      // Nothing fails as often as here, and each failure is to be seen.
      breaker: { admit: () => 0, tell: () => undefined },
      sessions: {
        ...live.sessions,
        read: (id, trace) => broken(() => live.sessions.read(id, trace)),
        create: (session, trace) => broken(() => live.sessions.create(session, trace)),
      },
      ledger: {
        ...live.ledger,
        claim: (record, now, trace) => broken(() => live.ledger.claim(record, now, trace)),
      },
      upstream: {
        async send(command, input, timeout) {
          if (disorder === 'defect') throw new TypeError(`Cannot read ${JSON.stringify(input)}`);
          if (disorder === 'quoting') {
            const values = leaves(input).map((value) => `Value '${value}' at 'content' failed to satisfy`);
            const message = `${values.length} validation errors detected: ${values.join('; ')}`;
            throw new UpstreamError({ kind: 'rejected', status: 400, name: 'ValidationException', message });
          }
          return await live.upstream.send(command, input, timeout);
        },
      },
    };
  }

  async function broken<T>(ask: () => Promise<T>): Promise<T> {
    if (disorder === 'store') throw new StoreError('ProvisionedThroughputExceededException');
    return await ask();
  }

  async function run(operation: Operation, request: ApiRequest): Promise<ApiAnswer> {
    const calls = api.simulator.calls.length;
    const answer = await ask(api.url, operation, request);
    answers.push({ ...answer, operation, calledConnect: api.simulator.calls.length > calls });
    return answer;
  }

  /** A chat whose every member is a canary. */
  async function secretChat(): Promise<Chat> {
    const chat = await startChat(api, {
      attributes: { ...voice, secret: canary() },
      displayName: canary(),
      clientToken: canary(43),
    });
    secrets.add(chat.bearer);
    return chat;
  }

  async function runEveryWay(operation: Operation): Promise<void> {
    const input = (): Record<string, unknown> => secretInput(operation);
    let { bearer } = await secretChat();
    const again = async (request: ApiRequest): Promise<ApiAnswer> => {
      const answer = await run(operation, { bearer, ...request });
      if (operation.handler === 'disconnect') ({ bearer } = await secretChat());
      return answer;
    };
    const once = input();
    const key = { 'idempotency-key': canary(43) };
    await again({ input: once, headers: key });
    await run(operation, { input: once, bearer, headers: key });
    await run(operation, { input: input(), bearer, headers: key });
    for (const kind of faults) {
      const name = operation.command ?? '*';
      api.simulator.faults.add({ kind, operation: name as '*', times: 10 });
      await again({ input: input() });
      api.simulator.faults.clear();
    }
    for (const what of ['store', 'defect', 'quoting'] as const) {
      disorder = what;
      await run(operation, { input: input(), bearer });
      disorder = 'none';
    }
    for (const wrong of wrongInputs(operation)) await run(operation, { bearer, ...wrong });
    for (const other of [canary(43), canary(30), undefined])
      await run(operation, { input: input(), bearer: other });
    await run(operation, {
      input: input(),
      bearer,
      headers: { origin: strangers(operation) },
    });
    await run(operation, { input: input(), bearer, headers: { 'x-amzn-trace-id': `Root=${canary()}` } });
    await run(operation, {
      input: input(),
      bearer,
      headers: { authorization: operation.access === 'iam' ? undefined : `Bearer ${canary()}` },
    });
  }

  before(async () => {
    api = await startLocalApi({ ports: disorderly });
    for (const operation of operations) await runEveryWay(operation);
    await runUploads();
    await runRace();
    items = await api.items();
    for (const { bearer } of api.simulator.calls) if (bearer !== undefined) secrets.add(bearer);
    for (const { Items } of api.simulator.contacts)
      for (const { Content } of Items) if (Content?.includes('viewToken')) secrets.add(Content);
    for (const { text } of answers) {
      for (const [, token] of text.matchAll(/\?token=([^"]+)"/g)) secrets.add(String(token));
      for (const [, token] of text.matchAll(/"(?:Join|Participant|Connection)Token":"([^"]+)"/g))
        secrets.add(String(token));
      for (const [, signature] of text.matchAll(/X-Amz-Signature=(\w+)/g)) secrets.add(String(signature));
    }
  });
  after(() => api.close());

  /** An upload's stored answer, until it has expired. */
  async function runUploads(): Promise<void> {
    const { bearer } = await secretChat();
    const operation = named('StartAttachmentUpload');
    const input = { ...secretInput(operation), ClientToken: randomUUID() };
    assert.equal((await run(operation, { input, bearer })).status, 200);
    assert.equal((await run(operation, { input, bearer })).headers.get('idempotent-replayed'), 'true');
    aheadBy = 15 * 60_000;
    assert.equal((await run(operation, { input, bearer })).status, 410);
    aheadBy = 0;
  }

  /** Two requests with one ClientToken at once. */
  async function runRace(): Promise<void> {
    const { bearer } = await secretChat();
    const operation = named('SendMessage');
    const input = { ...secretInput(operation), ClientToken: canary() };
    api.simulator.faults.add({ kind: 'slow', operation: 'SendMessage', delayMs: 500 });
    const both = await Promise.all([1, 2].map(() => run(operation, { input, bearer })));
    const statuses = both.map(({ status }) => status);
    assert(statuses.includes(200) && statuses.includes(409), statuses.join());
  }

  test('the run has reached every operation, every status and every kind of failure', () => {
    const reached = new Set(answers.map(({ status }) => status));
    for (const status of [200, 400, 402, 403, 404, 409, 410, 422, 429, 500])
      assert(reached.has(status), `${status}`);
    const ran = new Set(answers.map(({ operation }) => operation.name));
    assert.equal(ran.size, operations.length);
    const reasons = new Set(api.log.map((line) => (JSON.parse(line) as Line)['reason']));
    for (const reason of [
      'invalid',
      'bearer-missing',
      'bearer-malformed',
      'session-unknown',
      'origin-not-allowed',
      'mismatch',
      'in-flight',
      'answer-expired',
      'throttled',
      'full',
      'rejected',
      'connect',
      'connect: 500',
      'connect: 503',
      'connect: ECONNRESET',
      'dynamodb: ProvisionedThroughputExceededException',
    ])
      assert(reasons.has(reason), `${reason} is not among ${[...reasons].join(', ')}`);
    assert(api.log.some((line) => line.includes('"defect":"TypeError"')));
    assert(secrets.size > 50 && items.length > 50);
    assert(JSON.stringify(api.simulator.calls).includes(mark));
  });

  test('the search finds a secret in every form', () => {
    const [secret = ''] = secrets;
    for (const text of [`a${secret}b`, mark])
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const)
        for (const before of ['', 'a', 'ab', 'abc'])
          assert.equal(leaks([Buffer.from(`${before}${text}b`).toString(encoding)], secrets).length, 1);
    assert.deepEqual(leaks(['nothing'], secrets), []);
  });

  test('no secret stands in any log line', () => {
    assert.deepEqual(leaks(api.log, secrets), []);
  });

  test('no secret stands in any error', () => {
    const errors = answers.filter(({ status }) => status !== 200);
    const texts = errors.map(({ text, headers }) => text + JSON.stringify([...headers]));
    assert.deepEqual(leaks(texts, secrets), []);
  });

  test('no secret stands in any attribute of any item', () => {
    const stored = items.flatMap((item) => Object.values(item).flatMap(readings));
    assert.deepEqual(leaks(stored, secrets), []);
  });

  test("no answer but a websocket's url carries a token of Connect's", () => {
    const tokens = new Set(
      api.simulator.calls.flatMap(({ bearer }) => (bearer?.startsWith('QVFJ') ? [bearer] : [])),
    );
    assert(tokens.size > 50);
    for (const { text } of answers) {
      for (const token of tokens) assert(!text.includes(token));
      assert.doesNotMatch(text.replaceAll(/\?token=[^"]+/g, ''), /QVFJ/);
    }
  });

  test('every request has one line, one JSON object, with the fields that were promised', () => {
    const lines = new Map<string, Line>();
    for (const text of api.log) {
      assert(!text.includes('\n'));
      const line = JSON.parse(text) as Line;
      assert(!lines.has(line.requestId), 'two lines for one request');
      lines.set(line.requestId, line);
    }
    const requestIds = new Set(api.simulator.calls.map(({ requestId }) => requestId));
    for (const { status, headers, body, operation, calledConnect } of answers) {
      const line = lines.get(headers.get('x-amzn-requestid') ?? '');
      // What the gateway refuses by itself never reaches a function.
      if (/MissingAuth|IncompleteSig/.test(String(body['__type']))) continue;
      assert(line);
      assert.equal(line['operation'], operation.name);
      assert.equal(line['status'], status);
      assert.equal(line['service'], operation.service);
      assert.equal(line['level'], status >= 500 ? 'error' : undefined);
      assert(Number.isInteger((line['_aws'] as { Timestamp: number }).Timestamp));
      for (const duration of ['duration', 'own', 'upstream', 'dynamodb'])
        assert(Number.isInteger(line[duration]) && Number(line[duration]) >= 0, duration);
      assert.equal(line['replays'] === 1, headers.get('idempotent-replayed') === 'true');
      for (const field of Object.keys(line)) assert(promised.has(field), `nobody has promised ${field}`);
      // What became of a beacon is told to the log alone.
      if (operation.form === undefined) assert.equal(line['errorCode'], body['__type']);
      // A read for many is answered without Connect, too.
      if (status === 200 && calledConnect && line['readFailure'] === undefined)
        assert(requestIds.has(String(line['upstreamRequestId'])));
    }
  });
});

function named(name: string): Operation {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}

/** Every field that a line may have. */
const promised = new Set([
  '_aws',
  'level',
  'requestId',
  'traceId',
  'operation',
  'service',
  'version',
  'status',
  'errorCode',
  'reason',
  'cause',
  'defect',
  'at',
  'origin',
  'dynamodb',
  'dynamodbCalls',
  'attempts',
  'pauses',
  'upstreamRequestId',
  'ledger',
  'connection',
  'covered',
  'readFailure',
  'idleTimersFailure',
  'verification',
  'chat',
  'cold',
  'upstream',
  ...metrics.map(({ name }) => name),
]);

/** What every canary begins with: long enough to stand nowhere by chance. */
const mark = 'zqxcanary';

/** A text to be found again, which is also a good bearer and a good ClientToken. */
function canary(length = 40): string {
  return (mark + randomUUID().replaceAll('-', '')).padEnd(length, 'A').slice(0, length - 1) + 'A';
}

/** A valid input with a canary in every member that takes free text. */
function secretInput(operation: Operation): Record<string, unknown> {
  const { members, required } = operation.input;
  const input = validInput(operation);
  for (const [name, shape] of Object.entries(members)) {
    if (
      [
        'PersistentChat',
        'session',
        'EntryPoint',
        'InstanceId',
        'ContactFlowId',
        'NextToken',
        'StartPosition',
      ].includes(name)
    )
      continue;
    if (name === 'ContactId' && operation.access !== 'iam') continue;
    if (name === 'ClientToken' && operation.access === 'session' && !required.includes(name)) continue;
    input[name] = filled(shape, validMember(operation, name), name);
  }
  if (operation.name === 'SendEvent')
    Object.assign(input, {
      ContentType: 'application/vnd.amazonaws.connect.event.message.read',
      Content: JSON.stringify({ messageId: canary() }),
    });
  if (operation.name === 'GetAuthenticationUrl') input['RedirectUri'] = `http://localhost:3000/${canary()}`;
  return input;
}

/** Types, names of attributes and dates are no secrets. */
const plain = /ContentType|RehydrationType|AbsoluteTime|SupportedMessaging/;

function filled(shape: Shape, valid: unknown, name: string): unknown {
  switch (shape.kind) {
    case 'string':
      if (shape.values || plain.test(name)) return valid;
      return canary(Math.max(shape.min ?? 0, Math.min(shape.max ?? 43, 43)));
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members).map(([member, of]) => [
          member,
          filled(
            of,
            (valid as Record<string, unknown> | undefined)?.[member] ??
              (of.kind === 'string' ? of.values?.[0] : undefined),
            member,
          ),
        ]),
      );
    case 'map':
      return { simulatedChannel: 'VOICE', secret: filled(shape.value, undefined, 'value') };
    case 'list':
      return plain.test(name)
        ? valid
        : [filled(shape.of, shape.of.kind === 'string' ? shape.of.values?.[0] : undefined, name)];
    case 'recursive':
      return { ValueString: canary() };
    case 'integer':
      return shape.max ?? shape.min ?? 1;
    case 'boolean':
      return true;
  }
}

/** An origin is no secret, and the line of a refused start names it; of anything else in the header, nothing stays. */
function strangers({ handler }: Operation): string {
  return handler === 'start-chat' ? `https://stranger.example/${canary()}` : `https://${canary()}.example`;
}

/** Bodies that are refused, each with a canary where a careless message would quote it. */
function* wrongInputs(operation: Operation): Generator<ApiRequest> {
  const base = validInput(operation);
  for (const name of Object.keys(operation.input.members)) {
    if (pathMembers(operation).includes(name)) continue;
    // API Gateway takes no longer URL than 10,240 bytes.
    const long = canary(queryMembers(operation).includes(name) ? 2_000 : 40_000);
    for (const value of [long, { Stranger: canary() }, [canary()]])
      yield { input: { ...base, [name]: value } };
  }
  yield { input: base, body: `{"Content":"${canary()}` };
  yield { input: base, body: JSON.stringify(canary()) };
  yield { input: base, headers: { 'content-type': canary() } };
  yield { input: base, headers: { 'idempotency-key': `${canary()} x y` } };
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** The texts in which a canary stands, or one of the secrets. */
function leaks(texts: readonly string[], secrets: ReadonlySet<string>): string[] {
  const wanted = [...forms(mark), ...[...secrets].flatMap(forms)];
  const whole = texts.join('\n');
  const found = new Set(wanted.filter((form) => whole.includes(form)));
  return texts.filter((text) => [...found].some((form) => text.includes(form)));
}

/** A secret as it may stand somewhere: in clear, or encoded by itself or behind one or two other characters. */
function forms(secret: string): string[] {
  const encoded = ['', ' ', '  '].flatMap((before) =>
    // Without the characters that depend on what is before and behind.
    [0, 1].map((behind) => {
      const text = Buffer.from(before + secret).toString(behind === 0 ? 'base64' : 'base64url');
      return text.slice(before === '' ? 0 : 4).replace(/.{0,3}=*$/, '');
    }),
  );
  return [
    ...new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...encoded]),
  ].concat(decodedBearer(secret));
}

/** The bytes of a bearer, in the ways of writing bytes. */
function decodedBearer(secret: string): string[] {
  if (!/^[\w-]{43}$/.test(secret)) return [];
  const bytes = Buffer.from(secret, 'base64url');
  return [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('latin1')];
}

/** An attribute's value, in clear and in the encodings that could hide a clear text in it. */
function readings(value: AttributeValue): string[] {
  if (value.S !== undefined)
    return [
      value.S,
      Buffer.from(value.S, 'base64').toString('latin1'),
      Buffer.from(value.S, 'hex').toString('latin1'),
    ];
  if (value.N !== undefined) return [value.N];
  if (value.B === undefined) return [JSON.stringify(value)];
  const bytes = Buffer.from(value.B);
  return [bytes.toString('latin1'), bytes.toString('utf8'), bytes.toString('base64'), bytes.toString('hex')];
}
