import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, read, report } from '../lib/package/api-report.ts';
import { emitDeclarations } from '../lib/package/declarations.ts';
import { surfaceOf } from '../lib/package/surface.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'lib/api-report.md');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const before = existsSync(file) ? read(readFileSync(file, 'utf8')) : [];
writeFileSync(file, print(report(surfaceOf(await emitDeclarations({ comments: false })), before, version)));
