import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { open, SealError } from '../../../lambdas/core/seal.ts';
import { proven, sealContext, sealProof, type Session } from '../../../lambdas/core/session.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { budgets, storeCall } from '../../../lambdas/operations/budgets.ts';
import type { Attempt } from '../../../lambdas/steps/carry-out.ts';
import {
  keepSession,
  sessionOfEarlierAttempt,
  type NewParticipant,
} from '../../../lambdas/steps/keep-session.ts';
import { asBearer, asLedgerKey } from '../../support/tokens.ts';
import { beside } from './connect.ts';
import { now, scope, scoped, session } from './scoped.ts';

const bearer = asBearer(new Uint8Array(32).fill(1));
const down = new StoreError('ThrottlingException');
const reference = scope.id.slice(0, 12);

const participant: NewParticipant = {
  contactId: 'contact',
  participantId: 'participant',
  participantToken: 'token of the participant',
  instanceId: 'instance',
  expires: now + 3_600_000,
};

interface Keeping {
  readonly more?: Partial<NewParticipant>;
  /** What the writes of the row come to, one after the other; the last one again. */
  readonly writes?: readonly (boolean | 'erased' | Error)[];
  readonly repeatable?: boolean;
  readonly elapsed?: number;
  /** Of Connect, to whoever takes the participant back. */
  readonly answers?: readonly unknown[];
  readonly forgo?: Error;
}

const taken = [
  { output: { ConnectionCredentials: { ConnectionToken: 'connection' } }, requestId: undefined },
  { output: {}, requestId: undefined },
];
const failed = [new UpstreamError({ kind: 'denied', certain: false })];

/** Keeps the session of a participant, in a request that has run for so long. */
async function keep({
  more,
  writes = [true],
  repeatable = true,
  elapsed = 0,
  answers = taken,
  forgo,
}: Keeping) {
  const written: Session[] = [];
  const forgone: string[] = [];
  const asked = {
    operation: { budget: budgets.start },
    ...(!repeatable && { request: { callerToken: undefined } }),
    ports: {
      sessions: {
        create: (row: Session) => {
          const result = writes[Math.min(written.push(row), writes.length) - 1] ?? true;
          return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
        },
        forgo: (id: string) => {
          forgone.push(id);
          return forgo ? Promise.reject(forgo) : Promise.resolve();
        },
      },
    },
  } as const;
  const scene = beside(answers, asked, { elapsed });
  const result = await keepSession(bearer, { ...participant, ...more }, scene.of).catch(
    (error: unknown) => error,
  );
  const { abandoned, chat } = scene.of.request.trace;
  return { ...scene, result, written, forgone, abandoned, chat };
}

function isFailure(error: unknown, expected: object): void {
  assert.ok(error instanceof RequestFailure, String(error));
  assert.deepEqual(error.failure, expected);
}

test('the session of a new participant is written, with its token sealed and all of it proven', async () => {
  const { result, written, sends, chat } = await keep({});
  const [row = assert.fail()] = written;
  assert.equal(result, row);
  const { participantToken, proof, ...clear } = row;
  assert.deepEqual(clear, { ...session, created: now, expires: participant.expires });
  assert.ok(participantToken && proof);
  const iv = Buffer.from(new Uint8Array(12).fill(7));
  assert.deepEqual([participantToken.subarray(0, 12), proof.subarray(0, 12)], [iv, iv]);
  const context = sealContext(row, 'participant-token');
  assert.equal(open(scope.sealKey, context, participantToken), participant.participantToken);
  assert.equal(proven(scope.sealKey, row), row);
  assert.deepEqual([sends, chat], [[], reference]);
});

test('it has what else is known of the participant', async () => {
  const more = {
    created: 5,
    due: 6,
    origin: 'https://shop.example',
    continuedFrom: 'earlier',
    host: 'host',
    record: asLedgerKey('record'),
    place: true,
  } as const;
  const { written } = await keep({ more });
  const { participantToken: _, proof: __, ...clear } = written[0] ?? assert.fail();
  assert.deepEqual(clear, { ...session, expires: participant.expires, ...more });
});

/** What is wrong with such a participant: nothing is written then, nor asked. */
async function wrong(more: Partial<NewParticipant>): Promise<string> {
  const { result, written, sends } = await keep({ more });
  assert.ok(result instanceof TypeError);
  assert.deepEqual([written, sends], [[], []]);
  return result.message;
}

