import { operations } from '../../lambdas/operations/operations.ts';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import { routesOf } from '../../local/routes.ts';
import { answerOf, assertDescribed, describedOf } from '../../test/support/api-document.ts';
import type { RawAnswer } from '../../test/support/raw-request.ts';
import { bearersIn, textsIn, tokensIn } from './canaries.ts';
import type { Asker, HostileRequest } from './request.ts';

/** What an answer breaks, and how. */
export interface Violation {
  readonly claim: 'failures' | 'described' | 'secrets' | 'answered';
  readonly text: string;
}

const routes = routesOf(operations);

/** Whoever else has a chat: nothing of it is told. */
export type Others = ReadonlySet<string>;

export function violationOf(
  request: HostileRequest,
  answer: RawAnswer | undefined,
  asker: Asker,
  others: Others,
): Violation | undefined {
  if (!answer)
    return request.kind === 'bytes' ? undefined : { claim: 'answered', text: 'there came no answer' };
  const { status, body, headers } = answer;
  const told = `${status} ${headers['x-amzn-errortype'] ?? ''}: ${body.slice(0, 500)}`;
  if (status >= 500) return { claim: 'failures', text: told };
  const secret = secretIn(answer, asker, others);
  if (secret !== undefined) return { claim: 'secrets', text: `${secret}: ${told}` };
  if (/html/.test(headers['content-type'] ?? '') && isBelowStage(request))
    return { claim: 'described', text: `a page: ${told}` };
  if (request.kind === 'bytes' || !isBelowStage(request)) return undefined;
  const problem = undescribed(request, answer);
  return problem === undefined ? undefined : { claim: 'described', text: `${problem}: ${told}` };
}

function isBelowStage(request: HostileRequest): boolean {
  return request.kind === 'http' && request.path.startsWith('/');
}

function secretIn({ status, body, headers }: RawAnswer, asker: Asker, others: Others): string | undefined {
  const all = `${Object.entries(headers).flat().join('\n')}\n${body}`;
  if (tokensIn(all)) return 'a token of Connect';
  if (bearersIn(all, others)) return "another's bearer";
  const texts = textsIn(all);
  // In a transcript, the own ones stand.
  if (texts.some((who) => status !== 200 || who !== asker.number)) return 'a text that was written';
  return undefined;
}

/** In what the answer is not as the document, or API Gateway for it, has it; undefined where it is. */
function undescribed(
  { method, path }: HostileRequest & { readonly kind: 'http' },
  { status, headers, body }: RawAnswer,
): string | undefined {
  const [below = ''] = path.split('?');
  // What is not HTTP in its headers has no route yet.
  if (status === 400 && headers['x-amzn-errortype'] === 'ValidationException, BadRequestException')
    return undefined;
  if (method === 'OPTIONS' && routes.methods(below).length > 0)
    return status === 204 && body === '' ? undefined : 'no answer to a preflight';
  const operation = routes.find(method, below)?.operation;
  if (!operation)
    return status === 404 && headers['x-amzn-errortype']?.startsWith('UnknownOperationException')
      ? undefined
      : 'there is no such operation';
  if (headers['x-content-type-options'] !== 'nosniff') return 'no nosniff';
  const value = body === '' && status === 204 ? undefined : parsed(body);
  if (value === undefined && status !== 204) return 'no JSON';
  if (isObject(value) && 'reason' in value && !isWord(value['reason'])) return 'a reason that is no word';
  try {
    assertDescribed(operation, {
      status,
      headers: new Headers(Object.entries(headers)),
      body: status === 403 ? withoutReason(value) : value,
    });
    const { enum: types } =
      answerOf(describedOf(operation), status).headers['x-amzn-errortype']?.schema ?? {};
    const type = headers['x-amzn-errortype']?.split(',')[0] ?? '';
    if (types && !types.includes(type)) return 'another error';
    return types && isObject(value) && value['__type'] !== type ? 'two errors' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** `npm start` tells whoever develops a page why a request was refused, in a word; a deployed API does not. */
function withoutReason(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { reason: _, ...rest } = value;
  return rest;
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z-]+$/.test(value);
}
