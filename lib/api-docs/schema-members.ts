import type { Schema } from './api-document.ts';
import { html, type Html } from './html.ts';
import { inline } from './markdown.ts';

/** The words for a member that must be in a request, and for one that is in every answer. */
type Presence = 'required' | 'always there';

/**
 * A schema's members as a list of definitions: name, type, whether it has to be there, what it means. Their bounds are
 * in what the document says of them.
 */
export function membersOf(schema: Schema, presence: Presence = 'required'): Html | undefined {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return undefined;
  return html`<dl class="members">
    ${members.map(([name, member]) =>
      definition(name, member, schema.required?.includes(name) === true && presence, member.description),
    )}
  </dl>`;
}

/** One entry of such a list. */
export function definition(name: string, schema: Schema, presence: Presence | false, description = ''): Html {
  const meaning = [description, valuesOf(schema)].filter((sentence) => sentence !== '').join(' ');
  return html`<div>
    <dt>
      <code>${name}</code> <span class="type">${typeOf(schema)}</span>
      ${presence !== false && html`<strong class="presence">${presence}</strong>`}
    </dt>
    <dd>${inline(meaning)}</dd>
  </div>`;
}

function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object')
    return html`map to ${typeOf(schema.additionalProperties)}`;
  const type = [schema.type ?? 'any'].flat().join(' or ');
  return html`${schema.format === undefined ? type : `${type}, ${schema.format}`}`;
}

function valuesOf({ enum: values, items }: Schema): string {
  if (values) {
    const named = values.map((value) => `\`${String(value)}\``).join(', ');
    return values.length === 1 ? `Only ${named}.` : `One of ${named}.`;
  }
  return items ? valuesOf(items) : '';
}
