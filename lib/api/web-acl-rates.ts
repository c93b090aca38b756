import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { rateWindow, type RateRule } from './rates.ts';

type Statement = CfnWebACL.StatementProperty;

/** The statement of a rate rule: which requests it counts, and together with which. */
export function rateStatement({ limit, by, of, withoutBearer = false }: RateRule): Statement {
  const only = [
    ...(of ? asked(of) : []),
    // A page's own preflights have throttles of their own, and never a bearer.
    ...(of && by === 'address' ? [not(preflight)] : []),
    ...(withoutBearer ? [not(wellFormedBearer)] : []),
  ];
  return {
    rateBasedStatement: {
      limit,
      evaluationWindowSec: rateWindow,
      ...(by === 'address'
        ? { aggregateKeyType: 'IP' }
        : {
            aggregateKeyType: 'CUSTOM_KEYS',
            customKeys: [{ header: { name: 'x-amz-bearer', textTransformations: asItIs } }],
          }),
      ...(only.length > 0 && { scopeDownStatement: all(only) }),
    },
  };
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

/** The form that lambdas/core/secret.ts takes, and its one spelling: the last of 43 characters has four bits. */
const wellFormedBearer: Statement = {
  regexMatchStatement: {
    fieldToMatch: { singleHeader: { Name: 'x-amz-bearer' } },
    regexString: String.raw`^[\w-]{42}[AEIMQUYcgkosw048]$`,
    textTransformations: asItIs,
  },
};

/**
 * Whether a request is for one of the operations. Where these are most of what takes a bearer, by what they are not:
 * WAF takes 200 characters and few branches, and what is new is counted.
 */
function asked(of: readonly Operation[]): Statement[] {
  const others = ofSessions.filter((operation) => !of.includes(operation));
  return of.some((operation) => !ofSessions.includes(operation)) || of.length <= others.length
    ? [path(of.map(fixedPath))]
    : [
        path([...new Set(ofSessions.map((operation) => fixedPath(operation).replace(/(?<=.)\/.*/, '')))]),
        ...(others.length > 0 ? [not(path(others.map(fixedPath)))] : []),
      ];
}

const ofSessions = operations.filter(({ access }) => access === 'session');

/** Without what differs from request to request. */
function fixedPath({ path: whole }: Operation): string {
  return whole.replace(/\/\{.*/, '');
}

/**
 * Paths that begin so, behind the stage or a domain's own base path, however they are spelled. No group captures: WAF
 * takes none that does.
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
