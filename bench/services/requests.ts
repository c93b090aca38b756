import type { Seen } from './calls.ts';

/** What the process of the services is asked over its channel. Each request has an answer. */
export type ServicesRequest =
  | { readonly kind: 'urls' }
  /** Tells what was seen, and forgets it. */
  | { readonly kind: 'seen' }
  | { readonly kind: 'delays'; readonly dynamodb: number; readonly connect: number }
  | { readonly kind: 'take-connection-token'; readonly connectionToken: string };

export interface ServiceUrls {
  readonly dynamodb: string;
  readonly connect: string;
}

export interface ServicesAnswers {
  readonly urls: ServiceUrls;
  readonly seen: Seen;
  readonly delays: true;
  readonly 'take-connection-token': true;
}

/** What the process is asked that puts a distance before services: round trips in milliseconds. */
export interface DistanceRequest {
  readonly kind: 'distance';
  readonly urls: ServiceUrls;
  readonly roundTrip: number;
}

export interface DistanceAnswers {
  readonly distance: ServiceUrls;
}
