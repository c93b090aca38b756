import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A website on an origin of its own. */
export interface Site {
  /** The address of the page with this script. */
  readonly address: (script: string) => string;
  close(): Promise<void>;
}

/** Serves a page for each script, by its name. The scripts are compressed, as by any host of static files. */
export async function serveSite(scripts: Readonly<Record<string, Buffer>>): Promise<Site> {
  const compressed = new Map(
    Object.entries(scripts).map(([name, script]) => [`/${name}.js`, gzipSync(script, { level: 9 })]),
  );
  const server = createServer(({ url = '' }, response) => {
    const script = compressed.get(url);
    if (script !== undefined)
      response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'gzip' }).end(script);
    else
      response.writeHead(200, { 'content-type': 'text/html' }).end(
        `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A shop</title>
<body><ul id="log"></ul><script src="${url}.js"></script>`,
      );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: (script) => `http://localhost:${port}/${script}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
