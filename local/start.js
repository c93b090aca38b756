// What `npm start` and `npm run simulator` run: plain JavaScript, without a word that an old Node does not know, so that
// it can say that it is too old.
const needed = 24;
const [major] = process.versions.node.split('.');
const simulator = process.argv[2] === 'simulator';
const program = simulator ? 'npm run simulator' : 'npm start';

/** Prints one line for a person. Returns the exit code 1. */
function fail(line) {
  process.stderr.write(`${line}\n`);
  return 1;
}

/** Says what keeps the programs from being loaded at all. */
function explain({ code, message }) {
  const missing = code === 'ERR_MODULE_NOT_FOUND' && /Cannot find package '([^']+)'/.exec(message);
  return missing
    ? `The packages are not installed (there is no ${missing[1]}): run "npm ci", and then "${program}" again`
    : `${program} could not start: ${message.trim().split('\n')[0]}`;
}

if (Number(major) < needed) {
  process.exitCode = fail(
    `Connect Chat BFF runs on Node ${needed}, and this is Node ${process.versions.node}. ` +
      `Run it with "${program}" after "npm ci": that installs Node ${needed} beside it.`,
  );
} else {
  void run()
    .catch((error) => fail(explain(error)))
    .then((code) => (process.exitCode = code));
}

/** Resolves with the exit code. What is not needed to read the arguments is loaded after them. */
async function run() {
  const { enableCompileCache } = await import('node:module');
  // What has been compiled once, this process and those it starts read from the temporary folder.
  enableCompileCache();
  const { commandLine } = await import('./command-line/command-line.ts');
  const given = commandLine(
    simulator ? 'simulator' : 'start',
    process.argv.slice(simulator ? 3 : 2),
    process,
  );
  if ('code' in given) return given.code;
  if (simulator)
    return (await import('./simulated-connect/serve.ts')).serveSimulatedConnect(process.env, given);
  return (await import('./main.ts')).main(process.env, given);
}
