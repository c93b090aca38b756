import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request was meant for this machine: a name that somebody else's DNS rebinds to 127.0.0.1 arrives in the
 * Host header as that name.
 */
export function isForThisMachine({ host }: IncomingHttpHeaders): boolean {
  const hostname = URL.parse(`http://${host}`)?.hostname ?? '';
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether a request comes from one of these pages, or from no page at all. */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  const origin = headers.origin ?? `http://${headers.host}`;
  return origin === `http://${headers.host}` && (site === 'none' || site === 'same-origin');
}
