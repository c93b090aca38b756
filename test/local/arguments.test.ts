import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readArguments } from '../../local/command-line/arguments.ts';
import { runToEnd, type Ended } from '../support/program.ts';

const none = { help: false, json: false, port: undefined, instances: undefined };

test('what is given is read, in either form', () => {
  assert.deepEqual(readArguments('start', [], {}), none);
  for (const argv of [
    ['--port', '3001', '--instances', '3', '--json'],
    ['--json', '--instances=3', '--port=3001'],
  ])
    assert.deepEqual(readArguments('start', argv, {}), { ...none, json: true, port: '3001', instances: '3' });
  assert.deepEqual(readArguments('simulator', ['-h'], {}), { ...none, help: true });
});

const mistakes: readonly (readonly [argv: readonly string[], problem: RegExp])[] = [
  [['--prot', '3001'], /^There is no argument --prot: did you mean --port\?$/],
  [['--instance', '3'], /^There is no argument --instance: did you mean --instances\?$/],
  [['--JSON'], /^There is no argument --JSON: did you mean --json\?$/],
  [['--watch'], /^There is no argument --watch: npm start -- --help says which there are$/],
  [['-p', '3001'], /^There is no argument -p: /],
  [['3001'], /^There is no argument 3001: npm start -- --help/],
  [['help'], /^There is no argument help: npm start -- --help/],
  [['--', '--json'], /^There is no argument --json: npm start -- --help/],
  [['--port'], /^--port must be followed by a number, as in npm start -- --port 3001$/],
  [['--port='], /^--port must be followed by a number, as in npm start -- --port 3001$/],
  [['--port', '--json'], /^--port must be followed by a number, as in npm start -- --port 3001$/],
  [['--instances'], /^--instances must be followed by a number, as in npm start -- --instances 3$/],
  [['--json=yes'], /^--json takes no value: leave out =yes$/],
  [['--port', '1', '--port', '2'], /^--port is there twice: leave one out$/],
  [['--__proto__'], /^There is no argument --__proto__: npm start/],
  [['--constructor', '1'], /^There is no argument --constructor: npm start/],
  [['a\nb'], /^There is no argument "a\\nb": npm start/],
];

test('the first that is wrong is told in one line, with what to do', () => {
  for (const [argv, expected] of mistakes) {
    const read = readArguments('start', argv, {});
    assert('problem' in read, argv.join(' '));
    assert.match(read.problem, expected);
  }
  const simulator = readArguments('simulator', ['--instances', '3'], {});
  assert('problem' in simulator);
  assert.match(simulator.problem, /^There is no argument --instances: npm run simulator -- --help says/);
});

test('what npm has kept for itself, for want of --, is not lost without a word', () => {
  assert.deepEqual(readArguments('start', [], { npm_config_port: '3001' }), {
    problem: 'npm has kept --port for itself: put it behind --, as in npm start -- --port 3001',
  });
  assert.deepEqual(readArguments('start', [], { npm_config_instances: '3' }), {
    problem: 'npm has kept --instances for itself: put it behind --, as in npm start -- --instances 3',
  });
});

test('whatever is given, the answer is arguments or one line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('--port', '--', '--json', '-h'))),
      (argv) => {
        const read = readArguments('start', argv, {});
        if ('problem' in read) assert.match(read.problem, /^[^\n\p{Cc}]+$/u);
      },
    ),
  );
});

function start(...parameters: readonly string[]): Promise<Ended> {
  return runToEnd(process.execPath, ['local/start.js', ...parameters], { PORT: '0' });
}

suite('npm start and npm run simulator', { concurrency: 3 }, () => {
  test('--help says how they are called, names every argument and ends with 0', async () => {
    for (const [program, parameters, names] of [
      [
        'npm start',
        [],
        ['--port', '--instances', '--json', '--help', 'PORT', 'SIMULATOR_QUOTAS', 'NO_COLOR'],
      ],
      ['npm run simulator', ['simulator'], ['--port', '--help', 'PORT', 'SIMULATOR_QUOTAS']],
    ] as const)
      for (const help of ['--help', '-h']) {
        const { code, stdout, stderr } = await start(...parameters, help);
        assert.equal(code, 0);
        assert.equal(stderr, '');
        assert.ok(stdout.startsWith(`${program} -- [--port `));
        for (const name of names) assert.match(stdout, new RegExp(`^ {2}(?:.*, )?${name}\\b`, 'm'));
      }
  });

  test('an argument that is none is one line, exit code 2, and nothing has been started', async () => {
    for (const parameters of [
      ['--prot', '3001'],
      ['simulator', '--prot', '3001'],
      ['--port'],
      ['nonsense'],
    ]) {
      const { code, stdout, stderr } = await start(...parameters);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^[^\n]+\n$/);
    }
  });

  test('npm hands on what is behind --, and what is not is told', async () => {
    const given = await runToEnd('npm', ['start', '--silent', '--', '--prot', '3001']);
    assert.match(given.stderr, /did you mean --port\?/);
    const kept = await runToEnd('npm', ['start', '--silent', '--port', '3001']);
    assert.match(kept.stderr, /npm has kept --port for itself: .* npm start -- --port 3001/);
    for (const { code } of [given, kept]) assert.equal(code, 2);
  });
});
