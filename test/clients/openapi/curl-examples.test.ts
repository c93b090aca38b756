import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { apiDocsPage } from '../../../lib/api-docs/api-docs.ts';
import { examples } from '../../../lambdas/openapi/examples.ts';
import { operations, type OperationName } from '../../../lambdas/operations/operations.ts';
import { describedOf } from '../../support/api-document.ts';
import { startLocalApi } from '../../support/local-api.ts';
import { systemProgram } from '../../support/optional-program.ts';
import { ended, type Ended } from '../../support/program.ts';

const curl = systemProgram('curl');
const zsh = systemProgram('zsh');
const shells = [
  { shell: 'bash', skip: curl.skip },
  { shell: 'zsh', skip: curl.skip || zsh.skip },
];
const links = { stylesheet: '', script: '', document: '' };

const ownIds: ReadonlySet<string> = new Set(['AttachmentId', 'AttachmentIds', 'ContactId', 'ViewToken']);

/** Whether an example names what only its own chat has, so that another one is told that it is not there. */
function isOfAnotherChat(name: string): boolean {
  // What is not there is erased already.
  if (name === 'EraseContact') return false;
  const { request = {} } = examples[name as OperationName];
  // A guest needs a call.
  return name === 'CreateGuest' || Object.keys(request).some((member) => ownIds.has(member));
}

for (const { shell, skip } of shells) {
  const paste = (command: string, variables: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    run(shell, command, variables);

  test(`the page’s examples work as they are pasted into ${shell}, one after another`, { skip }, async () => {
    const api = await startLocalApi();
    try {
      const pasted = examplesOf(apiDocsPage(links, api.url));
      assert.deepEqual([...pasted.keys()].toSorted(), operations.map(({ name }) => name).toSorted());
      const started = await paste(pasted.get('StartChat') ?? '');
      const { ParticipantToken: BEARER = '' } = JSON.parse(started.stdout) as { ParticipantToken?: string };
      const last = 'DisconnectParticipant';
      for (const name of [...[...pasted.keys()].filter((one) => one !== last), last]) {
        const { code, stdout, stderr } = await paste(pasted.get(name) ?? '', { BEARER });
        const { form } = operations.find((one) => one.name === name) ?? {};
        const end = form === 'beacon' ? /^\n?$/ : /\}\n$/;
        assert.match(stdout, end, `${name}: ${stdout}${stderr}`);
        assert.equal(code, isOfAnotherChat(name) ? httpError : 0, `${name}: ${stdout}${stderr}`);
        if (code !== 0) assert.match(stderr, refusalsOf(name), name);
      }
    } finally {
      await api.close();
    }
  });

  test(`an example that wants a bearer says so in ${shell} where there is none`, { skip }, async () => {
    const page = apiDocsPage(links, 'http://127.0.0.1:9/v1');
    const { code, stderr } = await paste(examplesOf(page).get('SendMessage') ?? '', { BEARER: '' });
    assert.notEqual(code, 0);
    assert.match(stderr, /BEARER: start a chat first/);
  });
}

/** What curl ends with where --fail-with-body meets a status of 400 or more. */
const httpError = 22;

/** The first example of each operation, as a person copies it. */
function examplesOf(page: string): ReadonlyMap<string, string> {
  const found = page.matchAll(/<article id="(\w+)"[^]*?<pre><code>([^<]*)<\/code><\/pre>/g);
  return new Map(
    [...found].map(([, name = '', code = '']) => [
      name,
      code.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    ]),
  );
}

function refusalsOf(name: string): RegExp {
  const operation = operations.find((one) => one.name === name);
  assert.ok(operation);
  const statuses = Object.keys(describedOf(operation).responses).filter((status) => status !== '200');
  return new RegExp(`error: (?:${statuses.join('|')})`);
}

async function run(
  shell: string,
  command: string,
  variables: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { PATH = '' } = process.env;
  // As a person has them who signs requests to AWS.
  const credentials = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'backend',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
  };
  const child = spawn(shell, ['-c', command], {
    env: { PATH, ...credentials, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await ended(child);
}
