import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { staticApiDocs } from '../lib/api-docs/api-docs.ts';

/** `npm run api-docs`: writes docs/api, the OpenAPI document and the page that shows it. */
const folder = join(import.meta.dirname, '../docs/api');
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(await staticApiDocs())) await writeFile(join(folder, name), text);
