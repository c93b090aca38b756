import { randomBytes } from 'node:crypto';
import { operations } from '../../../lambdas/operations/operations.ts';
import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { askHttp } from './ask-http.ts';
import { browserOrigin, type HttpAnswer } from './facts.ts';

/** What API Gateway does with requests before, or instead of, the functions. */
export interface EdgeFacts {
  /** The origin that was asked for. */
  readonly origin: string;
  readonly unknownRoute: Asked<HttpAnswer>;
  /** DescribeView with a token that has a slash, as %2F, and a bearer that is nobody's. */
  readonly view: Asked<HttpAnswer>;
  /** By operation: the routes that IAM guards, asked without a signature. */
  readonly unsigned: Readonly<Record<string, Asked<HttpAnswer>>>;
}

/** Sends requests that start nothing, read nothing and are refused if all is well. Never throws. */
export async function askEdge(
  api: string,
  { allowedOrigins }: Pick<Config, 'allowedOrigins'>,
): Promise<EdgeFacts> {
  const origin = browserOrigin(allowedOrigins[0] ?? '');
  const headers = { origin };
  const guarded = operations.filter(({ access }) => access === 'iam');
  const [unknownRoute, view, ...unsigned] = await Promise.all([
    askHttp(`${api}/npm-run-doctor/no-such-route`, { headers }),
    askHttp(`${api}/participant/views/npm-run-doctor%2Fno-such-view`, {
      headers: { ...headers, 'x-amz-bearer': randomBytes(32).toString('base64url') },
    }),
    ...guarded.map(({ method, path }) =>
      askHttp(api + path.replaceAll(/\{\w+\+?\}/g, 'npm-run-doctor'), {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(method !== 'GET' && { body: '{}' }),
      }),
    ),
  ]);
  return {
    origin,
    unknownRoute: unknownRoute.asked,
    view: view.asked,
    unsigned: Object.fromEntries(
      guarded.map(({ name }, index) => [name, unsigned[index]?.asked ?? unknownRoute.asked]),
    ),
  };
}
