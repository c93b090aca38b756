import type { Admission } from './admission.ts';
import type { IdleTimers } from './idle-timers.ts';
import type { SignIn } from './identity.ts';
import type { QuotaSetting } from './quota.ts';
import type { Verification } from './verification.ts';

/** The settings that decide about requests. environment.ts parses them once, from the environment. */
export interface Settings {
  /** Entry points by name; `default` is the one a request gets that names none. */
  readonly entryPoints: Readonly<Record<string, EntryPoint>>;
  /** Exact origins, or `http://localhost:*` and `http://127.0.0.1:*` for any local port. */
  readonly allowedOrigins: readonly string[];
  /** Those of the allowed origins whose pages may have their session in a cookie: on the same site as the API. */
  readonly cookieOrigins: readonly string[];
  /** Names of contact attributes a browser may set; `*` for any. */
  readonly attributeNames: readonly string[];
  /** Put before each attribute name a browser sets, so that it cannot pass for one of the flow's own. */
  readonly attributePrefix: string;
  /** Exact URIs, or a loopback origin of any port as in `allowedOrigins`. */
  readonly redirectUris: readonly string[];
  readonly attachmentTypes: readonly string[];
  /** Bytes. */
  readonly attachmentMaximum: number;
  /** Most characters of a message, by content type. */
  readonly messageMaximum: Readonly<Record<string, number>>;
  /**
   * Quotas of Connect's that are not its defaults: by class, or by class under the id of one instance. Where both have
   * one, the instance's own counts.
   */
  readonly quotas: QuotaSetting;
  readonly signIn?: SignIn;
  readonly admission?: Admission;
  readonly verification?: Verification;
  /** Whether an erasure also ends the contact's chat, and has Connect delete its own data of it. */
  readonly eraseAtConnect?: boolean;
}

export interface EntryPoint {
  readonly instanceId: string;
  readonly contactFlowId: string;
  /** The queue in which its chats wait. What it tells of itself is then public. */
  readonly queueId?: string;
  /** Contact attributes every chat of this entry point carries; a browser cannot override them. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** 60 to 10,080. Absent: 480 for chats from browsers; for those of back ends what they ask for, or Connect's own, 1,500. */
  readonly chatDurationInMinutes?: number;
  /** Absent: as the instance or the flow has it. */
  readonly idleTimers?: IdleTimers;
}

export const defaultEntryPoint = 'default';

/** Schemes that cannot be an allowed origin: browsers write `null` for them, or they name nobody's page. */
const noOrigin: ReadonlySet<string> = new Set([
  'file',
  'data',
  'blob',
  'about',
  'javascript',
  'content',
  'filesystem',
  'view-source',
  'null',
  'ws',
  'wss',
  'ftp',
]);

/** A loopback host with any port. */
const anyPort = /^http:\/\/(localhost|127\.0\.0\.1):\*$/;

/**
 * Whether `allowedOrigins` may have it: an origin exactly as browsers write one, of the web or of an app's own scheme
 * (`capacitor://localhost`), or a loopback host with any port. Host names are of small letters, digits, dots, dashes and
 * underscores: a URL may also have an asterisk, or a quote. An app's host may be a dot or a dash alone, as Electron's
 * is, or a UUID in capitals, as that of Safari's extensions.
 */
export function isOrigin(value: string): boolean {
  if (anyPort.test(value)) return true;
  // If there is only one origin, WAF names it in a header of its answers, which holds 255 characters.
  if (value.length > 255) return false;
  const [, scheme = '', host = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9_.-]+|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})(?::[1-9]\d{0,4})?$/.exec(
      value,
    ) ?? [];
  if (scheme === '' || noOrigin.has(scheme) || !URL.canParse(value)) return false;
  return /^https?$/.test(scheme)
    ? /^[a-z0-9](?:.*[a-z0-9])?$/.test(host) && new URL(value).origin === value
    : true;
}

/**
 * Whether `redirectUris` may have it: a URI of the web's or of an app's own scheme, without a fragment, or a loopback
 * host with any port.
 */
export function isRedirectUri(value: string): boolean {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):\/\/[^\s#/?][^\s#]*$/.exec(value) ?? [];
  return anyPort.test(value) || (scheme !== '' && !noOrigin.has(scheme) && URL.canParse(value));
}

/**
 * An origin (or the origin of a URI) against the configured list. The only pattern is a loopback host with `:*`,
 * which admits any port.
 */
export function originAllowed(allowed: readonly string[], origin: string): boolean {
  return allowed.some((entry) => {
    if (!entry.endsWith(':*')) return entry === origin;
    const host = entry.slice(0, -2);
    // Port 80 is not written.
    return origin === host || (origin.startsWith(`${host}:`) && isPort(origin.slice(host.length + 1)));
  });
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

/** A redirect URI against the configured list: exact, or any path under a loopback origin entry. */
export function redirectAllowed(allowed: readonly string[], uri: string): boolean {
  if (allowed.includes(uri)) return true;
  const wildcards = allowed.filter((entry) => entry.endsWith(':*'));
  return URL.canParse(uri) && originAllowed(wildcards, new URL(uri).origin);
}
