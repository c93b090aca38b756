import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemProgram } from '../../support/optional-program.ts';

export const openssl = systemProgram('openssl');

/** A certificate that its holder has signed, and its key: PEM files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** What the first file says. */
  readonly pem: string;
}

/** Makes one for host names (with wildcards) and 127.0.0.1, for two days, in a folder. */
export function makeCertificate(folder: string, hosts: readonly string[]): Certificate {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const names = ['IP:127.0.0.1', ...hosts.map((host) => `DNS:${host}`)];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');
  const subject = ['-subj', '/CN=emulator', '-addext', `subjectAltName=${names.join(',')}`];
  execFileSync(openssl.path(), [...request, ...subject, '-keyout', key, '-out', certificate], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { certificate, key, pem: readFileSync(certificate, 'utf8') };
}
