import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { quotas } from '../../lambdas/operations/quotas.ts';
import type { Config } from '../config/config.ts';

/**
 * What one address and one session may take of the rates that all visitors share. API Gateway's throttles count before
 * a function looks at the bearer, so only the web ACL can keep one of them from taking everything. Nor does Connect's
 * rate of connections know who asks for one.
 */

/**
 * Seconds over which the web ACL counts. WAF knows of a request half a minute late: in a shorter window, more would
 * pass by then.
 */
export const rateWindow = 300;

export interface RateRule {
  readonly name: string;
  /** Whose requests are counted together. */
  readonly by: 'address' | 'bearer' | 'cookie';
  /** Requests in the window. */
  readonly limit: number;
  /** The operations whose requests count. If left out, all requests do, preflights included. */
  readonly of?: readonly Operation[];
  /** Whether only requests count that have no well-formed bearer in any of these places. */
  readonly withoutBearer?: readonly ('header' | 'cookie')[];
}

type Rates = Pick<Config, 'throttles' | 'requestsPerIp' | 'startsPerIp' | 'cookieOrigins'>;

/** The operations that take a bearer. */
const ofSessions = operations.filter(({ access }) => access === 'session');
/** Operations that call Connect. Events are left out: typing and receipts are most of what an office sends. */
const calls = ofSessions.filter(({ name, command }) => command !== undefined && name !== 'SendEvent');
/** The calls with Connect's lowest quotas, which a chat needs least: uploads and the end. */
const scarce = calls.filter(({ throttle }) => throttle.rate <= quotas.disconnect.rate);

/**
 * Returns the web ACL's rate rules, in their order. A share is of the smallest throttle among the operations, so that
 * it holds for each; limits follow the setting `throttles`. They lie between two needs: forty chats behind an office's
 * address, and a lively session, pass; nobody takes everything.
 */
export function rateRules({
  throttles,
  requestsPerIp,
  startsPerIp,
  cookieOrigins,
}: Rates): readonly RateRule[] {
  const share = (part: number, of: readonly Operation[]): number =>
    Math.floor(part * rateWindow * Math.min(...of.map((operation) => sharedRate(operation, throttles))));
  const rare = calls.filter(({ name }) => name !== 'SendMessage');
  const ofSession = share(0.1, named('SendMessage', 'SendEvent'));
  const callsOfSession = share(0.1, rare);
  const withCookies = cookieOrigins.length > 0;
  return [
    { name: 'Requests', by: 'address', limit: requestsPerIp },
    { name: 'Starts', by: 'address', limit: startsPerIp, of: named('StartChat') },
    {
      name: 'NoBearer',
      by: 'address',
      limit: share(0.1, ofSessions),
      of: ofSessions,
      withoutBearer: withCookies ? ['header', 'cookie'] : ['header'],
    },
    { name: 'Session', by: 'bearer', limit: ofSession, of: ofSessions },
    { name: 'SessionCalls', by: 'bearer', limit: callsOfSession, of: rare },
    // One rule cannot count by either: WAF leaves out requests that lack one of its keys.
    ...(withCookies
      ? ([
          { name: 'SessionCookie', by: 'cookie', limit: ofSession },
          { name: 'SessionCookieCalls', by: 'cookie', limit: callsOfSession, of: rare },
        ] as const)
      : []),
    {
      name: 'Calls',
      by: 'address',
      limit: share(
        0.5,
        calls.filter((operation) => !scarce.includes(operation)),
      ),
      of: calls,
    },
    { name: 'ScarceCalls', by: 'address', limit: share(0.25, scarce), of: scarce },
  ];
}

function named(...names: readonly string[]): readonly Operation[] {
  return operations.filter(({ name }) => names.includes(name));
}

/** Returns what all visitors share of an operation a second: Connect's rate, or API Gateway's if that lets fewer through. */
export function sharedRate(operation: Operation, throttles: Config['throttles']): number {
  return Math.min(throttleOf(operation, throttles).rate, operation.quota?.rate ?? Infinity);
}

/** Returns API Gateway's throttle of an operation, by a deployment's settings. */
export function throttleOf(
  { name, throttle }: Operation,
  throttles: Config['throttles'],
): { readonly rate: number; readonly burst: number } {
  return throttles[name] ?? throttle;
}
