import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { banner, type Running } from '../../local/banner.ts';
import { startSimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';
import { systemProgram } from '../support/optional-program.ts';
import { ended, type Ended } from '../support/program.ts';
import { startServer, type Server } from '../support/server.ts';

const running: Running = {
  ports: [3000],
  pids: [1],
  simulator: 'http://127.0.0.1:4577',
  quotas: false,
  agentConsole: 'http://localhost:3000/agent',
  services: [],
  embedded: true,
  json: false,
  seconds: 1.23,
};

test('nothing leaves this machine where all is here, and what does is named where it does', () => {
  assert.match(
    banner(running),
    /Simulated here: Amazon Connect \([^)]+\), DynamoDB \([^)]+\), API Gateway\. Nothing leaves/,
  );
  const local = banner({ ...running, embedded: false, services: [['DynamoDB', 'http://localhost:8000']] });
  assert.match(
    local,
    /here: Amazon Connect \([^)]+\), API Gateway\. In use besides: DynamoDB at http:\/\/localhost:8000\. Nothing leaves/,
  );
  const elsewhere = banner({
    ...running,
    simulator: undefined,
    agentConsole: undefined,
    services: [
      ['Amazon Connect', 'https://connect.eu-central-1.amazonaws.com'],
      ['the Participant Service', 'https://participant.connect.eu-central-1.amazonaws.com'],
      ['DynamoDB', 'http://[::1]:8000'],
    ],
  });
  assert.doesNotMatch(elsewhere, /Nothing leaves|Agent console|Simulated here: Amazon/);
  assert.match(elsewhere, /What goes to Amazon Connect, the Participant Service leaves this machine\./);
});

test('says how requests are told, and which processes there are if there are several', () => {
  assert.match(
    banner(running),
    /^A line follows for each request; --json has it as the functions log it\.$/m,
  );
  assert.match(banner({ ...running, json: true }), /^A line of JSON follows for each request\.$/m);
  assert.doesNotMatch(banner(running), /API processes/);
  assert.match(
    banner({ ...running, ports: [3000, 3001], pids: [41, 42] }),
    /^ {2}API processes {2}\[1\] {2}http:\/\/localhost:3000\/v1 +process 41\n {17}\[2\] {2}http:\/\/localhost:3001\/v1 +process 42$/m,
  );
});

const zsh = systemProgram('zsh');
const curl = systemProgram('curl');

/** As somebody pastes into them: on a terminal or not, each reads line after line. */
const shells = [
  { name: 'bash', skip: false, file: () => '/bin/bash', parameters: ['--norc', '--noprofile', '-i'] },
  { name: 'zsh', skip: zsh.skip, file: () => zsh.path(), parameters: ['-f', '-i'] },
  { name: 'sh', skip: false, file: () => '/bin/sh', parameters: ['-i'] },
  { name: 'a script', skip: false, file: () => '/bin/sh', parameters: [] },
] as const;

function linesOf(server: Server): readonly string[] {
  return server
    .output()
    .split('\n')
    .filter((line) => line.includes('curl '));
}

async function paste(file: string, parameters: readonly string[], lines: readonly string[]): Promise<Ended> {
  const child = spawn(file, parameters, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', PS1: '', PS2: '' },
  });
  child.stdin.end(`${lines.join('\n')}\nprintf 'bearer=%s;' "$BEARER"\n`);
  return await ended(child);
}

suite('The lines for curl', { skip: curl.skip }, () => {
  let server: Server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  for (const { name, skip, file, parameters } of shells)
    test(
      `pasted into ${name}, start a chat, send a message and read it, each answer on a line`,
      { skip },
      async () => {
        const { stdout, stderr } = await paste(file(), parameters, linesOf(server));
        const [sent = '', transcript = '', bearer] = stdout.split('\n');
        const { Id } = JSON.parse(sent) as { Id: string };
        const { Transcript } = JSON.parse(transcript) as { Transcript: { Id: string; Content?: string }[] };
        assert.ok(
          Transcript.some((item) => item.Id === Id && item.Content === 'Hello'),
          transcript,
        );
        assert.match(bearer ?? '', /^bearer=[\w.-]{20,};$/);
        assert.doesNotMatch(stderr, /curl: \(|BEARER: |__type/);
      },
    );

  for (const { name, skip, file, parameters } of shells) {
    test(
      `in ${name}, a start that is refused says why, and nothing pretends to go on`,
      { skip },
      async (t) => {
        const refusing = await refusingServer();
        t.after(() => refusing.close());
        const lines = linesOf(server).map((line) =>
          line.replaceAll(/localhost:\d+/g, `127.0.0.1:${refusing.port}`),
        );
        const { stdout, stderr } = await paste(file(), parameters, ['BEARER=of-yesterday', ...lines]);
        assert.match(stderr, /"__type":"TooManyRequestsException"/);
        assert.match(stderr, /BEARER: .*no chat was started/);
        assert.deepEqual(refusing.asked, ['/v1/chats']);
        assert.doesNotMatch(stdout, /"|of-yesterday/);
      },
    );

    test(
      `in ${name}, a server that is not there is told, and nothing pretends to go on`,
      { skip },
      async () => {
        const lines = linesOf(server).map((line) => line.replaceAll(/localhost:\d+/g, '127.0.0.1:9'));
        const { stderr } = await paste(file(), parameters, lines);
        assert.match(stderr, /curl: \(7\) /);
        assert.match(stderr, /BEARER: .*no chat was started/);
      },
    );
  }

  test('a message that is refused is a failure for a script, too', async () => {
    const [, send = ''] = linesOf(server);
    const { code, stdout } = await paste('/bin/sh', [], ['BEARER=nonsense', `${send} || exit 22`]);
    assert.equal(code, 22);
    assert.match(stdout, /"__type":"AccessDeniedException"/);
  });
});

/** A server that takes no chat. */
async function refusingServer(): Promise<{ port: number; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(429, { 'content-type': 'application/json' });
    response.end('{"__type":"TooManyRequestsException","message":"Too many"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, asked, close: () => void server.close() };
}

test('with another process’s simulated Connect, the banner says so and names its console', async (t) => {
  const simulator = await startSimulatedConnect();
  t.after(() => simulator.close());
  const server = await startServer({
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
  });
  t.after(() => server.stop());
  assert.match(server.output(), new RegExp(`Agent console {2}${simulator.url}/agent\n`));
  assert.match(server.output(), new RegExp(`In use besides: Amazon Connect at ${simulator.url}, `));
  assert.match(server.output(), /Nothing leaves this machine/);
});
