import { exampleOf, resolve, type ApiDocument, type ApiOperation } from './api-document.ts';

/** The operation's example as a command of curl's, for bash and zsh. `BEARER` is the session's. */
export function curlExample(
  document: ApiDocument,
  method: string,
  path: string,
  operation: ApiOperation,
): string {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(document, parameter));
  const filled = path.replaceAll(/\{(\w+)\}/g, (name, key: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === key);
    const value = parameter && (exampleOf(parameter) ?? parameter.schema.examples?.[0]);
    return typeof value === 'string' ? encodeURIComponent(value) : name;
  });
  const query = parameters.flatMap((parameter) => {
    const value = parameter.in === 'query' ? exampleOf(parameter) : undefined;
    return typeof value === 'string' ? [`${parameter.name}=${encodeURIComponent(value)}`] : [];
  });
  const body = operation.requestBody?.content['application/json'];
  const schemes = (operation.security ?? []).flatMap((scheme) => Object.keys(scheme));
  return [
    String.raw`curl -sS --fail-with-body -w '\n'`,
    quoted(serverUrl(document) + filled + (query.length === 0 ? '' : `?${query.join('&')}`)),
    ...(method === 'GET' || body ? [] : [`-X ${method}`]),
    ...schemes.flatMap((scheme) => credentials(scheme)),
    ...(body
      ? [
          `-H 'content-type: application/json'`,
          `-d ${quoted(JSON.stringify(exampleOf(body) ?? {}, null, 2))}`,
        ]
      : []),
  ].join(' \\\n  ');
}

/** Of the first server, with its variables' defaults. */
export function serverUrl({ servers: [server] }: ApiDocument): string {
  const { url = '', variables = {} } = server ?? {};
  return url.replaceAll(/\{(\w+)\}/g, (name, key: string) => variables[key]?.default ?? name);
}

function credentials(scheme: string): readonly string[] {
  if (scheme !== 'iam') return ['-H "x-amz-bearer: ${BEARER:?start a chat first}"'];
  return [
    '--aws-sigv4 "aws:amz:$AWS_REGION:execute-api"',
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
