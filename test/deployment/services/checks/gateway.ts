import { ofEach } from './check.ts';
import { isJson } from './json.ts';

type Texts = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const responseTypes = (
  'ACCESS_DENIED API_CONFIGURATION_ERROR AUTHORIZER_CONFIGURATION_ERROR AUTHORIZER_FAILURE BAD_REQUEST_PARAMETERS ' +
  'BAD_REQUEST_BODY DEFAULT_4XX DEFAULT_5XX EXPIRED_TOKEN INTEGRATION_FAILURE INTEGRATION_TIMEOUT INVALID_API_KEY ' +
  'INVALID_SIGNATURE MISSING_AUTHENTICATION_TOKEN QUOTA_EXCEEDED REQUEST_TOO_LARGE RESOURCE_NOT_FOUND THROTTLED ' +
  'UNAUTHORIZED UNSUPPORTED_MEDIA_TYPE WAF_FILTERED'
).split(' ');

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const templateMaximum = 300 * 1_024;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const headersMaximum = 10_240;

const fieldName = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

/**
 * Parameters of a response: a fixed text stands in single quotes, all else is an expression
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html).
 */
function parameterProblems(parameters: Texts, to: string): readonly string[] {
  const bytes = Object.values(parameters).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  return [
    ...Object.entries(parameters).flatMap(([name, value]) => [
      ...(new RegExp(`^${to}\\.header\\.${fieldName}$`).test(name)
        ? []
        : [`${name} is no header of an answer`]),
      ...(/^'[^'\r\n]*'$/.test(value) ||
      /^(integration\.response|method\.request|context)\.[\w.-]+$/.test(value)
        ? []
        : [`${name} is ${value}, neither a text in single quotes nor an expression`]),
    ]),
    ...(bytes > headersMaximum ? [`The headers have ${bytes} bytes`] : []),
  ];
}

export const gatewayResponses = ofEach(
  'gateway-response',
  'AWS::ApiGateway::GatewayResponse',
  ({ ResponseType, ResponseParameters = {}, ResponseTemplates = {} }) => [
    ...(responseTypes.includes(String(ResponseType)) ? [] : [`There is no answer ${String(ResponseType)}`]),
    ...parameterProblems(ResponseParameters as Texts, 'gatewayresponse'),
    ...Object.entries(ResponseTemplates as Texts).flatMap(([type, body]) =>
      // Of these templates API Gateway fills in variables alone.
      type === 'application/json' && !isJson(body.replaceAll(/\$(context|stageVariables)\.[\w.]+/g, '0'))
        ? [`The body is no JSON: ${body}`]
        : [],
    ),
  ],
);

interface Integration {
  readonly Type: string;
  readonly RequestTemplates?: Texts;
  readonly IntegrationResponses?: readonly {
    readonly StatusCode: string;
    readonly ResponseParameters?: Texts;
    readonly ResponseTemplates?: Texts;
  }[];
}

interface MethodResponse {
  readonly StatusCode: string;
  readonly ResponseParameters?: Readonly<Record<string, boolean>>;
}

/** Every header that an integration sets has to be declared by the method, for the same status. */
export const methods = ofEach('gateway-method', 'AWS::ApiGateway::Method', (properties) => {
  const {
    Type,
    RequestTemplates = {},
    IntegrationResponses = [],
  } = (properties['Integration'] ?? {}) as Integration;
  const declared = (properties['MethodResponses'] ?? []) as readonly MethodResponse[];
  const statuses = IntegrationResponses.map(({ StatusCode }) => StatusCode);
  return [
    ...IntegrationResponses.flatMap(({ StatusCode, ResponseParameters = {}, ResponseTemplates = {} }) => {
      const method = declared.find((one) => one.StatusCode === StatusCode);
      return [
        ...(method ? [] : [`The method declares no answer ${StatusCode}`]),
        ...parameterProblems(ResponseParameters, String.raw`method\.response`),
        ...Object.keys(ResponseParameters)
          .filter((name) => method?.ResponseParameters?.[name] === undefined)
          .map((name) => `The method does not declare ${name}`),
        ...tooLong(ResponseTemplates),
      ];
    }),
    ...tooLong(RequestTemplates),
    ...(Type === 'MOCK'
      ? Object.values(RequestTemplates).flatMap((body) => mockProblems(body, statuses))
      : []),
  ];
});

function tooLong(templates: Texts): readonly string[] {
  return Object.values(templates)
    .map((template) => Buffer.byteLength(template))
    .filter((bytes) => bytes > templateMaximum)
    .map((bytes) => `A mapping template has ${bytes} bytes`);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html */
function mockProblems(body: string, statuses: readonly string[]): readonly string[] {
  if (!isJson(body)) return [`The mock's request is no JSON: ${body}`];
  const { statusCode } = JSON.parse(body) as { readonly statusCode?: number };
  return statuses.includes(String(statusCode))
    ? []
    : [`The mock answers ${statusCode}, of which nothing is said`];
}

export const accessLogs = ofEach('access-log', 'AWS::ApiGateway::Stage', ({ AccessLogSetting }) => {
  const { Format } = (AccessLogSetting ?? {}) as { readonly Format?: string };
  return Format !== undefined && (/[\r\n]/.test(Format) || !isJson(Format))
    ? ['The format is not one line of JSON']
    : [];
});
