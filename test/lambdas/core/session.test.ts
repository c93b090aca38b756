import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { seal, SealError } from '../../../lambdas/core/seal.ts';
import {
  admit,
  announcedExpiry,
  chatMilliseconds,
  hasUsableToken,
  mayRenew,
  proven,
  provesContact,
  sealContext,
  sealProof,
  sessionRetention,
  tokenUsableUntil,
  type Refusal,
  type Session,
} from '../../../lambdas/core/session.ts';

const now = Date.UTC(2026, 10, 20);
const here = 'https://www.example.com';
const elsewhere = 'https://evil.example';
const session: Session = {
  id: 'row',
  contactId: 'contact',
  participantId: 'participant',
  instanceId: 'instance',
  origin: here,
  ended: false,
  created: now - 1_000,
  expires: now + 1_000,
  proof: new Uint8Array(),
};
const { origin: _, ...withoutOrigin } = session;
const { proof: __, ...withoutProof } = session;

const admissions: readonly [string, Session | undefined, string | undefined, number, Refusal | undefined][] =
  [
    ['no session', undefined, here, now, 'session-unknown'],
    ['its own origin', session, here, now, undefined],
    ['no origin, as clients that are no browsers', session, undefined, now, undefined],
    ['another origin', session, elsewhere, now, 'origin-foreign'],
    ['the origin null', session, 'null', now, 'origin-foreign'],
    ['any origin, for a session of a back end', withoutOrigin, elsewhere, now, undefined],
    ['a millisecond before its end', session, here, session.expires - 1, undefined],
    ['its end', session, here, session.expires, 'session-expired'],
    ['an ended session', { ...session, ended: true }, here, now, 'session-ended'],
    ['an ended and expired session', { ...session, ended: true }, here, session.expires, 'session-ended'],
    ['a session whose chat is over', { ...session, ended: 'over' }, here, now, 'session-over'],
    [
      'one that was ended as its time was over',
      { ...session, ended: 'expired' },
      here,
      now,
      'session-expired',
    ],
    ['an ended session and another origin', { ...session, ended: true }, elsewhere, now, 'origin-foreign'],
  ];

for (const [what, of, origin, at, refusal] of admissions)
  test(`a session ${refusal === undefined ? 'admits' : 'refuses'} ${what}`, () => {
    assert.equal(admit(of, origin, at), refusal);
  });

const proofs: readonly [string, Session | undefined, string | undefined, string, Refusal | undefined][] = [
  ['its own contact', session, here, 'contact', undefined],
  ['its own contact after its end', { ...session, ended: true, expires: 0 }, here, 'contact', undefined],
  ['the contact it continues', { ...session, continuedFrom: 'earlier' }, here, 'earlier', undefined],
  ['another contact', session, here, 'other', 'contact-foreign'],
  ['its own contact from another origin', session, elsewhere, 'contact', 'origin-foreign'],
  [
    "its host's contact, as a guest",
    { ...session, host: 'row of the host' },
    here,
    'contact',
    'contact-foreign',
  ],
  ['its own contact without anything sealed', withoutProof, here, 'contact', 'contact-foreign'],
  ['a contact without a session', undefined, here, 'contact', 'session-unknown'],
];

for (const [what, of, origin, contactId, refusal] of proofs)
  test(`a session ${refusal === undefined ? 'proves' : 'does not prove'} ${what}`, () => {
    assert.equal(provesContact(of, origin, contactId), refusal);
  });

const key = createSecretKey(new Uint8Array(32).fill(7));
const iv = new Uint8Array(12);
const whole = { ...session, continuedFrom: 'earlier', host: 'row of the host' };
const sealed = { ...whole, proof: sealProof(key, whole, iv) };

test('a session is proven as it was made, and with any field changed it is not', () => {
  assert.equal(proven(key, sealed), sealed);
  for (const name of [
    'contactId',
    'participantId',
    'instanceId',
    'origin',
    'continuedFrom',
    'host',
  ] as const) {
    assert.throws(() => proven(key, { ...sealed, [name]: 'another' }), SealError, name);
    const { [name]: left, ...without } = sealed;
    assert.throws(() => proven(key, without as Session), SealError, `${name} ${left} left out`);
  }
});

