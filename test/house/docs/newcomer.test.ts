import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { copyCheckout } from '../../support/copied-checkout.ts';
import { freePorts } from '../../support/ports.ts';
import { ended } from '../../support/program.ts';
import { shellBlocks } from './documents.ts';
import { shells, type ShellOf } from './shells.ts';

/**
 * The path of somebody who has just cloned the repository, typed into a shell of theirs. What takes a network, `npm ci`,
 * has been done; what takes minutes, a server that is left alone, is test/local/idle.test.ts.
 */

function open(
  t: TestContext,
  shell: ShellOf,
  folder: string,
  port: number,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const { file, parameters } = shell();
  const child = spawn(file, parameters, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port), PS1: '', PS2: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that all that it starts can be ended together.
    detached: true,
  });
  t.after(() => {
    try {
      process.kill(-(child.pid ?? assert.fail('it has not started')), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  });
  return child;
}

/** What commands say, each with its exit code. */
async function typed(
  t: TestContext,
  shell: ShellOf,
  folder: string,
  commands: readonly string[],
): Promise<readonly string[]> {
  const child = open(t, shell, folder, 0);
  child.stdin.end(commands.map((command) => `${command} 2>&1; echo "exit=$?;"\n`).join(''));
  const { stdout } = await ended(child);
  return stdout.split(/(?<=exit=\d+;)\n/).filter((said) => said !== '');
}

for (const { name, skip, shell } of shells)
  test(`in ${name}, a newcomer starts, chats, looks around and asks for help`, { skip }, async (t) => {
    const folder = copyCheckout();
    t.after(() => rmSync(folder, { recursive: true }));
    const documented = shellBlocks.find(({ code }) => code === 'npm ci && npm start\n');
    assert.ok(documented, 'the README has the first command no more');

    const port = await freePorts();
    const first = open(t, shell, folder, port);
    first.stdin.write(documented.code.replace('npm ci && ', ''));
    let said = '';
    first.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!said.includes('Ctrl-C')) await once(first.stdout, 'data');

    const lines = said.split('\n').filter((line) => line.includes('curl '));
    assert.equal(lines.length, 3);
    const second = open(t, shell, folder, 0);
    second.stdin.end(`${lines.join('\n')}\n`);
    const { stdout, code } = await ended(second);
    assert.equal(code, 0);
    const [sent = '', transcript = ''] = stdout.split('\n');
    const { Id } = JSON.parse(sent) as { Id: string };
    assert.ok(transcript.includes(`"Id":"${Id}"`) && transcript.includes('"Content":"Hello"'), transcript);

    const places = [...said.matchAll(/^ {2}(Chat page|Agent console|Operations) +(http:\S+)$/gm)];
    assert.equal(places.length, 3);
    for (const [, , url = ''] of places) {
      const page = await fetch(url);
      assert.equal(page.status, 200, url);
      assert.match(await page.text(), /<title>/);
    }

    const [help = '', misspelt = '', quotas = '', half = '', doctor = '', ask = ''] = await typed(
      t,
      shell,
      folder,
      [
        'npm start --silent -- --help',
        'npm start --silent -- --instance 3',
        'SIMULATOR_QUOTAS=true npm start --silent',
        'AWS_ENDPOINT_URL_CONNECT=http://127.0.0.1:4577 npm start --silent',
        'npm run --silent doctor',
        'npm run --silent doctor -- --help',
      ],
    );
    assert.match(help, /^npm start -- \[--port 3000\][^]*exit=0;$/);
    assert.match(misspelt, /^There is no argument --instance: did you mean --instances\?\nexit=2;$/);
    assert.match(quotas, /^SIMULATOR_QUOTAS must be 1 [^\n]*\nexit=1;$/);
    assert.match(half, /^AWS_ENDPOINT_URL_CONNECTPARTICIPANT must be set as well[^\n]*\nexit=1;$/);
    assert.match(doctor, /^✖ instanceArn must be [^]*\nnpm run doctor -- [^]*exit=1;$/);
    assert.match(ask, /^npm run doctor -- [^]*exit=0;$/);
  });
