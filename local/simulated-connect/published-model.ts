import { readFileSync } from 'node:fs';
import type { Member } from './api-model.ts';
import type { ServiceName } from './operation-names.ts';

/** A part of AWS's published model of a service, in botocore's format: see models/README.md. */
export interface PublishedModel {
  readonly operations: Readonly<Record<string, PublishedOperation>>;
  readonly shapes: Readonly<Record<string, PublishedShape>>;
}

export interface PublishedOperation {
  readonly http: { readonly method: 'GET' | 'POST' | 'PUT'; readonly requestUri: string };
  readonly input: { readonly shape: string };
  readonly output: { readonly shape: string };
  readonly errors: readonly { readonly shape: string }[];
}

export interface PublishedShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly error?: { readonly httpStatusCode: number };
}

/** The model of an operation; fails with what to do where nobody has taken it. */
export function publishedOperation(service: ServiceName, name: string): PublishedOperation {
  const found = publishedModel(service).operations[name];
  if (!found)
    throw new Error(
      `local/simulated-connect/models/${service}.json has no ${name}: .venv/bin/python local/simulated-connect/models/take.py ${service} ${name} takes it, and then npm run api-model`,
    );
  return found;
}

export function publishedModel(service: ServiceName): PublishedModel {
  return JSON.parse(
    readFileSync(new URL(`models/${service}.json`, import.meta.url), 'utf8'),
  ) as PublishedModel;
}