test('a session from before there were proofs is proven by its token, without what that is not bound to', () => {
  const { proof: _proof, ...old } = { ...session, continuedFrom: 'earlier' };
  const participantToken = seal(key, sealContext(old, 'participant-token'), 'token', iv);
  assert.equal(proven(key, { ...old, participantToken })?.continuedFrom, undefined);
  assert.throws(() => proven(key, { ...old, contactId: 'another', participantToken }), SealError);
  assert.equal(proven(key, old), undefined);
});

test('a token that was renewed a moment ago and is refused again is not renewed again', () => {
  const connection = { expires: 0, version: 2 };
  assert.ok(mayRenew(session, now));
  assert.ok(mayRenew({ ...session, connection }, now));
  assert.ok(!mayRenew({ ...session, connection: { ...connection, renewed: now - 9_000 } }, now));
  assert.ok(mayRenew({ ...session, connection: { ...connection, renewed: now - 10_000 } }, now));
});

test('the announced expiry lies 5 minutes to 24 hours ahead, whatever the session', () => {
  const moment = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
  fc.assert(
    fc.property(moment, moment, (expires, at) => {
      const announced = announcedExpiry(expires, at);
      assert.match(announced, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const ahead = Date.parse(announced) - at;
      assert(ahead >= 5 * 60_000 && ahead <= 24 * 3_600_000, String(ahead));
    }),
  );
});

test("the announced expiry is the session's own where that lies within", () => {
  const expires = now + 3_600_000;
  assert.equal(announcedExpiry(expires, now), new Date(expires).toISOString());
});

test('a connection token is given up before its end, and a day is assumed where that cannot be read', () => {
  const end = new Date(now + 3_600_000).toISOString();
  assert.equal(tokenUsableUntil(end, now), Date.parse(end) - 5 * 60_000);
  for (const unreadable of [undefined, '', 'tomorrow']) {
    assert.equal(tokenUsableUntil(unreadable, now), now + 86_400_000 - 5 * 60_000);
  }
});

test('a connection has a usable token only while there is one and it lasts', () => {
  const token = new Uint8Array([1]);
  assert.equal(hasUsableToken(session, now), false);
  assert.equal(hasUsableToken({ ...session, connection: { version: 1, expires: now + 1 } }, now), false);
  assert.equal(
    hasUsableToken({ ...session, connection: { version: 1, expires: now + 1, token } }, now),
    true,
  );
  assert.equal(hasUsableToken({ ...session, connection: { version: 1, expires: now, token } }, now), false);
});

test("a chat of no given duration lasts Connect's 25 hours", () => {
  assert.equal(chatMilliseconds(undefined), 25 * 3_600_000);
  assert.equal(chatMilliseconds(60), 3_600_000);
});

test('a value is sealed for its row, contact and purpose, and for the origin and the host of a session that has them', () => {
  const { id, contactId } = session;
  assert.deepEqual(sealContext(withoutOrigin, 'connection-token'), {
    id,
    contactId,
    purpose: 'connection-token',
  });
  assert.deepEqual(sealContext({ ...session, host: 'host' }, 'session'), {
    id,
    contactId,
    purpose: 'session',
    origin: here,
    more: ['host'],
  });
});

test('the proof of a session that an earlier version has written still proves it', () => {
  const written = Buffer.from('AAAAAAAAAAAAAAAApAWPmqDilQRFBfPq5AnxMg', 'base64url');
  assert.deepEqual(Buffer.from(sealProof(key, withoutOrigin, iv)), written);
  assert.ok(proven(key, { ...withoutOrigin, proof: written }));
});

test('an ended session proves its contact for thirty days', () => {
  assert.equal(sessionRetention, 2_592_000_000);
});
