/** What decides which hosts a page may talk to besides its own origin. */
export interface ConnectPlace {
  /** The participant service's URL: the simulator's, or the one given instead. */
  readonly participant: string;
  readonly region: string;
}

/**
 * What Connect itself hands a page: websockets and pre-signed URLs. On this machine and elsewhere they are at the
 * endpoint itself; AWS has them at hosts of their own.
 */
export function connectSources({ participant, region }: ConnectPlace): readonly string[] {
  const { hostname, origin } = new URL(participant);
  return hostname.endsWith('.amazonaws.com')
    ? [`wss://*.transport.connect.${region}.amazonaws.com`, `https://*.s3.${region}.amazonaws.com`]
    : [origin, origin.replace(/^http/, 'ws')];
}

/**
 * Where the pictures of interactive messages are: the simulated Connect's own. Those of a real instance are anywhere, as
 * whoever writes its flows likes; a page of one's own names the places in its policy.
 */
export function pictureSources({ participant }: ConnectPlace): readonly string[] {
  const { hostname, origin } = new URL(participant);
  return hostname.endsWith('.amazonaws.com') ? [] : [origin];
}

export interface PageSources {
  readonly connect: readonly string[];
  readonly pictures: readonly string[];
}

/** Returns the headers of every page and its files, which limit what it may reach besides its own origin. */
export function pageHeaders({ connect, pictures }: PageSources): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Previews of attachments are blobs the page has fetched itself.
    ["img-src 'self' blob:", ...pictures].join(' '),
    ["connect-src 'self'", ...connect].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cache-control': 'no-store',
  };
}
