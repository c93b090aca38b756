import { firstErrorName } from '../../../lambdas/core/error-name.ts';
import { isObject, parsed } from '../../../lambdas/core/json.ts';
import type { Asked } from '../facts.ts';
import type { HttpAnswer } from './facts.ts';

/** Milliseconds to wait for an answer: API Gateway gives one within 29 s. */
const patience = 30_000;

/** An answer, and its body, which may hold secrets. */
export interface Told {
  readonly asked: Asked<HttpAnswer>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one request. Never throws, and follows no redirect. */
export async function askHttp(url: string, init: RequestInit = {}): Promise<Told> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
    const text = await response.text();
    const value = parsed(text);
    const body = isObject(value) ? value : {};
    return { asked: { answer: answered(response, text, body) }, body };
  } catch (error) {
    return { asked: { failure: { kind: 'unreachable', code: codeOf(error) } }, body: {} };
  }
}

function answered(
  { status, headers }: Response,
  text: string,
  body: Readonly<Record<string, unknown>>,
): HttpAnswer {
  const names = headers.get('x-amzn-errortype') ?? textOf(body['__type']);
  const [, theirs] = names?.split(',') ?? [];
  const message = textOf(body['message'] ?? body['Message']);
  const refused = status >= 300;
  return {
    status,
    headers: Object.fromEntries(headers),
    error: names === undefined || !refused ? undefined : firstErrorName(names),
    theirs: theirs === undefined || !refused ? undefined : firstErrorName(theirs),
    inForm:
      names !== undefined &&
      body['__type'] === firstErrorName(names) &&
      textOf(body['message']) !== undefined,
    message: refused ? message?.slice(0, 300) : undefined,
    html: /^text\/html/i.test(headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text),
  };
}

/**
 * Returns the name or the words that Node.js has for what went wrong. If there are several addresses, each has its own.
 */
function codeOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: Cause };
  const words = cause?.name === 'Error' ? cause.message : cause?.name;
  return cause?.code ?? cause?.errors?.[0]?.code ?? (words || name) ?? 'unknown';
}

interface Cause {
  readonly code?: string;
  readonly name?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly code?: string }[];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
