import { stageName } from '../../../lambdas/core/stage-name.ts';
import type { Asked } from '../facts.ts';
import { mend, type Finding } from '../finding.ts';
import type { Address, HttpAnswer } from './facts.ts';
import { transportFinding } from './transport-checks.ts';

const copyUrl = `copy the API's URL from the stack's outputs (ApiUrl), up to and with /${stageName}`;

/**
 * Says why an address does not answer as a deployment does, each cause by itself; undefined if it does. A 403 of API
 * Gateway has many causes: API Gateway's own error name tells which, as the only name or the second of two.
 */
export function addressFinding(address: Address, asked: Asked<HttpAnswer>): Finding | undefined {
  if ('failure' in asked) return transportFinding(address, asked.failure, copyUrl);
  const { status, html } = asked.answer;
  if (status === 200 && !html) return undefined;
  if (status >= 300 && status < 400) return redirected(asked.answer);
  if (html)
    return mend(
      `A web page answers at the API's address (${status}), so it is a web site, a load balancer or a proxy`,
      `${copyUrl}; if it is right, see what in this machine's network is in between`,
    );
  if (status === 403) return forbidden(address, asked.answer);
  if (status === 404) return mend(`There is no such API at that address (${status})`, copyUrl);
  if (status === 429) return throttled(asked.answer);
  return status >= 500 ? failed(asked.answer) : unlike(asked.answer);
}

function redirected({ status, headers }: HttpAnswer): Finding {
  const { location } = headers;
  return mend(
    `The address redirects elsewhere (${status}${location === undefined ? '' : `, to ${withoutQuery(location)}`})`,
    `the API never does: ${copyUrl}; if it is right, see whether a proxy wants you to sign in`,
  );
}

function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '').slice(0, 200);
}

function forbidden(address: Address, answer: HttpAnswer): Finding {
  const { theirs, message = '' } = answer;
  // Proxies may leave out the header, but not the sentence.
  const error = answer.error ?? byMessage[message];
  // A resource policy's refusal says who may not do what. Behind our gateway response, API Gateway's own error name
  // tells it.
  if (/not authorized to (perform|access)|explicit deny/i.test(message) || theirs === 'AccessDeniedException')
    return mend(
      'A resource policy of the API refuses this machine (403)',
      'this deployment has none: see who added it (API Gateway, Resource policy), or run the doctor where the policy allows it',
    );
  switch (error) {
    case 'AccessDeniedException':
      return mend(
        'The API refuses this machine (403)',
        'see the web ACL: its IP reputation list or another rule may block this address',
      );
    case 'ForbiddenException':
      return mend(`There is no such API at that address (403 ${error})`, whereTo(address));
    case 'MissingAuthenticationTokenException':
      return mend(`There is no such API at that address (403)`, copyUrl);
    case 'InvalidSignatureException':
    case 'IncompleteSignatureException':
    case 'UnrecognizedClientException':
      return mend(
        `What answers there wants a signed request (403 ${error}), so it is another API, or a private one`,
        copyUrl,
      );
    case undefined:
    default:
      return mend(
        `Something other than API Gateway refuses this machine (403${error === undefined ? '' : ` ${error}`})`,
        `see what is in front of the API: a CDN, a firewall or a proxy; or ${copyUrl}`,
      );
  }
}

const byMessage: Readonly<Record<string, string>> = {
  Forbidden: 'ForbiddenException',
  'Missing Authentication Token': 'MissingAuthenticationTokenException',
};

/** API Gateway says only Forbidden if a stage, a host name, an endpoint or an API does not exist. */
function whereTo({ url, optional }: Address): string {
  const { hostname, pathname } = new URL(url);
  const { domainName } = optional;
  const own = /\.execute-api\./.test(hostname);
  if (own && domainName !== undefined)
    return `the API has the domain ${domainName}, and its default endpoint is disabled: use --api https://${domainName}/${stageName}`;
  if (!pathname.endsWith(`/${stageName}`)) return `${copyUrl}: this one does not end in /${stageName}`;
  return own
    ? `${copyUrl}; from within a VPC, see whether an endpoint for execute-api there has private DNS, which leads to private APIs alone`
    : `the host name has no API under /${stageName}: deploy with domainName=${hostname}, or look at its API mappings in API Gateway`;
}

function throttled({ headers }: HttpAnswer): Finding {
  return Number(headers['retry-after']) >= 60
    ? mend(
        "A rate rule of the web ACL refuses this machine's address (429)",
        'run the doctor again in five minutes; if others share the address, raise startsPerIp or requestsPerIp',
      )
    : mend('The API throttles (429)', 'run the doctor again in a minute');
}

/** Errors of the functions have one name. Errors that API Gateway makes when a function does not answer have two. */
function failed({ status, error, theirs, headers }: HttpAnswer): Finding {
  const id = headers['x-amzn-requestid'];
  const log = `look at the log of the connect function${id === undefined ? '' : `, requestId ${id}`}`;
  if (status === 504 && (theirs !== undefined || error !== undefined))
    return mend('The API is there, but its function does not answer in time (504)', log);
  if (theirs !== undefined || error === 'InternalServerErrorException')
    return mend(
      `The API is there, but its function crashes or may not be called (${status} ${error})`,
      `${log}; if it has no line of this request, deploy again, which allows API Gateway to call the function`,
    );
  if (error === 'ServiceUnavailableException' || status === 503)
    return mend(
      `API Gateway, or what is in front of it, is not available (${status})`,
      'run the doctor again, and see status.aws.amazon.com if it stays so',
    );
  return mend(
    `The API is there but not well (${status}${error === undefined ? '' : ` ${error}`})`,
    `${log}, and at the stack's alarms`,
  );
}

function unlike({ status, error }: HttpAnswer): Finding {
  return mend(
    `Something answers there, but not this API (${status}${error === undefined ? '' : ` ${error}`})`,
    copyUrl,
  );
}
