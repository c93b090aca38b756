import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, property, string } from 'fast-check';
import { violations } from '../../../local/simulated-connect/validation.ts';

const message = { ConnectionToken: 't', ContentType: 'text/plain', Content: 'x' };
const ofMessage = (change: object): readonly string[] =>
  violations('connectparticipant', 'SendMessageRequest', { ...message, ...change });

const ofName = (DisplayName: string): number =>
  violations('connect', 'ParticipantDetails', { DisplayName }).length;

const ofTranscript = (change: object): number =>
  violations('connectparticipant', 'GetTranscriptRequest', { ConnectionToken: 't', ...change }).length;

const ofCompletion = (AttachmentIds: unknown): number =>
  violations('connectparticipant', 'CompleteAttachmentUploadRequest', {
    ConnectionToken: 't',
    ClientToken: 'c',
    AttachmentIds,
  }).length;

test('lengths count code points, at both bounds', () => {
  assertProperty(
    property(string({ unit: 'binary', minLength: 1, maxLength: 200 }), (name) => {
      const length = Array.from(name).length;
      const padded = name + '👋'.repeat(256 - length);
      assert.equal(ofName(padded), 0);
      assert.equal(ofName(`${padded}x`), 1);
    }),
  );
  assert.equal(ofMessage({ Content: '' }).length, 1);
});

test('required members, types, enumerations, numbers and list sizes are held to the model', () => {
  assert.deepEqual(ofMessage({}), []);
  assert.equal(ofMessage({ Content: undefined }).length, 1);
  assert.equal(ofMessage({ Content: null }).length, 1);
  assert.equal(ofMessage({ Content: 7 }).length, 1);
  assert.equal(ofMessage({ Content: [] }).length, 1);
  assert.equal(ofTranscript({ MaxResults: 100, ScanDirection: 'FORWARD', StartPosition: {} }), 0);
  assert.equal(ofTranscript({ MaxResults: 101 }), 1);
  assert.equal(ofTranscript({ MaxResults: 1.5 }), 1);
  assert.equal(ofTranscript({ MaxResults: '1' }), 1);
  assert.equal(ofTranscript({ ScanDirection: 'SIDEWAYS' }), 1);
  assert.equal(ofTranscript({ StartPosition: { MostRecent: -1 } }), 1);
  assert.deepEqual(
    [ofCompletion(['a']), ofCompletion([]), ofCompletion(['a', 'b']), ofCompletion([''])],
    [0, 1, 1, 1],
  );
});

test('members the model does not know pass in a request and fail in an answer', () => {
  const item = { Id: 'a', Type: 'MESSAGE', Surprise: true };
  assert.equal(violations('connectparticipant', 'Item', item).length, 0);
  assert.equal(violations('connectparticipant', 'Item', item, { refuseUnknownMembers: true }).length, 1);
});

test('a violation never quotes the value, which may be a token', () => {
  const secret = 'QVFJ-secret'.repeat(2_000);
  assert(ofMessage({ ConnectionToken: secret, Content: secret }).every((text) => !text.includes('QVFJ')));
});