test('without what Connect always answers there is no session', async () => {
  assert.equal(await wrong({ participantToken: undefined }), 'A participant without a token');
  assert.equal(await wrong({ contactId: undefined }), 'A participant without its ids');
  assert.equal(await wrong({ participantId: undefined }), 'A participant without its ids');
});

test('a write that fails is made again, three times in all', async () => {
  const again = await keep({ writes: [down, false] });
  assert.equal(again.result, again.written[1], 'a row that stands already counts as written');
  assert.deepEqual(again.slept, [154]);
  const { result, written, slept, chat } = await keep({ writes: [down] });
  isFailure(result, { kind: 'unavailable', dependency: 'dynamodb', detail: 'ThrottlingException' });
  assert.deepEqual([written.length, slept, chat], [3, [154, 308], undefined]);
  const defect = new TypeError('ours');
  const ours = await keep({ writes: [defect], repeatable: false });
  assert.deepEqual([ours.result, ours.written.length, ours.sends], [defect, 1, []]);
});

test('but not beyond the time that is left for taking the participant back', async () => {
  const latest = budgets.start.upstream - storeCall - 154;
  assert.equal((await keep({ writes: [down, true], elapsed: latest })).written.length, 2);
  assert.equal((await keep({ writes: [down, true], elapsed: latest + 1 })).written.length, 1);
});

test('a participant without a session is taken back, unless its caller can find it again', async () => {
  const found = await keep({ writes: [down], more: { place: true } });
  assert.deepEqual([found.sends, found.forgone, found.abandoned], [[], [], undefined]);
  const lost = await keep({ writes: [down], more: { place: true }, repeatable: false });
  isFailure(lost.result, { kind: 'unavailable', dependency: 'dynamodb', detail: 'ThrottlingException' });
  assert.deepEqual(
    lost.sends.map(({ command }) => command),
    ['CreateParticipantConnection', 'DisconnectParticipant'],
  );
  const [{ input } = assert.fail()] = lost.sends;
  assert.ok(Object.values(input as object).includes(participant.participantToken));
  assert.deepEqual([lost.forgone, lost.abandoned], [[scope.id], 'ended']);
});

test('what was written before it stays as long as there may be a chat to look for', async () => {
  const left = await keep({
    writes: [down],
    more: { place: true },
    repeatable: false,
    answers: failed,
  });
  assert.deepEqual([left.forgone, left.abandoned], [[], 'left']);
  const guest = await keep({ writes: [down], repeatable: false });
  assert.deepEqual([guest.forgone, guest.abandoned], [[], 'ended']);
  const more = { place: true } as const;
  const unforgone = await keep({ writes: [down], more, repeatable: false, forgo: down });
  assert.ok(unforgone.result instanceof RequestFailure);
});

test('a participant of a contact that was erased is taken back, whoever asked', async () => {
  const { result, written, abandoned, chat } = await keep({ writes: ['erased'] });
  isFailure(result, { kind: 'denied', reason: 'contact-erased' });
  assert.deepEqual([written.length, abandoned, chat], [1, 'ended', undefined]);
});

/** What an attempt finds of an earlier one. */
async function earlier(ambiguous: number, row: Session | undefined | StoreError) {
  const read: string[] = [];
  const of = scoped({
    ports: {
      sessions: {
        read: (id) => {
          read.push(id);
          return row instanceof Error ? Promise.reject(row) : Promise.resolve(row);
        },
      },
    },
  });
  const attempt: Attempt = { clientToken: undefined, salt: new Uint8Array(32), ambiguous };
  const found = await sessionOfEarlierAttempt(bearer, attempt, of).catch((error: unknown) => error);
  return { found, read, chat: of.request.trace.chat };
}

test('the session of an earlier attempt is looked for where one is in doubt, and is its own', async () => {
  const sealed = { ...session, proof: sealProof(scope.sealKey, session, new Uint8Array(12)) };
  assert.deepEqual(await earlier(0, sealed), { found: undefined, read: [], chat: undefined });
  assert.deepEqual(await earlier(1, sealed), { found: sealed, read: [scope.id], chat: reference });
  assert.deepEqual(await earlier(1, undefined), { found: undefined, read: [scope.id], chat: undefined });
  assert.ok((await earlier(1, { ...sealed, contactId: 'other' })).found instanceof SealError);
  assert.ok((await earlier(1, down)).found instanceof RequestFailure);
});
