import type { OutputOf } from '../core/commands.ts';
import type { Ports } from '../core/ports.ts';
import type { Scope } from '../core/secret.ts';
import type { Valid } from '../core/shape.ts';
import type { Bearer, CallerToken } from '../core/tokens.ts';
import type { Trace } from '../core/trace.ts';
import type { Service } from '../core/access.ts';
import type { HandlerName, Operation } from '../operations/operation.ts';
import type { HandlerOf, ServedBy } from '../operations/operations.ts';

export type { ServedBy };

/** A request that has passed the pipeline: known operation, valid input, well-formed bearer. */
export interface ApiRequest<O extends Operation = Operation> {
  readonly operation: O;
  readonly input: InputTo<O>;
  /** From the body or the Idempotency-Key header. */
  readonly callerToken: CallerToken | undefined;
  readonly bearer: Bearer | undefined;
  readonly origin: string | undefined;
  /** The address that API Gateway was asked from: the visitor's, or that of a proxy in front of it. Never stored, never logged. */
  readonly sourceIp?: string;
  /** What API Gateway was asked by: the host, and the path from the stage on, or without one at a domain of one's own. */
  readonly address?: { readonly host: string | undefined; readonly path: string | undefined };
  /** The visitor's token of the site's identity provider, as `Authorization: Bearer` on public routes. */
  readonly identityToken: string | undefined;
  /** Epoch milliseconds at which the handler began; budgets count from here. */
  readonly began: number;
  readonly trace: Trace;
}

/** The valid input of an operation, without the ClientToken. */
export type InputTo<O extends Operation> = O extends unknown
  ? Readonly<Omit<Valid<O['input']>, 'ClientToken'>>
  : never;

/** A request in the scope of its caller's secret, with the ports that a step may touch: `P` are their names. */
export interface ScopedRequest<P extends keyof Ports, O extends Operation = Operation> {
  readonly request: ApiRequest<O>;
  readonly scope: Scope;
  readonly ports: Pick<Ports, P>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  /** The value of Set-Cookie. */
  readonly setCookie?: string;
}

/**
 * The body that an operation answers with: Connect's own, of which any member may be missing, where the Participant
 * Service's answer is passed on; else what the operation declares.
 */
export type BodyOf<O extends Operation> = O extends unknown
  ? O extends { readonly service: 'participant'; readonly command: infer C extends O['command'] & string }
    ? OutputOf<C>
    : Valid<O['output']>
  : never;

/** Serves the operations that name it. A handler's own signature takes of `ports` only what it may touch. */
export type Handler<H extends HandlerName> = (
  request: ApiRequest<ServedBy<H>>,
  ports: Ports,
) => Promise<Answer<BodyOf<ServedBy<H>>>>;

/** What serves a function's operations: complete, or it does not compile. */
export type HandlersOf<V extends Service> = { readonly [H in HandlerOf<V>]: Handler<H> };

/** What serves operations of any function. */
export type Handlers = { readonly [H in HandlerName]?: Handler<H> };
