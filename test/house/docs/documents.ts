import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The documents, and what they tell a reader to type. */

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Block {
  /** README.md:12, the line of its first command. */
  readonly place: string;
  readonly code: string;
}

export const documents = ['*.md', '{docs,examples,local}/**/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

function blocksOf(language: string): readonly Block[] {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
      .filter(([, found]) => found === language)
      .map(({ index, 2: code = '' }) => ({
        place: `${path}:${text.slice(0, index).split('\n').length + 1}`,
        code,
      })),
  );
}

/** Commands to paste, as they stand. */
export const shellBlocks = blocksOf('sh');

/** What is to be put into a file of TypeScript. */
export const typeScriptBlocks = blocksOf('ts');

/** Blocks of other languages that mean a shell, which a reader pastes just the same. */
export const strayBlocks = ['bash', 'zsh', 'shell', 'console', 'shellsession'].flatMap(blocksOf);

/** Commands in the text, between backticks. */
export const inlineCommands: readonly Block[] = documents.flatMap(({ path, text }) =>
  [
    ...text
      .replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ''))
      .matchAll(/`([^`\n]+)`/g),
  ]
    .filter(([, code = '']) => /^(?:npx|npm|git|aws|cdk|curl|node) /.test(code))
    .map(({ index, 1: code = '' }) => ({
      place: `${path}:${text.slice(0, index).split('\n').length}`,
      code,
    })),
);
