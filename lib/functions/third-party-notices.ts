import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The file beside a function's code with the license texts that have to go wherever others' code goes. */
export const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/**
 * Licenses of packages that name one and come without its text; the text is from their repository. If a package has
 * none and is not listed here, its code may not be deployed.
 */
const recorded: Readonly<Record<string, string>> = {
  '@middy/core': mit('2017-2026 will Farrell, Luciano Mammino, and the Middy contributors'),
};

/**
 * The license texts of exactly the packages whose code is in the bundle, with name and version, each text once. The
 * same packages make the same text. `root` is the folder that the metafile's paths are relative to.
 */
export async function thirdPartyNotices(metafile: Metafile, root: string): Promise<string> {
  const byText = new Map<string, string[]>();
  const packages = await Promise.all(packagesIn(metafile).map((folder) => licensed(join(root, folder))));
  for (const { name, text } of packages.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    byText.set(text, [...(byText.get(text) ?? []), name]);
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return [intro, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

const intro = 'The code in this folder includes code of the packages named here, under these licenses.\n';

/** Returns the folders of the packages whose code is in an output. Some packages only pass on the code of others. */
function packagesIn({ outputs }: Metafile): string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return [
    ...new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [])),
  ];
}

async function licensed(folder: string): Promise<{ readonly name: string; readonly text: string }> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const files = (await readdir(folder)).filter((file) =>
    /^(licen[cs]e|notice|copying|copyright(notice)?)([-.].*)?$/i.test(file),
  );
  const texts = await Promise.all(
    files.toSorted().map(async (file) => plain(await readFile(join(folder, file), 'utf8'))),
  );
  const text = texts.length > 0 ? texts.join('\n\n') : recorded[manifest.name];
  if (text === undefined)
    throw new Error(
      `${manifest.name} ${manifest.version} (${manifest.license ?? 'no license'}) comes without its license, and its ` +
        'code would be deployed: record the text in lib/functions/third-party-notices.ts, or do without the package',
    );
  return { name: `${manifest.name} ${manifest.version}`, text };
}

/** Removes what differs from editor to editor, so that equal texts are one. */
function plain(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** SPDX's text of the MIT license. */
function mit(copyright: string): string {
  return `MIT License

Copyright (c) ${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
