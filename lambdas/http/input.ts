import { RequestFailure } from '../core/failure.ts';
import { isObject, parsed, type Unchecked } from '../core/json.ts';
import type { CallerToken } from '../core/tokens.ts';
import { validate } from '../core/validate.ts';
import { queryMembers, type Operation } from '../operations/operation.ts';
import { bodyText } from './body-text.ts';
import { header, operationOf, type Event, type Middleware, type PipelineOptions } from './request-state.ts';

/** Reads the body and the path, and checks them against the operation's shape and its own rules. */
export function input({ ports }: PipelineOptions): Middleware {
  return {
    before(request) {
      const { event, context } = request;
      const operation = operationOf(request);
      const given: Record<string, unknown> = {
        ...(operation.form === 'beacon' ? {} : members(event)),
        ...queryParameters(event, operation),
        ...pathParameters(event),
      };
      // The Idempotency-Key header is another place for the ClientToken, and overrides it: SDKs add one to the body
      // unasked.
      const key = 'ClientToken' in operation.input.members ? idempotencyKey(event) : undefined;
      if (key !== undefined) given['ClientToken'] = key;
      const normal = operation.normalize?.(given) ?? given;
      const { value, problems } = validate(operation.input, normal, operation.unknownMembers);
      const found = problems.length > 0 ? problems : (operation.check?.(value, ports.settings) ?? []);
      if (found.length > 0) throw new RequestFailure({ kind: 'invalid', problems: found });
      const { ClientToken: callerToken, ...rest } = value;
      context.state.input = rest;
      if (typeof callerToken === 'string' && callerToken !== '')
        context.state.callerToken = callerToken as CallerToken;
    },
  };
}

function members(event: Event): Unchecked {
  if (event.httpMethod !== 'POST') return {};
  const body = bodyText(event);
  if (body === '') return {};
  // A content type is required: a browser sends a cross-origin request of some other types without a preflight. AWS's
  // SDKs for iOS and Android have a name of their own for JSON.
  if (!/^application\/(?:json|x-amz-json-1\.\d)\s*(;|$)/i.test(header(event, 'content-type') ?? ''))
    throw invalid('Content-Type must be application/json');
  // PowerShell begins its bodies with a byte order mark.
  const value = parsed(body.replace(/^\uFEFF/, ''));
  if (value === undefined) throw invalid('The body must be valid JSON');
  if (!isObject(value)) throw invalid('The body must be a JSON object');
  return value;
}

/** The query as far as the operation has members for it: what else a page, or a cache's key, adds is not looked at. */
function queryParameters(event: Event, operation: Operation): Unchecked {
  return Object.fromEntries(
    queryMembers(operation).flatMap((name) => {
      const values = new Set(event.multiValueQueryStringParameters?.[name]);
      const last = event.queryStringParameters?.[name];
      if (last !== undefined) values.add(last);
      if (values.size > 1) throw invalid(`${name} must be given once`);
      return [...values].map((value) => [name, value]);
    }),
  );
}

/** Path parameters arrive percent-encoded in REST APIs that pass them on, and decoded in others. */
function pathParameters(event: Event): Unchecked {
  return Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decode(name, value ?? '')]),
  );
}

function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw invalid(`${name} must be percent-encoded UTF-8`);
  }
}

/** Reads the header as a string (`"…"`), as its draft standard has it, or as bare characters. */
function idempotencyKey(event: Event): string | undefined {
  const given = header(event, 'idempotency-key');
  if (given === undefined) return undefined;
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (!/^[\x21-\x7e]{1,500}$/.test(key))
    throw invalid('Idempotency-Key must have 1 to 500 visible ASCII characters');
  return key;
}

function invalid(problem: string): RequestFailure {
  return new RequestFailure({ kind: 'invalid', problems: [problem] });
}
