import { writeFileSync } from 'node:fs';
import type { Member, Operation, Shape } from './api-model.ts';
import type { ServiceName } from './operation-names.ts';
import { publishedModel, type PublishedModel, type PublishedShape } from './published-model.ts';

/** What api-model.json holds; api-model.ts types it by operation. */
export interface ExtractedModel {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<ServiceName, Readonly<Record<string, Shape>>>>;
}

/** The operations of the models and every shape they reach, as the simulator needs them. */
export function extractApiModel(): ExtractedModel {
  const operations: Record<string, Operation> = {};
  const shapes: Record<ServiceName, Record<string, Shape>> = { connectparticipant: {}, connect: {} };
  for (const service of ['connectparticipant', 'connect'] as const) {
    const model = publishedModel(service);
    for (const [name, published] of Object.entries(model.operations)) {
      operations[name] = {
        service,
        method: published.http.method,
        path: published.http.requestUri,
        input: published.input.shape,
        output: published.output.shape,
        errors: Object.fromEntries(
          published.errors.map(({ shape }) => [
            shape,
            required(model.shapes[shape]?.error, shape).httpStatusCode,
          ]),
        ),
      };
      addReachable(published.input.shape, model, shapes[service]);
      addReachable(published.output.shape, model, shapes[service]);
    }
  }
  return { operations, shapes };
}

function addReachable(name: string, model: PublishedModel, into: Record<string, Shape>): void {
  if (name in into) return;
  const published = required(model.shapes[name], name);
  into[name] = shapeFrom(published);
  const members = Object.values(published.members ?? {});
  for (const reference of [...members, published.member, published.key, published.value]) {
    if (reference !== undefined) addReachable(reference.shape, model, into);
  }
}

function shapeFrom(published: PublishedShape): Shape {
  const { type, min, max, pattern } = published;
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  switch (type) {
    case 'structure':
      return {
        type,
        required: published.required ?? [],
        members: Object.fromEntries(
          Object.entries(published.members ?? {}).map(([name, member]) => [name, memberFrom(member)]),
        ),
      };
    case 'list':
      return { type, member: required(published.member, 'member').shape, ...bounds };
    case 'map':
      return {
        type,
        key: required(published.key, 'key').shape,
        value: required(published.value, 'value').shape,
      };
    case 'string':
      return {
        type,
        ...bounds,
        ...(published.enum === undefined ? {} : { enum: published.enum }),
        ...(pattern === undefined ? {} : { pattern }),
      };
    case 'integer':
    case 'long':
      return { type, ...bounds };
    case 'double':
    case 'float':
    case 'timestamp':
    case 'boolean':
      return { type };
    default:
      throw new Error(`the published models hold a type the simulator does not know: ${type}`);
  }
}

function memberFrom({ shape, location, locationName }: Member): Member {
  return {
    shape,
    ...(location === undefined ? {} : { location }),
    ...(locationName === undefined ? {} : { locationName }),
  };
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new Error(`models/ does not have ${name}: models/README.md says how to add it`);
  return value;
}

/** What is in api-model.json. */
export function apiModelText(): string {
  return `${JSON.stringify(extractApiModel(), undefined, 2)}\n`;
}

// `npm run api-model` writes the file anew.
if (import.meta.main) writeFileSync(new URL('api-model.json', import.meta.url), apiModelText());
