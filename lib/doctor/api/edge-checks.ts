import type { Asked } from '../facts.ts';
import { mend, skipped, well, type Finding } from '../finding.ts';
import type { EdgeFacts } from './ask-edge.ts';
import { toldOf, type HttpAnswer } from './facts.ts';

/** Checks API Gateway's own errors, its paths and its IAM routes, which no local test shows. */
export function edgeFindings(facts: EdgeFacts): readonly Finding[] {
  return [
    errorFinding(facts),
    viewFinding(facts.view),
    ...Object.entries(facts.unsigned).map(([name, asked]) => unsignedFinding(name, asked)),
  ];
}

const again = 'deploy this version again';

/** Checks an error that API Gateway makes: it has Connect's form, and a page can read it. */
function errorFinding({ origin, unknownRoute }: EdgeFacts): Finding {
  const what = 'API Gateway answers an unknown route';
  if ('failure' in unknownRoute) return unasked(what, unknownRoute);
  const { status, error, inForm, headers } = unknownRoute.answer;
  if (status !== 404 || error !== 'UnknownOperationException' || !inForm)
    return mend(`${what} with ${toldOf(unknownRoute)}, not in the form of the gateway responses`, again);
  const allowed = headers['access-control-allow-origin'];
  if (allowed !== '*' && allowed !== origin)
    return mend(`${what} without CORS headers, so that a page takes an error for a broken network`, again);
  return headers['x-amzn-requestid'] === undefined
    ? mend(
        `${what} without x-amzn-requestid, by which its log line is found`,
        'see what is in front of the API',
      )
    : well(`${what} in Connect's form, with CORS headers`);
}

/**
 * Checks that a view's token reaches the function: its error has one name. If API Gateway made the error, it would have
 * a second one, or say that there is no such route.
 */
function viewFinding(asked: Asked<HttpAnswer>): Finding {
  const what = 'A view token with %2F';
  if ('failure' in asked) return unasked(what, asked);
  const { status, error, theirs, inForm } = asked.answer;
  const ours = inForm && theirs === undefined && error !== 'UnknownOperationException';
  return ours && status < 500
    ? well(`${what} reaches DescribeView`)
    : mend(
        `${what} does not reach DescribeView (${toldOf(asked)}), so that no view with a slash in its token opens`,
        status >= 500
          ? 'look at the log of the participant function'
          : `${again}, and report it, as API Gateway has changed`,
      );
}

function unsignedFinding(name: string, asked: Asked<HttpAnswer>): Finding {
  const what = `${name}, which takes an IAM signature,`;
  if ('failure' in asked) return unasked(what, asked);
  const { status, error, inForm } = asked.answer;
  // API Gateway has one answer for an unknown route and for an unsigned request.
  const refused = status === 403 || (status === 404 && error === 'UnknownOperationException');
  if (!refused)
    return mend(
      `${what} answers ${toldOf(asked)} to a request that nobody has signed`,
      `${again} at once, and see who has changed its authorization`,
    );
  return /^(UnknownOperation|MissingAuthenticationToken)Exception$/.test(error ?? '') && inForm
    ? well(`${what} refuses a request that nobody has signed`)
    : mend(
        `${what} refuses an unsigned request, but with ${toldOf(asked)}, not in the form of the gateway responses`,
        again,
      );
}

function unasked(what: string, asked: Asked<HttpAnswer>): Finding {
  return skipped(`${what}: not checked, as no answer came (${toldOf(asked)})`);
}
