import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { systemProgram } from '../../support/optional-program.ts';

/** Makes the certificates. */
export const openssl = systemProgram('openssl');

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** Where `cert` is. */
  readonly certFile: string;
}

/** A certificate of its own authority, for `localhost`, and for a day. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    openssl.path(),
    `req -x509 -newkey rsa:2048 -nodes -keyout ${keyFile} -out ${certFile} -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), certFile };
}
