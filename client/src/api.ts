import type { Routes } from './api-types.ts';
import type { Edges } from './edges.ts';
import { errorNameOf, kindOf, problem, type Problem } from './problem.ts';

export type Result<T> = { readonly value: T } | { readonly problem: Problem };

/** How long an answer may take, in ms: a little longer than the API takes at most. */
const patience: Readonly<Record<string, number>> = { '/participant/connection': 35_000, '/chats': 20_000 };
const usualPatience = 15_000;

/**
 * One call of the API, and whatever comes of it. Never rejects. `needs`: members that an answer must have, as what a
 * stranger's gateway answers with 200 is no answer.
 */
export type Call = <Path extends keyof Routes>(
  path: Path,
  body: Routes[Path]['request'],
  signal?: AbortSignal,
  needs?: readonly string[],
) => Promise<Result<Routes[Path]['answer']>>;

export interface CallParts {
  /** The API's URL with its stage. */
  readonly endpoint: string;
  readonly edges: Pick<Edges, 'fetch' | 'after'>;
  readonly bearer: () => string | undefined;
  /** Where the bearer is in a cookie. */
  readonly session?: 'cookie' | undefined;
  /** What proves who starts a chat, where visitors sign in. */
  readonly identityToken?: (() => string | Promise<string>) | undefined;
}

export function createCall({ endpoint, edges, bearer, session, identityToken }: CallParts): Call {
  return async (path, body, signal, needs = []) => {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    const stop = edges.after(patience[path] ?? usualPatience, abort);
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted) abort();
      const token = bearer();
      const response = await edges.fetch(endpoint.replace(/\/$/, '') + path, {
        // Of all that it calls, views alone have no body.
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          'content-type': 'application/json',
          ...(token && { 'x-amz-bearer': token }),
          ...(session && { 'x-csrf': '1' }),
          ...(path === '/chats' && identityToken && { authorization: `Bearer ${await identityToken()}` }),
        },
        credentials: session ? 'include' : 'omit',
        signal: controller.signal,
      });
      const answer = parsed(await response.text());
      if (response.ok && needs.every((name) => answer?.[name])) return { value: answer ?? {} };
      return { problem: problemOf(response, answer, path) };
    } catch (error) {
      return { problem: problem(signal?.aborted ? 'cancelled' : 'offline', { detail: String(error) }) };
    } finally {
      stop();
      signal?.removeEventListener('abort', abort);
    }
  };
}

function problemOf(
  { ok, status, headers }: Response,
  answer: Readonly<Record<string, unknown>> | undefined,
  path: string,
): Problem {
  if (ok) return problem('offline', { status });
  const name = errorNameOf(headers.get('x-amzn-errortype') ?? '');
  const after = headers.get('retry-after');
  return problem(kindOf(status, name, after, path === '/chats'), {
    status,
    detail: `${status} ${name} ${answer?.['message'] as string}`,
    ...(Number(after) > 0 && { retryAfter: Number(after) * 1_000 }),
  });
}

export function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return Object(value) === value ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
