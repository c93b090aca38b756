import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

/** Writes src/api-types.ts: what the client sends and gets, as docs/api/openapi.json has it. `npm run client-types`. */

const file = fileURLToPath(new URL('src/api-types.ts', import.meta.url));
const options = JSON.parse(readFileSync(new URL('../.prettierrc.json', import.meta.url), 'utf8')) as object;

/** What the client calls; the rest of the API is for back ends. */
const used: ReadonlySet<string> = new Set([
  'StartChat',
  'CreateParticipantConnection',
  'SendMessage',
  'SendEvent',
  'GetTranscript',
  'StartAttachmentUpload',
  'CompleteAttachmentUpload',
  'GetAttachment',
  'DescribeView',
  'GetAuthenticationUrl',
  'CancelParticipantAuthentication',
  'DisconnectParticipant',
  'GetAvailability',
  'GetQueuePosition',
  'GetSession',
]);

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface Content {
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } };
}

interface Described {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<
      Record<string, { readonly headers?: Readonly<Record<string, { readonly schema?: Schema }>> }>
    >;
  };
}

/** The file's text. */
export async function apiTypes(): Promise<string> {
  const document = JSON.parse(
    readFileSync(new URL('../docs/api/openapi.json', import.meta.url), 'utf8'),
  ) as Document;
  const { schemas, responses } = document.components;
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.values(methods).map((described) => ({ path, ...described })))
    .filter(({ operationId }) => used.has(operationId));
  const named = new Set<string>();
  const nameOf = (ref: string): string => {
    const name = ref.replace(/^.*\//, '');
    if (!named.has(name)) {
      named.add(name);
      collect(schemas[name] ?? {});
    }
    return name;
  };
  const collect = (schema: Schema): void => {
    typeOf(schema);
  };
  const typeOf = (schema: Schema): string => {
    if (schema.$ref !== undefined) return nameOf(schema.$ref);
    if (schema.enum !== undefined) return schema.enum.map((value) => `'${value}'`).join(' | ');
    if (schema.type === 'array') return `readonly (${typeOf(schema.items ?? {})})[]`;
    if (schema.type === 'object' && schema.properties !== undefined) return members(schema);
    if (schema.type === 'object')
      return `Readonly<Record<string, ${typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties) : 'unknown'}>>`;
    if (schema.type === 'integer') return 'number';
    return schema.type ?? 'unknown';
  };
  const members = ({ properties = {}, required = [] }: Schema): string =>
    `{ ${Object.entries(properties)
      .map(
        ([name, schema]) =>
          `${comment(schema.description)} readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
      )
      .join('\n')} }`;
  const bodyOf = (content: Content | undefined): string => {
    const schema = content?.content?.['application/json']?.schema;
    return schema === undefined ? 'undefined' : typeOf(schema);
  };
  const table = operations
    .map(
      ({ path, requestBody, responses: answers }) =>
        `'${path}': { readonly request: ${bodyOf(requestBody)}; readonly answer: ${bodyOf(answers['200'])} };`,
    )
    .join('\n');
  const errors = new Set(
    operations.flatMap(({ responses: answers }) =>
      Object.values(answers).flatMap(
        ({ $ref = '' }) =>
          responses[$ref.replace(/^.*\//, '')]?.headers?.['x-amzn-errortype']?.schema?.enum ?? [],
      ),
    ),
  );
  const interfaces = [...named]
    .toSorted()
    .map(
      (name) =>
        `${comment(schemas[name]?.description)} export interface ${name} ${members(schemas[name] ?? {})}`,
    );
  return await format(
    `// Written by \`npm run client-types\`, of the API's description.

    /** What each route takes and answers. */
    export interface Routes { ${table} }

    /** The names of the errors that these routes answer with. */
    export type ErrorName = ${[...errors]
      .toSorted()
      .map((name) => `'${name}'`)
      .join(' | ')};

    ${interfaces.join('\n\n')}`,
    { ...options, parser: 'typescript' },
  );
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, await apiTypes());
