import type { ApiDocument, Schema } from './api-document.ts';
import { serverUrl } from './curl-example.ts';
import { html, type Html } from './html.ts';
import { inline, markdown } from './markdown.ts';
import { operationSection, type Routed } from './operation-section.ts';
import { membersOf } from './schema-members.ts';

/** Where the page finds its files. */
export interface PageLinks {
  readonly stylesheet: string;
  readonly script: string;
  /** The document itself, for generators. */
  readonly document: string;
  readonly icon?: string;
}

interface Group {
  readonly name: string;
  readonly description?: string | undefined;
  readonly operations: readonly Routed[];
}

/** A page that shows the document to people: plain HTML, which needs no script to be read. */
export function apiPage(document: ApiDocument, links: PageLinks): string {
  const { title, description = '' } = document.info;
  const groups = groupsOf(document);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}: the API</title>
        ${links.icon !== undefined && html`<link rel="icon" href="${links.icon}" type="image/svg+xml" />`}
        <link rel="stylesheet" href="${links.stylesheet}" />
        <script src="${links.script}" defer></script>
      </head>
      <body>
        <a class="skip" href="#operations">Skip to the operations</a>
        <header>
          <p class="name">${title}</p>
          <p><a href="${links.document}">OpenAPI document</a></p>
        </header>
        ${navigation(groups, document)}
        <main>
          <section>
            <h1>The API</h1>
            ${markdown(description)}
            <p>
              The examples ask <code>${serverUrl(document)}</code>. Start a chat with the first of them, and
              set <code>BEARER</code> to its <code>ParticipantToken</code> for the others.
            </p>
          </section>
          ${securitySection(document)}
          <div id="operations" tabindex="-1">${groups.map((group) => groupSection(document, group))}</div>
          ${schemasSection(document)}
        </main>
      </body>
    </html> `;
  return page.html;
}

/** The operations by their first tag, in the document's order; those without a tag come last. */
function groupsOf({ paths, tags = [] }: ApiDocument): readonly Group[] {
  const routed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = Map.groupBy(routed, ({ operation: { tags: [tag = 'Operations'] = [] } }) => tag);
  const described = new Map(tags.map(({ name, description }) => [name, description]));
  return [...new Set([...described.keys(), ...byTag.keys()])]
    .map((name) => ({ name, description: described.get(name), operations: byTag.get(name) ?? [] }))
    .filter(({ operations }) => operations.length > 0);
}

function navigation(groups: readonly Group[], document: ApiDocument): Html {
  return html`<details class="menu" open>
    <summary>Contents</summary>
    <nav aria-label="Contents">
      ${groups.map(
        ({ name, operations }) =>
          html`<p id="menu-${slug(name)}">${name}</p>
            <ul aria-labelledby="menu-${slug(name)}">
              ${operations.map(({ operation: { operationId } }) => link(operationId, operationId))}
            </ul>`,
      )}
      <p id="menu-reference">Reference</p>
      <ul aria-labelledby="menu-reference">
        ${link('security', 'Who may call')}
        ${sharedSchemas(document).map(([name]) => link(`schema-${name}`, name))}
      </ul>
    </nav>
  </details>`;
}

function groupSection(document: ApiDocument, { name, description, operations }: Group): Html {
  return html`<section class="group" aria-labelledby="tag-${slug(name)}">
    <h2 id="tag-${slug(name)}">${name}</h2>
    ${description !== undefined && markdown(description)}
    ${operations.map((routed) => operationSection(document, routed))}
  </section>`;
}

function securitySection({ components: { securitySchemes } }: ApiDocument): Html {
  return html`<section aria-labelledby="security">
    <h2 id="security">Who may call</h2>
    <dl class="members">
      ${Object.entries(securitySchemes).map(
        ([name, { name: header = '', description = '' }]) =>
          html`<div>
            <dt id="security-${name}"><code>${header}</code></dt>
            <dd>${markdown(description)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function schemasSection(document: ApiDocument): Html {
  return html`<section aria-labelledby="schemas">
    <h2 id="schemas">Schemas</h2>
    ${sharedSchemas(document).map(
      ([name, schema]) =>
        html`<section class="schema" aria-labelledby="schema-${name}">
          <h3 id="schema-${name}"><a href="#schema-${name}">${name}</a></h3>
          ${schema.description !== undefined && html`<p>${inline(schema.description)}</p>`}
          ${membersOf(schema)}
        </section>`,
    )}
  </section>`;
}

/** The schemas that others refer to. What an operation takes and returns is shown with it. */
function sharedSchemas({ components: { schemas } }: ApiDocument): readonly [string, Schema][] {
  const referred = new Set(
    [...JSON.stringify(schemas).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name),
  );
  return Object.entries(schemas).filter(([name]) => referred.has(name) || name === 'Error');
}

function link(id: string, text: string): Html {
  return html`<li><a href="#${id}">${text}</a></li>`;
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
