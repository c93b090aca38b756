// What `npm start` and `npm run simulator` run: plain JavaScript, so that an old Node can say that it is too old.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `Connect Chat BFF runs on Node 24, and this is Node ${process.versions.node}. ` +
      'Run it with "npm start" after "npm ci": that installs Node 24 beside it.\n',
  );
  process.exitCode = 1;
} else if (process.argv[2] === 'simulator') {
  const { serveSimulatedConnect } = await import('./simulated-connect/serve.ts');
  process.exitCode = await serveSimulatedConnect(process.env);
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.env);
}
