import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPython, pythonWith } from '../../support/optional-program.ts';
import { eventually } from '../../support/eventually.ts';
import { call } from './call.ts';
import { makeCertificate, openssl, type Certificate } from './certificate.ts';

/** Those of the examples in docs/deploy.md. */
export const account = '123456789012';
export const region = 'eu-central-1';

/** The hosts of deployed APIs, and that of the page with the chat: the emulator's certificate covers them. */
const apiHosts = `*.execute-api.${region}.amazonaws.com`;
export const pageHost = 'www.example.com';

/** AWS, as ministack has it: https://ministack.org. Signatures and IAM policies count. */
export interface Emulator {
  /** https://localhost:PORT, of every service. */
  readonly url: string;
  readonly port: number;
  /** Of its process; the functions' are its children. */
  readonly pid: number;
  readonly certificate: Certificate;
  /** For AWS's clients: the account's root, whom no policy limits. */
  readonly root: Credentials;
  /** A folder of its own, gone when it ends. */
  readonly folder: string;
  /** The last lines that it has written. */
  log(): string;
  close(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = fileURLToPath(new URL('emulator.py', import.meta.url));
const python = pythonWith('ministack');
/** Another one knows more, or less, than test/deployment/emulator/omissions.ts says. */
const pinned = /^ministack==(\S+)$/m.exec(
  readFileSync(new URL('../../requirements.txt', import.meta.url), 'utf8'),
)?.[1];

export const skipped = python.skip || openssl.skip;

/**
 * Starts it on a free port of 127.0.0.1, with nothing of this machine's AWS configuration. `functions` are variables
 * that every Lambda function finds in its environment, beside its own: other services' endpoints.
 */
export async function startEmulator(functions: Readonly<Record<string, string>>): Promise<Emulator> {
  const interpreter = python.path();
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const certificate = makeCertificate(folder, ['localhost', apiHosts, pageHost]);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const child = spawn(interpreter, [program], {
    // A group of its own, with the functions' processes in it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: folder,
    env: {
      // The functions run on what `node` is first here: Lambda's Node 24.
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      TMPDIR: folder,
      PYTHONUTF8: '1',
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AUTH: 'true',
      LAMBDA_EXECUTOR: 'local',
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      // They listen on every interface.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate.certificate,
      MINISTACK_SSL_KEY: certificate.key,
      NODE_EXTRA_CA_CERTS: certificate.certificate,
      ...functions,
    },
  });
  const exited = once(child, 'exit');
  let written = '';
  const log = (): string => written.split('\n').slice(-60).join('\n');
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  const close = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
      await exited;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const port = await eventually(async () => {
      if (child.exitCode !== null) throw new Error('it has ended');
      return /^\d+$/m.exec(written)?.[0];
    }, 'its port');
    const emulator = { url: `https://localhost:${port}`, port: Number(port), certificate, folder };
    // curl goes there, whatever host a URL names.
    writeFileSync(
      join(home, '.curlrc'),
      `connect-to = "::127.0.0.1:${port}"\ncacert = "${certificate.certificate}"\nmax-time = 30\n`,
    );
    const { body } = await call(emulator, `${emulator.url}/_ministack/health`);
    const { version } = JSON.parse(body) as { version?: string };
    if (version !== pinned)
      throw new Error(`it is ministack ${version}, and the tests are for ${pinned}: ${installPython}`);
    return { ...emulator, pid: child.pid ?? 0, root: credentials, log, close };
  } catch (error) {
    await close();
    throw new Error(`The emulator did not start: ${String(error)}\n${log()}`, { cause: error });
  }
}
