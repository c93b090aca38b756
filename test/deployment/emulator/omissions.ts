import { preflightHeaders } from '../../../lambdas/core/cors.ts';
import { pageOrigin } from './readme-settings.ts';

/**
 * What the emulator does not know, and so is left out of the template before it is deployed there: in these tests
 * alone, never in what is shipped. Each has its reason, and a test that fails when the emulator needs it no more
 * (omissions.test.ts). Everything else of the template is deployed as it is. For ministack 1.5.33.
 */
export interface Omission {
  readonly type: string;
  /** Of its resources, those that have this property; absent: all. */
  readonly having?: string;
  readonly reason: string;
}

export const omissions: readonly Omission[] = [
  {
    type: 'AWS::CloudWatch::CompositeAlarm',
    reason: 'Unknown. Their rules are checked with the service’s own rules on the filled-in template.',
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    having: 'Metrics',
    reason: 'It has no metric math. Alarms on one metric stay.',
  },
  {
    type: 'AWS::CodeDeploy::Application',
    reason: 'Unknown. Aliases go to the new version at once, as they do at a first deployment.',
  },
  { type: 'AWS::CodeDeploy::DeploymentGroup', reason: 'Unknown, with the application.' },
  { type: 'AWS::Logs::QueryDefinition', reason: 'Unknown. Nothing refers to them.' },
  { type: 'AWS::WAFv2::LoggingConfiguration', reason: 'Unknown. The web ACL itself stays.' },
  { type: 'AWS::WAFv2::WebACLAssociation', reason: 'Unknown; it evaluates no web ACL either.' },
];

/**
 * Answered instead of a preflight: a mock integration's response template is not rendered by the emulator, which
 * sends it as the body of a 204. The headers are those that the template renders for the page of the tests.
 */
export const preflightReason = 'A mapping template of a mock integration’s response is not rendered.';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

export function isOmitted({ Type, Properties = {} }: Resource): boolean {
  return omissions.some(
    ({ type, having }) => type === Type && (having === undefined || having in Properties),
  );
}

/** A preflight: a mock integration that chooses its headers by a template. */
export function isPreflight({ Type, Properties = {} }: Resource): boolean {
  return Type === 'AWS::ApiGateway::Method' && Properties['HttpMethod'] === 'OPTIONS';
}

/**
 * The template without them. References to what is left out become its name, which is true of no resource and of no
 * consequence: they stand in texts (the dashboard's) and in policies of what is left out.
 */
export function leaveOut(template: Template): Template {
  const gone = new Set(
    Object.entries(template.Resources)
      .filter(([, resource]) => isOmitted(resource))
      .map(([id]) => id),
  );
  const kept = Object.entries(template.Resources).filter(([id]) => !gone.has(id));
  const fitted = withoutReferences({ ...template, Resources: Object.fromEntries(kept) }, gone) as Template;
  return {
    ...fitted,
    Resources: Object.fromEntries(
      Object.entries(fitted.Resources).map(([id, resource]) => [
        id,
        isPreflight(resource) ? withFixedHeaders(resource) : resource,
      ]),
    ),
  };
}

function withoutReferences(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutReferences(element, gone));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: name, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const [referred] = name === undefined ? (attribute ?? []) : [name];
  if (referred !== undefined && gone.has(referred)) return referred;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [
      key,
      key === 'DependsOn'
        ? [element].flat().filter((id: string) => !gone.has(id))
        : withoutReferences(element, gone),
    ]),
  );
}

function withFixedHeaders(resource: Resource): Resource {
  const headers = preflightHeaders([pageOrigin], pageOrigin, 'GET,POST,OPTIONS');
  const { Integration, ...properties } = resource.Properties as { readonly Integration: object };
  return {
    ...resource,
    Properties: {
      ...properties,
      Integration: {
        ...Integration,
        RequestTemplates: { 'application/json': '{"statusCode":200}' },
        IntegrationResponses: [
          {
            StatusCode: '200',
            ResponseParameters: Object.fromEntries(
              Object.entries(headers).map(([name, value]) => [
                `method.response.header.${name}`,
                `'${value}'`,
              ]),
            ),
          },
        ],
      },
    },
  };
}
