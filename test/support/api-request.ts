import assert from 'node:assert/strict';
import { errorStatus, type ErrorName } from '../../lambdas/core/error-name.ts';
import { pathMembers, queryMembers, type Operation } from '../../lambdas/operations/operation.ts';
import { assertDescribed } from './api-document.ts';

export { pathMembers };

/** One request to an operation, and its answer held to what its literal and the OpenAPI document promise of it. */
export interface ApiRequest {
  readonly input?: Readonly<Record<string, unknown>>;
  /** In place of the body that `input` would make. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly bearer?: string | undefined;
  /** Replace those that the request would have; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What API Gateway answers by itself, before any function. */
const gatewayErrors: Readonly<Record<string, number>> = {
  MissingAuthenticationTokenException: 403,
  IncompleteSignatureException: 403,
};

/** As the AWS SDKs write it; the signature cannot be checked without AWS. */
export const sigV4 =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261101/us-east-1/execute-api/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** `url` is the stage's: http://127.0.0.1:PORT/v1 */
export async function ask(url: string, operation: Operation, request: ApiRequest = {}): Promise<ApiAnswer> {
  const { input = {}, bearer } = request;
  const inPath = pathMembers(operation);
  const beacon = operation.form === 'beacon';
  const body = request.body ?? (beacon ? (bearer ?? '') : JSON.stringify(without(input, inPath)));
  const headers: Record<string, string | undefined> = {
    ...(operation.method === 'POST' && { 'content-type': beacon ? 'text/plain' : 'application/json' }),
    ...(operation.access === 'iam' && { authorization: sigV4 }),
    ...(bearer !== undefined && !beacon && { 'x-amz-bearer': bearer }),
    ...request.headers,
  };
  const response = await fetch(url + pathOf(operation, input) + queryOf(operation, input), {
    method: operation.method,
    headers: Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ...(operation.method === 'POST' && { body }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    body: (text === '' && response.status === 204 ? {} : JSON.parse(text)) as Readonly<
      Record<string, unknown>
    >,
  };
  assertPromised(operation, answer);
  assertDescribed(operation, answer);
  return answer;
}

/** What of the input travels in the query, with its question mark; members that are no text, as JSON. */
function queryOf(operation: Operation, input: Readonly<Record<string, unknown>>): string {
  const parameters = queryMembers(operation).flatMap((name): [string, string][] => {
    const value = input[name];
    return value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  return parameters.length === 0 ? '' : `?${new URLSearchParams(parameters).toString()}`;
}

/** The status of an answer that is no error. */
export function successOf({ form }: Operation): number {
  return form === 'beacon' ? 204 : 200;
}

/** The path with its members in place, each one that is missing as `missing`. */
export function pathOf({ path }: Operation, input: Readonly<Record<string, unknown>> = {}): string {
  return path.replaceAll(/\{(\w+)\+?\}/g, (_all, name: string) =>
    encodeURIComponent(typeof input[name] === 'string' ? input[name] : 'missing'),
  );
}

/** JSON, of a status and an error name that the literal lists, in Connect's own form. */
function assertPromised({ name, errors, form }: Operation, answer: ApiAnswer): void {
  const { status, headers, text, body } = answer;
  if (form === 'beacon' && status === 204) {
    assert.equal(text, '');
    assert.equal(headers.get('content-type'), null);
    return;
  }
  assert.equal(headers.get('content-type'), 'application/json', `${name} answers ${status} without JSON`);
  if (status === 200) return;
  const type = String(body['__type']);
  assert.equal(errorName(headers), type, text);
  assert.equal(typeof body['message'], 'string', text);
  assert.deepEqual(Object.keys(body), ['__type', 'message']);
  const listed = errors.includes(type as ErrorName) ? errorStatus[type as ErrorName] : gatewayErrors[type];
  assert.equal(status, listed, `${name} does not list ${status} ${type}`);
}

/** As clients take it: API Gateway adds one of its own behind those of its gateway responses. */
export function errorName(headers: Headers): string | undefined {
  return headers.get('x-amzn-errortype')?.split(',')[0];
}

function without(
  input: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}
