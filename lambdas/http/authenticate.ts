import { RequestFailure } from '../core/failure.ts';
import { parseBearer } from '../core/secret.ts';
import { header, operationOf, type Middleware } from './request-state.ts';

/**
 * Refuses what cannot be a session's bearer before anything else is looked at; whether it is one, the session's row
 * tells. `Authorization` counts on public routes alone: amazon-connect-chatjs signs with empty credentials.
 */
export function authenticate(): Middleware {
  return {
    before(request) {
      const { event, context } = request;
      const given = header(event, 'x-amz-bearer');
      const bearer = parseBearer(given);
      const { access } = operationOf(request);
      if (access === 'session' && !bearer)
        throw new RequestFailure({
          kind: 'denied',
          reason: given === undefined ? 'bearer-missing' : 'bearer-malformed',
        });
      // API Gateway has checked the signature; this stands should a route ever be deployed without.
      if (access === 'iam' && !event.requestContext.identity?.userArn)
        throw new RequestFailure({ kind: 'denied', reason: 'not-iam' });
      if (bearer) context.state.bearer = bearer;
      const identityToken = /^Bearer (\S+)$/i.exec(header(event, 'authorization') ?? '')?.[1];
      if (access === 'public' && identityToken !== undefined) context.state.identityToken = identityToken;
    },
  };
}
