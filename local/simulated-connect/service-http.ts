import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiModel, operationNames, shapeOf } from './api-model.ts';
import type { Journal, OpenCall } from './calls.ts';
import type { FaultKind, Faults } from './faults.ts';
import { answerJson, readBody } from './json-http.ts';
import type { OperationName } from './operation-names.ts';
import type { ServiceParts } from './service.ts';
import { member, refusal, serve } from './service.ts';
import { ServiceError, internal, invalid, throttled } from './service-error.ts';
import type { Timers } from './timers.ts';
import { isRecord } from './validation.ts';

export interface ServiceHttpParts extends ServiceParts {
  readonly faults: Faults;
  readonly journal: Journal;
  readonly timers: Timers;
}

/** An operation and the URI members of a request to it. */
export interface Route {
  readonly operation: OperationName;
  readonly uriMembers: Readonly<Record<string, string>>;
}

// Far above the largest valid request (attributes of 32 KB, content of 16,384 code points).
const maxBodyBytes = 1024 * 1024;

/** The paths of the operations. The last label takes the rest of the path, so that a ViewToken may have a "/" as it is. */
const patterns = operationNames().map((operation) => {
  const { path, method } = apiModel.operations[operation];
  const last = path.lastIndexOf('{');
  const pattern = path.replaceAll(/\{(\w+)\}/g, (_all, label: string, at: number) =>
    at === last ? `(?<${label}>.+)` : `(?<${label}>[^/]+)`,
  );
  return { operation, method, pattern: new RegExp(`^${pattern}$`) };
});

/** Returns the operation of a method and a path, which is still percent-encoded; undefined when there is none. */
export function routeOf(method: string | undefined, path: string): Route | undefined {
  for (const { operation, method: published, pattern } of patterns) {
    const found = published === method ? pattern.exec(path) : null;
    if (!found) continue;
    const labels = Object.entries(found.groups ?? {});
    return {
      operation,
      uriMembers: Object.fromEntries(labels.map(([name, value]) => [name, decoded(value)])),
    };
  }
  return undefined;
}

/** A routed request and the id it is answered under. */
export interface RoutedCall extends Route {
  readonly requestId: string;
}

/** Serves one call of Connect's API, or misbehaves as told. */
export async function handleServiceCall(
  parts: ServiceHttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  { operation, uriMembers, requestId }: RoutedCall,
): Promise<void> {
  const text = (await readBody(request, maxBodyBytes)).toString();
  const body = bodyFrom(text);
  const bearer = header(request, 'x-amz-bearer');
  const authorization = header(request, 'authorization');
  const clientToken = member(body, 'ClientToken');
  const call: OpenCall = {
    operation,
    at: parts.world.now(),
    requestId,
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(bearer === undefined ? {} : { bearer }),
    body,
    applied: false,
    deduplicated: false,
  };
  parts.journal.record(call);

  const fault = parts.faults.take(operation);
  if (fault !== undefined && fault.delayMs > 0) {
    await new Promise<void>((resolve) => {
      parts.timers.after(fault.delayMs, resolve);
    });
  }
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'unavailable') {
    call.status = 503;
    response.writeHead(503, { 'content-type': 'text/html' });
    response.end('<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>');
    return;
  }
  const bound = { ...queryMembersOf(operation, request.url ?? ''), ...uriMembers };
  const input = text === '' ? bound : isRecord(body) ? { ...body, ...bound } : body;
  const told = fault && refusals[fault.kind]?.(operation);
  const outcome =
    told === undefined
      ? serve(parts, {
          operation,
          input,
          ...(bearer === undefined ? {} : { bearer }),
          ...(authorization === undefined ? {} : { authorization }),
        })
      : refusal(operation, told);
  const { status, body: answer, ...noted } = outcome;
  Object.assign(call, noted);
  if (fault?.kind === 'hang-after-accept') return;
  if (fault?.kind === 'reset-after-accept') {
    request.socket.resetAndDestroy();
    return;
  }
  call.status = status;
  const { errorType } = outcome;
  answerJson(response, status, answer, errorType === undefined ? {} : { 'x-amzn-errortype': errorType });
}

/** The members that the model binds to the query, under their own names. */
function queryMembersOf(operation: OperationName, url: string): Readonly<Record<string, string>> {
  const { service, input } = apiModel.operations[operation];
  const shape = shapeOf(service, input);
  const given = new URLSearchParams(url.split('?').slice(1).join('?'));
  if (shape.type !== 'structure' || given.size === 0) return {};
  return Object.fromEntries(
    Object.entries(shape.members).flatMap(([name, { location, locationName = name }]) => {
      const value = location === 'querystring' ? given.get(locationName) : null;
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The error that a fault answers with; the other kinds let the call be served or leave it unanswered. */
const refusals: Partial<Readonly<Record<FaultKind, (operation: OperationName) => ServiceError>>> = {
  throttle: throttled,
  limit: () => new ServiceError('LimitExceededException', 'The quota of concurrent active chats is used up'),
  error: (operation) => internal(operation, 'Internal failure'),
  deny: () => new ServiceError('AccessDeniedException', 'Access denied'),
  invalid: (operation) => invalid(operation, 'The request is not valid'),
};

// restJson1 takes null for absent, so the reviver drops it; what is not JSON is left for validation to refuse.
function bodyFrom(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => (value === null ? undefined : value)) as unknown;
  } catch {
    return undefined;
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}
