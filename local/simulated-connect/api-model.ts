import { readFileSync } from 'node:fs';
import type { OperationName, ServiceName } from './operation-names.ts';

/** A member of a structure, and where it travels: in the body unless `location` says otherwise. */
export interface Member {
  readonly shape: string;
  readonly location?: 'header' | 'uri' | 'querystring';
  readonly locationName?: string;
}

export type Shape =
  | {
      readonly type: 'structure';
      readonly required: readonly string[];
      readonly members: Readonly<Record<string, Member>>;
    }
  | { readonly type: 'list'; readonly member: string; readonly min?: number; readonly max?: number }
  | { readonly type: 'map'; readonly key: string; readonly value: string }
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly enum?: readonly string[];
      readonly pattern?: string;
    }
  | { readonly type: 'integer' | 'long'; readonly min?: number; readonly max?: number }
  | { readonly type: 'double' | 'float' | 'timestamp' }
  | { readonly type: 'boolean' };

export interface Operation {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As published: a path, in which `{ViewToken}` stands for a label. */
  readonly path: string;
  readonly input: string;
  readonly output: string;
  /** HTTP status by the name of each error the operation models. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface ApiModel {
  readonly operations: Readonly<Record<OperationName, Operation>>;
  readonly shapes: Readonly<Record<ServiceName, Readonly<Record<string, Shape>>>>;
}

/** The part of AWS's published models the simulator is held to, written by extract-api-model.ts. */
export const apiModel: ApiModel = JSON.parse(
  readFileSync(new URL('api-model.json', import.meta.url), 'utf8'),
);

/** Returns the shape of that name; throws if the model has none, which only a damaged file can cause. */
export function shapeOf(service: ServiceName, name: string): Shape {
  const shape = apiModel.shapes[service][name];
  if (shape === undefined) throw new Error(`api-model.json has no shape ${service}.${name}`);
  return shape;
}

/** Returns every operation's name. */
export function operationNames(): readonly OperationName[] {
  return Object.keys(apiModel.operations) as OperationName[];
}
