import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** AWS's published API models, as they lie beside the repository. */
export interface PublishedModel {
  readonly operations: Readonly<Record<string, PublishedOperation>>;
  readonly shapes: Readonly<Record<string, PublishedShape>>;
}

export interface PublishedOperation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: { readonly shape: string };
  readonly output?: { readonly shape: string };
  readonly errors: readonly { readonly shape: string }[];
}

export interface PublishedShape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'integer' | 'long' | 'boolean';
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly location?: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
  readonly error?: { readonly httpStatusCode: number };
}

const directory = new URL('../../../shared/models/', import.meta.url);
const files = {
  participant: new URL('connectparticipant-2018-09-07.json', directory),
  connect: new URL('connect-2017-08-08.subset.json', directory),
};

/** A reason to skip what needs them, or false. */
export const withoutModels: string | false = Object.values(files).every((file) => existsSync(file))
  ? false
  : `the published models are not in ${fileURLToPath(directory)}`;

export function publishedModel(service: keyof typeof files): PublishedModel {
  return JSON.parse(readFileSync(files[service], 'utf8')) as PublishedModel;
}
