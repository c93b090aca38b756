import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellBlocks, strayBlocks } from './documents.ts';
import { paste } from './paste.ts';
import { bash, shells } from './shells.ts';

/** Every block of commands, pasted into the shells that readers have. */

test('there are blocks of commands, and all are marked as such', () => {
  assert.ok(shellBlocks.length > 20);
  assert.deepEqual(strayBlocks, []);
});

/** What runs in the background is noted down in any order. */
function sorted(commands: readonly (readonly string[])[]): string[] {
  return commands.map((command) => JSON.stringify(command)).toSorted();
}

for (const { name, skip, shell } of shells)
  test(
    `each block means the same in ${name} as in a plain bash, and ${name} complains of nothing`,
    { skip },
    async () => {
      for (const { place, code } of shellBlocks) {
        // Not interactive, bash takes comments and unmatched patterns as everybody means them.
        const meant = await paste({ file: bash.file, parameters: [] }, code);
        const { commands, complaints } = await paste(shell(), code);
        assert.deepEqual(complaints, [], place);
        assert.ok(commands.length > 0, `${place} runs nothing`);
        assert.deepEqual(sorted(commands), sorted(meant.commands), place);
      }
    },
  );

const mistakes: readonly { readonly text: string; readonly noticedIn: readonly string[] }[] = [
  { text: 'npm ci   # once', noticedIn: ['zsh'] },
  { text: '# first of all\nnpm ci', noticedIn: ['zsh'] },
  { text: 'npx cdk deploy -c vpc={"subnetIds":["subnet-1"]}', noticedIn: ['zsh'] },
  { text: 'curl https://example.com/chats?a=b', noticedIn: ['zsh'] },
  { text: 'git show HEAD^', noticedIn: [] },
  { text: 'npx cdk destroy --exclusively *', noticedIn: ['zsh'] },
  { text: 'pip install ministack', noticedIn: ['bash', 'zsh'] },
];

for (const { name, skip, shell } of shells)
  test(`what ${name} does not take as it was meant is noticed`, { skip }, async () => {
    for (const { text, noticedIn } of mistakes) {
      const meant = await paste({ file: bash.file, parameters: [] }, text);
      const { commands, complaints } = await paste(shell(), text);
      const same = JSON.stringify(commands) === JSON.stringify(meant.commands);
      assert.equal(complaints.length > 0 || !same, noticedIn.includes(name), text);
    }
  });

test('no block has an ellipsis, nor a comment that a shell might run', () => {
  for (const { place, code } of shellBlocks) {
    assert.doesNotMatch(code, /…|\.\.\./, place);
    assert.doesNotMatch(code, /(^|\s)#/, place);
  }
});
