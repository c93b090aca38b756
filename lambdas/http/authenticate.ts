import { RequestFailure } from '../core/failure.ts';
import { parseBearer } from '../core/secret.ts';
import { bodyText } from './body-text.ts';
import { header, operationOf, type Middleware, type PipelineOptions } from './request-state.ts';

/**
 * Refuses, before all else, what cannot be a session's bearer; the session's row later tells whether it is one.
 * `Authorization` counts on public routes alone: on the others amazon-connect-chatjs sends one, signed with empty
 * credentials.
 */
export function authenticate({ cookies }: PipelineOptions): Middleware {
  return {
    before(request) {
      const { event, context } = request;
      const { access, form } = operationOf(request);
      const sent = form === 'beacon' ? bodyText(event) || undefined : header(event, 'x-amz-bearer');
      const given = cookies ? cookies.given(request, sent) : sent;
      const bearer = parseBearer(given);
      if ((access === 'session' || form === 'beacon') && !bearer)
        throw new RequestFailure({
          kind: 'denied',
          reason: given === undefined ? 'bearer-missing' : 'bearer-malformed',
        });
      // API Gateway has checked the signature. This check stays in case a route is ever deployed without IAM.
      if (access === 'iam' && !event.requestContext.identity?.userArn)
        throw new RequestFailure({ kind: 'denied', reason: 'not-iam' });
      if (bearer) context.state.bearer = bearer;
      const identityToken = /^Bearer (\S+)$/i.exec(header(event, 'authorization') ?? '')?.[1];
      if (access === 'public' && identityToken !== undefined) context.state.identityToken = identityToken;
    },
  };
}
