import type { ListShape, MapShape, Shape, StructureShape } from '../core/shape.ts';
import { bounds } from './bounds.ts';
import type { Json } from './json.ts';
import { componentText, isOpen, memberText, structureName } from './members.ts';

/** The schemas of a document, each under its name. */
export interface Components {
  /** Adds a structure with all that it reaches, and returns a reference to it. `closed`: it has no other members. */
  refer(name: string, shape: StructureShape, closed: boolean): Json;
  /** The schema of a member of a component that need not be there itself. */
  member(component: string, name: string, shape: Shape, closed: boolean): Json;
  all(): Json;
}

interface Known {
  readonly shape: StructureShape;
  readonly closed: boolean;
  schema?: Json;
}

export function components(given: Json): Components {
  const known = new Map<string, Known>();

  function refer(name: string, shape: StructureShape, closed: boolean): Json {
    const reference = { $ref: `#/components/schemas/${name}` };
    const before = known.get(name);
    // One that contains itself is found before it is done.
    if (before?.shape === shape && before.closed === closed) return reference;
    if (before) {
      if (JSON.stringify(schemaOf(name, shape, closed)) !== JSON.stringify(before.schema))
        throw new Error(
          `Two schemas are called ${name}: give one of them a name in lambdas/openapi/members.ts`,
        );
      return reference;
    }
    const entry: Known = { shape, closed };
    known.set(name, entry);
    entry.schema = schemaOf(name, shape, closed);
    return reference;
  }

  function schemaOf(name: string, shape: StructureShape, closed: boolean): Json {
    return {
      type: 'object',
      description: componentText(name),
      properties: Object.fromEntries(
        Object.entries(shape.members).map(([of, value]) => [of, member(name, of, value, closed)]),
      ),
      ...(shape.required.length > 0 && { required: shape.required }),
      ...(closed && { additionalProperties: false }),
      ...(isOpen(name) && { additionalProperties: true }),
    };
  }

  function member(component: string, name: string, shape: Shape, closed: boolean): Json {
    const { text, ...more } = memberText(component, name);
    const described = [text, bounds(shape)].filter((sentence) => sentence !== '').join(' ');
    return {
      ...valueSchema(shape, structureName(component, name), closed),
      ...more,
      description: described,
    };
  }

  function valueSchema(shape: Shape, name: string, closed: boolean): Json {
    switch (shape.kind) {
      case 'string':
        return {
          type: 'string',
          ...(shape.values && { enum: shape.values }),
          ...(shape.min !== undefined && { minLength: shape.min }),
          ...(shape.max !== undefined && { maxLength: shape.max }),
        };
      case 'integer':
        return {
          type: 'integer',
          // No more than JavaScript can tell from its neighbours, which is what the API takes.
          minimum: shape.min ?? Number.MIN_SAFE_INTEGER,
          maximum: shape.max ?? Number.MAX_SAFE_INTEGER,
          ...(shape.max === undefined && { format: 'int64' }),
        };
      case 'boolean':
        return { type: 'boolean' };
      case 'list':
        return listSchema(shape, name, closed);
      case 'map':
        return mapSchema(shape, name, closed);
      case 'structure':
        return refer(name, shape, closed);
      case 'recursive':
        return valueSchema(shape.of(), shape.name, closed);
    }
  }

  function listSchema(shape: ListShape, name: string, closed: boolean): Json {
    return {
      type: 'array',
      items: valueSchema(shape.of, name, closed),
      ...(shape.min !== undefined && { minItems: shape.min }),
      ...(shape.max !== undefined && { maxItems: shape.max }),
    };
  }

  function mapSchema(shape: MapShape, name: string, closed: boolean): Json {
    return {
      type: 'object',
      propertyNames: valueSchema(shape.key, name, closed),
      additionalProperties: valueSchema(shape.value, name, closed),
    };
  }

  return {
    refer,
    member,
    all: () => ({
      ...given,
      ...Object.fromEntries(
        [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema]),
      ),
    }),
  };
}
