import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as assertProperty, constantFrom, property } from 'fast-check';
import { readEnvironment } from '../../lambdas/environment.ts';
import { attachmentTypes, normalAttachmentType } from '../../lambdas/operations/attachment-types.ts';
import { attachable } from '../../local/pages/browser/shared/content-types.ts';
import { functionDefaults } from '../../local/settings.ts';
import {
  supportedContentTypes,
  supportedExtensions,
} from '../../local/simulated-connect/attachment-rules.ts';

const pairs = attachmentTypes.flatMap(({ type, aliases }) =>
  [type, ...aliases].map((name) => ({ name, type })),
);

test('all media types that browsers and phones use for one kind of file are mapped to one, in any spelling', () => {
  assertProperty(
    property(
      constantFrom(...pairs),
      constantFrom('', ';charset=utf-8', '; charset="UTF-8"; x=y', ' ; '),
      constantFrom(
        (text: string) => text,
        (text: string) => text.toUpperCase(),
        (text: string) => ` ${text} `,
      ),
      ({ name, type }, parameters, written) => {
        assert.equal(normalAttachmentType(written(name) + parameters), type);
      },
    ),
  );
  for (const [given, type] of [
    ['audio/x-wav', 'audio/wav'],
    ['audio/vnd.wave', 'audio/wav'],
    ['image/pjpeg', 'image/jpeg'],
    ['image/jpg', 'image/jpeg'],
    ['image/heif', 'image/heic'],
    ['text/rtf', 'application/rtf'],
    ['application/csv', 'text/csv'],
    ['Text/Plain; charset=utf-8', 'text/plain'],
    ['application/acrobat', 'application/pdf'],
    ['text/pdf', 'application/pdf'],
    ['image/x-jpg', 'image/jpeg'],
    ['image/heic-sequence', 'image/heic'],
    ['image/heif-sequence', 'image/heic'],
    ['application/xls', 'application/vnd.ms-excel'],
    ['application/vnd.msword', 'application/msword'],
    ['audio/x-wave', 'audio/wav'],
  ] as const)
    assert.equal(normalAttachmentType(given), type);
});

test('a type that no chat accepts is not changed and not accepted', () => {
  for (const [given, type] of [
    ['image/GIF', 'image/gif'],
    ['audio/mpeg', 'audio/mpeg'],
    ['application/x-msdownload;x=y', 'application/x-msdownload'],
    ['', ''],
    [';', ''],
    ['constructor', 'constructor'],
  ] as const) {
    assert.equal(normalAttachmentType(given), type);
    assert(!attachmentTypes.some((known) => known.type === type));
  }
});

test('no name and no extension belongs to two kinds of file', () => {
  const names = pairs.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const extensions = attachmentTypes.flatMap((type) => type.extensions);
  assert.equal(new Set(extensions).size, extensions.length);
});

test('they are the types and extensions that the simulated Connect accepts, which has its own list', () => {
  for (const { type } of attachmentTypes) assert(supportedContentTypes.includes(type), type);
  const normal = new Set(supportedContentTypes.map(normalAttachmentType));
  assert.deepEqual([...normal].toSorted(), attachmentTypes.map(({ type }) => type).toSorted());
  assert.deepEqual(
    attachmentTypes.flatMap(({ extensions }) => extensions).toSorted(),
    supportedExtensions.toSorted(),
  );
});

test('they are what the pages’ file pickers offer', () => {
  assert.deepEqual(
    attachable.split(','),
    attachmentTypes.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)),
  );
  assert(attachable.includes('.rtf,'));
});

test('they are what the functions allow when nothing is configured', () => {
  const { settings } = readEnvironment(functionDefaults);
  assert.deepEqual(settings.attachmentTypes.toSorted(), attachmentTypes.map(({ type }) => type).toSorted());
});
