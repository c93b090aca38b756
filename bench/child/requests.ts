import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What a process that runs a function is asked over its channel. */
export type FunctionRequest =
  | { readonly kind: 'handle'; readonly event: APIGatewayProxyEvent }
  | {
      readonly kind: 'block';
      readonly send: 'message' | 'receipt';
      readonly bearer: string;
      readonly requests: number;
    }
  | { readonly kind: 'memory' };

export interface Handled {
  readonly status: number;
  readonly body: string;
  /** What the function wrote to its log meanwhile. */
  readonly log: string;
}

/** A block of requests, one after the other, each of which was answered 200. */
export interface Block {
  /** Milliseconds of CPU, all together. */
  readonly cpu: number;
  /** Milliseconds of each. */
  readonly milliseconds: readonly number[];
}

export interface Memory {
  /** Bytes of the process that are in memory, after a collection of garbage. */
  readonly resident: number;
}

export interface FunctionAnswers {
  readonly handle: Handled;
  readonly block: Block;
  readonly memory: Memory;
}

/** What a new environment tells of its first request. Milliseconds. */
export interface FirstRequest {
  readonly status: number;
  readonly body: string;
  /** From the start of the process until the function is loaded. */
  readonly initialization: number;
  /** The time of the request. */
  readonly elapsed: number;
  readonly cpu: number;
}
