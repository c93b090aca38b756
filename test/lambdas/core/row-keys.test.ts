import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactKey, placeKey, shareKeys } from '../../../lambdas/core/row-keys.ts';

test('rows are found again under the names that earlier versions gave them', () => {
  assert.equal(contactKey('contact'), 'contact#CT59X9uqz6kkSIYbEQdbP7pTKgfZRbSaRJGSUvXoMK0');
  assert.equal(placeKey('id'), 'place#id');
  assert.deepEqual(shareKeys('id'), [
    'bucket#connection#session#id',
    'bucket#send#session#id',
    'bucket#event#session#id',
    'bucket#read#session#id',
    'bucket#upload#session#id',
    'bucket#disconnect#session#id',
  ]);
});
