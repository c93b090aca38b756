import {
  exampleOf,
  resolve,
  type ApiAnswer,
  type ApiDocument,
  type ApiOperation,
  type Schema,
} from './api-document.ts';
import { curlExample } from './curl-example.ts';
import { html, type Html } from './html.ts';
import { inline, markdown } from './markdown.ts';
import { definition, membersOf } from './schema-members.ts';

/** An operation with the method and the path it is asked by. */
export interface Routed {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** Shows what an operation takes, returns and refuses, with an example to paste. */
export function operationSection(document: ApiDocument, { method, path, operation }: Routed): Html {
  const { operationId, summary, description = '' } = operation;
  const answers = Object.entries(operation.responses).map(
    ([status, answer]) => [status, resolve(document, answer)] as const,
  );
  const good = answers.filter(([status]) => status.startsWith('2'));
  const refusals = answers.filter(([status]) => !status.startsWith('2'));
  return html`<article id="${operationId}" aria-labelledby="${operationId}-title">
    <div class="text">
      <h3 id="${operationId}-title"><a href="#${operationId}">${operationId}</a></h3>
      ${routeLine(method, path)}
      <p class="summary">${inline(summary)}</p>
      ${markdown(description)}
      <p>${whoMayCall(document, operation)}</p>
      ${takes(document, operation)} ${good.map(([status, answer]) => goodAnswer(document, status, answer))}
      ${refusalsOf(refusals)}
    </div>
    <div class="examples">
      ${example('Request', curlExample(document, method, path, operation))}
      ${good.map(([status, answer]) => answerExample(status, answer))}
    </div>
  </article>`;
}

function routeLine(method: string, path: string): Html {
  // A path that is too long for a line breaks before a slash.
  const steps = path.split(/(?=\/)/).map((step) => html`<wbr />${step}`);
  return html`<p class="route">
    <span class="method ${method.toLowerCase()}">${method}</span> <code>${steps}</code>
  </p>`;
}

function whoMayCall(document: ApiDocument, { security = [] }: ApiOperation): Html {
  const names = security.flatMap((scheme) => Object.keys(scheme));
  if (names.length === 0) return html`Who may call: anyone, without a bearer.`;
  const schemes = names.map((name) => {
    const { description = name } = document.components.securitySchemes[name] ?? {};
    return html`<a href="#security-${name}">${inline(firstPart(description))}</a>`;
  });
  return html`Who may call: ${schemes}.`;
}

/** Returns the first part of a sentence, before it goes on to explain itself. */
function firstPart(text: string): string {
  return (/^[^.:,;]+/.exec(text) ?? [text])[0];
}

function takes(document: ApiDocument, operation: ApiOperation): Html {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(document, parameter));
  const body = operation.requestBody?.content['application/json'];
  const members = body && membersOf(target(document, body.schema));
  return html`${
    parameters.length > 0 &&
    html`<h4>Path and headers</h4>
      <dl class="members">
        ${parameters.map(({ name, schema, required = false, description }) =>
          definition(name, schema, required && 'required', description),
        )}
      </dl>`
  }
  ${
    members &&
    html`<h4>Body</h4>
      ${members}`
  }`;
}

function goodAnswer(document: ApiDocument, status: string, answer: ApiAnswer): Html {
  const schema = answer.content?.['application/json']?.schema;
  const headers = Object.entries(answer.headers ?? {}).map(([name, header]) => {
    const { description, schema: of = {} } = resolve(document, header);
    return definition(name, of, false, description);
  });
  return html`<h4>Answer ${status}</h4>
    ${(schema && membersOf(target(document, schema), 'always there')) ?? html`<p>${inline(answer.description)}</p>`}
    ${
      headers.length > 0 &&
      html`<h4>Its headers</h4>
        <dl class="members">${headers}</dl>`
    }`;
}

/** A schema itself, where a reference names it. */
function target(document: ApiDocument, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolve<Schema>(document, { $ref: schema.$ref });
}

function refusalsOf(answers: readonly (readonly [string, ApiAnswer])[]): Html {
  const [first] = answers;
  const ofAll = first
    ? headersOf(first[1]).filter((name) => answers.every(([, answer]) => headersOf(answer).includes(name)))
    : [];
  return html`<h4>What can go wrong</h4>
    ${ofAll.length > 0 && html`<p>Each has the headers ${list(ofAll)}.</p>`}
    <dl class="members">
      ${answers.map(([status, answer]) => {
        const own = headersOf(answer).filter((name) => !ofAll.includes(name));
        return html`<div>
          <dt class="status">${status}</dt>
          <dd>${markdown(answer.description)} ${own.length > 0 && html`<p>It may have ${list(own)}.</p>`}</dd>
        </div>`;
      })}
    </dl>`;
}

function headersOf({ headers = {} }: ApiAnswer): readonly string[] {
  return Object.keys(headers);
}

function list(names: readonly string[]): Html {
  return html`${names.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}`;
}

function answerExample(status: string, answer: ApiAnswer): Html {
  const content = answer.content?.['application/json'];
  const value = content && exampleOf(content);
  return html`${value !== undefined && example(`Answer ${status}`, JSON.stringify(value, null, 2))}`;
}

/** Something to copy: the page's script adds the button. */
function example(title: string, code: string): Html {
  return html`<figure>
    <figcaption>${title}</figcaption>
    <pre><code>${code}</code></pre>
  </figure>`;
}
