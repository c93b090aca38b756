import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, suite, test } from 'node:test';
import { print, read, report, unnamed, type Entry } from '../../../lib/package/api-report.ts';
import { emitDeclarations, type Declaration } from '../../../lib/package/declarations.ts';
import { surfaceOf, type Member } from '../../../lib/package/surface.ts';

function file(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

const { version } = JSON.parse(file('package.json')) as { readonly version: string };

suite('The surface of the package', () => {
  let surface: readonly Member[];
  let explained: readonly Declaration[];
  before(async () => {
    surface = surfaceOf(await emitDeclarations({ comments: false }));
    explained = await emitDeclarations({ comments: true });
  });

  test('is what the report says: after a change, npm run api-report', () => {
    const committed = file('lib/api-report.md');
    assert.equal(committed, print(report(surface, read(committed), version)));
  });

  test('is acknowledged in the changelog, under the version in work', () => {
    const [, heading = '', section = ''] =
      /^## (\S+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(file('CHANGELOG.md')) ?? [];
    assert.equal(heading, version, 'the top section of CHANGELOG.md is of the version in package.json');
    assert.deepEqual(
      unnamed(read(file('lib/api-report.md')), surface, version, section),
      [],
      'CHANGELOG.md has to name these, between backticks',
    );
  });

  test('is explained, each part of it', () => {
    const text = explained.map((one) => one.text).join('\n');
    const parts = surface.filter(({ name }) => name.includes('.'));
    assert.ok(parts.length > 50);
    for (const { name, signature } of parts) {
      const [whole, part] = name.split('.');
      // A constructor is explained by its class; what may not be given, by what may.
      if (part === 'constructor' || signature.endsWith('undefined')) continue;
      const [, body = ''] =
        new RegExp(`(?:class|interface) ${whole}\\b[^\n]*{\n([\\s\\S]*?)^}`, 'm').exec(text) ?? [];
      assert.match(body, new RegExp(`\\*/\n {4}(?:readonly )?${part}\\b`), `${name} has no comment`);
    }
  });

  test('holds nothing of the functions’ inside, nor what is marked as internal', () => {
    const text = explained.map((one) => one.text).join('\n');
    assert.doesNotMatch(text, /@internal|HandlerCode|@aws-sdk|middy/);
    assert.ok(explained.length <= 10, explained.map(({ path }) => path).join(' '));
  });
});

const index = "export { Chat } from './chat.js';\nexport type { Props, Mode } from './chat.js';\n";

function surfaceIn(chat: string): Member[] {
  return surfaceOf([
    { path: 'lib/index.d.ts', text: index },
    { path: 'lib/chat.d.ts', text: chat },
  ]);
}

const first = surfaceIn(`
export declare class Chat extends Construct {
    readonly api: RestApi;
    constructor(scope: Construct, props: Props);
    start(options: {
        readonly at: Date;
    }): void;
}
interface Shared {
    readonly size?: number;
}
export interface Props extends Shared {
    readonly name: string;
}
export type Mode = 'on' | 'off';
declare const unrelated: string;
`);

test('a surface is what is exported, and what that names, part by part', () => {
  assert.deepEqual(
    first.map(({ name, signature }) => `${name}: ${signature}`),
    [
      'Chat: class Chat extends Construct',
      'Chat.api: readonly api: RestApi',
      'Chat.constructor: constructor(scope: Construct, props: Props)',
      'Chat.start: start(options: { readonly at: Date; }): void',
      "Mode: type Mode = 'on' | 'off'",
      'Props: interface Props extends Shared',
      'Props.name: readonly name: string',
      'Shared: interface Shared',
      'Shared.size: readonly size?: number',
    ],
  );
});

test('of a first version, exports and the parts of classes have to be named', () => {
  const entries = report(first, [], '1.0.0');
  assert.deepEqual(unnamed(entries, first, '1.0.0', ''), ['Chat', 'Chat.api', 'Chat.start', 'Mode', 'Props']);
  const text = 'Now `Chat` with `api` and `start(options)`, its `Props`, and `Mode`.';
  assert.deepEqual(unnamed(entries, first, '1.0.0', text), []);
});

test('what is added, changed or removed has to be named, a part of what was there before too', () => {
  const before = report(first, [], '1.0.0');
  const second = surfaceIn(`
export declare class Chat extends Construct {
    readonly api: IRestApi;
    readonly table: Table;
    constructor(scope: Construct, props: Props);
}
interface Shared {
    readonly size?: number;
    readonly colour?: string;
}
export interface Props extends Shared {
    readonly name?: string;
}
export type Mode = 'on' | 'off' | 'auto';
`);
  const entries = report(second, before, '1.1.0');
  const changed = ['Chat.api', 'Chat.table', 'Mode', 'Props.name', 'Shared.colour', 'Chat.start'];
  assert.deepEqual(unnamed(entries, second, '1.1.0', ''), changed);
  assert.deepEqual(unnamed(entries, second, '1.1.0', 'Only `api` and `Shared.colour`.'), [
    'Chat.table',
    'Mode',
    'Props.name',
    'Chat.start',
  ]);
  const versions = new Map(entries.map((entry) => [entry.name, entry.version]));
  assert.equal(versions.get('Chat.constructor'), '1.0.0');
  // Made anew, the report is the same; a version later, what has gone is gone.
  assert.deepEqual(report(second, entries, '1.1.0'), entries);
  const later = report(second, entries, '1.2.0');
  assert.ok(!later.some(({ name }) => name === 'Chat.start'));
  assert.deepEqual(unnamed(later, second, '1.2.0', ''), []);
});

test('what is printed can be read', () => {
  const entries: Entry[] = report(first, [], '1.0.0');
  assert.deepEqual(read(print(entries)), entries);
});
