import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceIdOf } from '../../../lambdas/core/trace-id.ts';
import { chatReference, newTrace } from '../../../lambdas/core/trace.ts';

const id = '1-5759e988-bd862e3fe1be46a994272793';

test('the id of a trace is the root that the header names, wherever it stands', () => {
  for (const header of [
    `Root=${id}`,
    `Root=${id};Parent=53995c3f42cd8ad8;Sampled=1`,
    `Self=1-2;Root=${id};Sampled=0`,
  ])
    assert.equal(traceIdOf(header), id, header);
});

test('a header that reads otherwise has none', () => {
  const none = [
    undefined,
    '',
    id,
    `root=${id}`,
    `XRoot=${id}`,
    `Root=${id}0`,
    `Root=${id},Sampled=1`,
    `Root=${id.replace('5759e988', '5759e98g')}`,
    `Root=${id.replace('bd86', 'BD86')}`,
    `Root=${id.slice(0, -1)}`,
    `Root=${id.replace('5', '')}`,
  ];
  for (const header of none) assert.equal(traceIdOf(header), undefined, header);
});

test('a request begins with nothing counted', () => {
  assert.deepEqual(newTrace(), {
    dynamodbCalls: 0,
    dynamodbMilliseconds: 0,
    upstreamAttempts: 0,
    upstreamMilliseconds: 0,
    throttles: 0,
    absorbedMilliseconds: 0,
    ledgerFailures: 0,
  });
});

test('the reference to a chat is the beginning of its row’s id', () => {
  assert.equal(chatReference('abcdefghijklmnop'), 'abcdefghijkl');
});
