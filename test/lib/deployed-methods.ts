import assert from 'node:assert/strict';
import { resourcesOf, type Template } from './synthesized.ts';

/** The methods of the deployed API, as its template has them. */

export interface DeployedMethod {
  readonly path: string;
  readonly method: string;
  readonly authorization: string;
  readonly integration: Readonly<Record<string, unknown>>;
}

export function deployedMethods(template: Template): DeployedMethod[] {
  const pathOf = (reference: unknown): string => {
    if (typeof reference === 'object' && reference !== null && 'Fn::GetAtt' in reference) return '';
    const { Ref: id } = reference as { Ref: string };
    const { ParentId, PathPart } = (template.Resources[id]?.Properties ?? {}) as {
      ParentId?: unknown;
      PathPart?: string;
    };
    return `${pathOf(ParentId)}/${PathPart ?? ''}`;
  };
  return resourcesOf(template, 'AWS::ApiGateway::Method').map(([, { Properties }]) => ({
    path: pathOf(Properties['ResourceId']),
    method: Properties['HttpMethod'] as string,
    authorization: Properties['AuthorizationType'] as string,
    integration: Properties['Integration'] as Record<string, unknown>,
  }));
}

/** Headers of HTTP itself, and the request's id, which API Gateway adds to every answer. */
const transport = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-amzn-requestid',
]);

export function comparable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => !transport.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function unquoted(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      assert.match(value, /^'.*'$/, `${name} is a fixed value`);
      return [name.split('.').at(-1) ?? '', value.slice(1, -1)];
    }),
  );
}
