import type { IncomingHttpHeaders } from 'node:http';

/**
 * Decides who may ask this machine's own servers: its pages, its embedded table and what steers the simulated Connect.
 */

/**
 * Whether a request was meant for this machine. A name that another's DNS rebinds to 127.0.0.1 arrives in the Host
 * header as that name.
 */
export function isForThisMachine({ host }: IncomingHttpHeaders): boolean {
  return isLoopback(`http://${host}`);
}

/** Whether a request comes from one of these pages, or from no page at all. */
export function isFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const { origin } = headers;
  return (origin === undefined || origin === `http://${headers.host}`) && !isAcrossOrigins(headers);
}

/** Whether a request comes from a page of this machine, whichever its port, or from no page at all. */
export function isFromThisMachine({ origin }: IncomingHttpHeaders): boolean {
  return origin === undefined || isLoopback(origin);
}

/** Whether a request comes from no page at all. Browsers write one of these headers at least. */
export function isFromNoPage(headers: IncomingHttpHeaders): boolean {
  return (
    headers.origin === undefined && headers.referer === undefined && headers['sec-fetch-site'] === undefined
  );
}

function isAcrossOrigins(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  return site !== 'none' && site !== 'same-origin';
}

/** Whether a URL is of this machine. */
export function isLoopback(url: string): boolean {
  const hostname = URL.parse(url)?.hostname ?? '';
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
