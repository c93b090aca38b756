import type { Ports } from '../core/ports.ts';
import type { Scope } from '../core/secret.ts';
import type { Trace } from '../core/trace.ts';
import type { HandlerName, Operation } from '../operations/operation.ts';

/** A request that has passed the pipeline: known operation, valid input, well-formed bearer. */
export interface ApiRequest {
  readonly operation: Operation;
  /** Without the ClientToken. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The caller's, from the body or the Idempotency-Key header. */
  readonly clientToken: string | undefined;
  readonly bearer: Uint8Array | undefined;
  readonly origin: string | undefined;
  /** What API Gateway was asked by: the host, and the path from the stage on, or without one at a domain of one's own. */
  readonly address?: { readonly host: string | undefined; readonly path: string | undefined };
  /** The visitor's token of the site's identity provider, as `Authorization: Bearer` on public routes. */
  readonly identityToken: string | undefined;
  /** Epoch milliseconds at which the handler began; budgets count from here. */
  readonly began: number;
  readonly trace: Trace;
}

/** A request, what its caller's secret leads to, and the outside: what every step of a handler works with. */
export interface Visit {
  readonly request: ApiRequest;
  readonly scope: Scope;
  readonly ports: Ports;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Handler = (request: ApiRequest, ports: Ports) => Promise<Answer>;

/** What serves a function's operations. */
export type Handlers = Readonly<Partial<Record<HandlerName, Handler>>>;
