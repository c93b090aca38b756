import type { ListShape, MapShape, Shape, StructureShape } from '../core/shape.ts';
import { bounds, most } from './bounds.ts';
import type { Json } from './json.ts';
import { componentText, isOpen, memberText, structureName } from './texts.ts';

/**
 * Whose members they are: a request's, of which others are refused or dropped, or an answer's. What Connect answers is
 * Connect's to bound, and it has answered an empty NextToken: no schema of ours refuses it for a length.
 */
export type Use = 'refuse' | 'drop' | 'answer';

/** The schemas of a document, each under its name. */
export interface Components {
  /** Adds a structure with all that it reaches, and returns a reference to it. */
  refer(name: string, shape: StructureShape, use: Use): Json;
  /** The schema of a member of a component that need not be there itself. */
  member(component: string, name: string, shape: Shape, use: Use): Json;
  all(): Json;
}

interface Known {
  readonly shape: StructureShape;
  readonly use: Use;
  schema?: Json;
}

export function components(given: Json): Components {
  const known = new Map<string, Known>();

  function refer(name: string, shape: StructureShape, use: Use): Json {
    const reference = { $ref: `#/components/schemas/${name}` };
    const before = known.get(name);
    // One that contains itself is found before it is done.
    if (before?.shape === shape && before.use === use) return reference;
    if (before) {
      if (JSON.stringify(schemaOf(name, shape, use)) !== JSON.stringify(before.schema))
        throw new Error(
          `Two schemas are called ${name}: give one of them a name in lambdas/openapi/component-texts.ts`,
        );
      return reference;
    }
    const entry: Known = { shape, use };
    known.set(name, entry);
    entry.schema = schemaOf(name, shape, use);
    return reference;
  }

  function schemaOf(name: string, shape: StructureShape, use: Use): Json {
    return {
      type: 'object',
      description: componentText(name),
      properties: Object.fromEntries(
        Object.entries(shape.members).map(([of, value]) => [of, member(name, of, value, use)]),
      ),
      ...(shape.required.length > 0 && { required: shape.required }),
      ...(use === 'refuse' && { additionalProperties: false }),
      ...(isOpen(name) && { additionalProperties: true }),
    };
  }

  function member(component: string, name: string, shape: Shape, use: Use): Json {
    const { text, ...more } = memberText(component, name);
    const described = [text, use === 'answer' ? most(shape) : bounds(shape)]
      .filter((sentence) => sentence !== '')
      .join(' ');
    return {
      ...valueSchema(shape, structureName(component, name), use),
      ...more,
      description: described,
    };
  }

  function valueSchema(shape: Shape, name: string, use: Use): Json {
    switch (shape.kind) {
      case 'string':
        return {
          type: 'string',
          ...(shape.values && { enum: shape.values }),
          ...bounded(use, { minLength: shape.min, maxLength: shape.max }),
        };
      case 'integer':
        return {
          type: 'integer',
          ...(shape.max === undefined && { format: 'int64' }),
          // No more than JavaScript can tell from its neighbours, which is what the API takes.
          ...bounded(use, {
            minimum: shape.min ?? Number.MIN_SAFE_INTEGER,
            maximum: shape.max ?? Number.MAX_SAFE_INTEGER,
          }),
        };
      case 'boolean':
        return { type: 'boolean' };
      case 'list':
        return listSchema(shape, name, use);
      case 'map':
        return mapSchema(shape, name, use);
      case 'structure':
        return refer(name, shape, use);
      case 'recursive':
        return valueSchema(shape.of(), shape.name, use);
    }
  }

  function listSchema(shape: ListShape, name: string, use: Use): Json {
    return {
      type: 'array',
      items: valueSchema(shape.of, name, use),
      ...bounded(use, { minItems: shape.min, maxItems: shape.max }),
    };
  }

  function mapSchema(shape: MapShape, name: string, use: Use): Json {
    return {
      type: 'object',
      propertyNames: valueSchema(shape.key, name, use),
      additionalProperties: valueSchema(shape.value, name, use),
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

/** Keywords that have a value; none for an answer. */
function bounded(use: Use, keywords: Readonly<Record<string, number | undefined>>): Json {
  if (use === 'answer') return {};
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));
}
