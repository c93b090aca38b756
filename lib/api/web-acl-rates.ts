import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { sessionCookieName } from '../../lambdas/core/session-cookie.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { rateWindow, type RateRule } from './rates.ts';

type Statement = CfnWebACL.StatementProperty;

/** Returns the statement of a rate rule: which requests it counts, and which of them together. */
export function rateStatement({ limit, by, of, withoutBearer = [] }: RateRule): Statement {
  const only = [
    ...(of ? (by === 'cookie' ? [otherThan(of)] : asked(of)) : []),
    // A page's own preflights have throttles of their own, and never a bearer.
    ...(of && by === 'address' ? [not(preflight)] : []),
    ...withoutBearer.map((place) => not(wellFormedBearer(place))),
  ];
  return {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: rateWindow,
      ...(by === 'address'
        ? { aggregateKeyType: 'IP' }
        : { aggregateKeyType: 'CUSTOM_KEYS', customKeys: [key(by)] }),
      ...(only.length > 0 && { scopeDownStatement: all(only) }),
    },
  };
}

function key(by: 'bearer' | 'cookie'): CfnWebACL.RateBasedStatementCustomKeyProperty {
  return by === 'bearer'
    ? { header: { name: 'x-amz-bearer', textTransformations: asItIs } }
    : { cookie: { name: sessionCookieName, textTransformations: asItIs } };
}

const asItIs = [{ priority: 0, type: 'NONE' }];

const preflight: Statement = {
  byteMatchStatement: {
    fieldToMatch: { method: {} },
    positionalConstraint: 'EXACTLY',
    searchString: 'OPTIONS',
    textTransformations: asItIs,
  },
};

/**
 * Matches the form that lambdas/core/secret.ts accepts, and only its one spelling: the last of 43 characters has four
 * bits.
 */
function wellFormedBearer(place: 'header' | 'cookie'): Statement {
  return {
    regexMatchStatement: {
      fieldToMatch: place === 'header' ? { singleHeader: { Name: 'x-amz-bearer' } } : { cookies: ofSession },
      regexString: String.raw`^[\w-]{42}[AEIMQUYcgkosw048]$`,
      textTransformations: asItIs,
    },
  };
}

const ofSession: CfnWebACL.CookiesProperty = {
  matchPattern: { includedCookies: [sessionCookieName] },
  matchScope: 'VALUE',
  oversizeHandling: 'NO_MATCH',
};

/**
 * Matches requests for one of the operations. If these are most of the operations with a bearer, it matches by
 * excluding the others: WAF takes 200 characters and few branches, and a new operation is then counted.
 */
function asked(of: readonly Operation[]): Statement[] {
  const left = ofSessions.filter((operation) => !of.includes(operation));
  if (of.some((operation) => !ofSessions.includes(operation)) || of.length <= left.length)
    return [path(of.map(fixedPath)), ...below(of)];
  const rooms = [...new Set(ofSessions.map((operation) => fixedPath(operation).replace(/(?<=.)\/.*/, '')))];
  const others = operations.filter(
    (operation) =>
      !of.includes(operation) && rooms.some((room) => `${fixedPath(operation)}/`.startsWith(`${room}/`)),
  );
  return [path(rooms), ...(others.length > 0 ? [not(path(others.map(fixedPath)))] : [])];
}

/** Leaves out the routes below those of the operations: /chats/availability is no start. */
function below(of: readonly Operation[]): Statement[] {
  const nested = operations.filter(
    (operation) =>
      !of.includes(operation) && of.some((above) => fixedPath(operation).startsWith(`${fixedPath(above)}/`)),
  );
  return nested.length === 0 ? [] : [not(path(nested.map(fixedPath)))];
}

const ofSessions = operations.filter(({ access }) => access === 'session');

/**
 * Matches requests for any other path than those of the other operations. A rule that counts by the cookie sees only
 * requests that have it: this takes half the capacity of `asked`, of which a web ACL has little.
 */
function otherThan(of: readonly Operation[]): Statement {
  return not(path(fixedPaths(operations.filter((operation) => !of.includes(operation)))));
}

/** Those of operations, without what lies below another of them. */
function fixedPaths(of: readonly Operation[]): readonly string[] {
  const paths = [...new Set(of.map(fixedPath))];
  return paths.filter((one) => !paths.some((above) => one.startsWith(`${above}/`)));
}

/** Returns the part of a path that is the same in every request. */
function fixedPath({ path: whole }: Operation): string {
  return whole.replace(/\/\{.*/, '');
}

/**
 * Matches paths with these beginnings, behind the stage or a domain's own base path, however they are spelled. WAF
 * takes no group that captures.
 */
function path(beginnings: readonly string[]): Statement {
  return {
    regexMatchStatement: {
      fieldToMatch: { uriPath: {} },
      regexString: `^(?:/[^/]+)?(?:${beginnings.join('|')})(?:/|$)`,
      textTransformations: [
        { priority: 0, type: 'URL_DECODE' },
        { priority: 1, type: 'NORMALIZE_PATH' },
      ],
    },
  };
}

function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

function all(statements: readonly Statement[]): Statement {
  const [first, ...more] = statements;
  return first && more.length === 0 ? first : { andStatement: { statements: [...statements] } };
}
