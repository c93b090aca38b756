import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultQuotas, isDispensable, quotasOf, type Priority } from '../../../lambdas/core/quota.ts';

test('an instance has the quotas it was given, else the deployment’s, else Connect’s defaults', () => {
  const setting = {
    send: { rate: 20, burst: 30 },
    read: { rate: 9, burst: 13 },
    large: { send: { rate: 50, burst: 75 }, event: { rate: 5, burst: 6 } },
  };
  const ofAll = { ...defaultQuotas, send: setting.send, read: setting.read };
  assert.deepEqual(quotasOf(setting, 'other'), ofAll);
  assert.deepEqual(quotasOf(setting, 'large'), { ...ofAll, ...setting.large });
  assert.deepEqual(quotasOf({}, 'any'), defaultQuotas);
});

test('receipts and typing are given up first, and nothing else is', () => {
  const all = ['message', 'connection', 'transcript', 'attachment', 'receipt', 'typing'] as const;
  const given: readonly Priority[] = all.filter(isDispensable);
  assert.deepEqual(given, ['receipt', 'typing']);
});
