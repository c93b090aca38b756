import { parsed } from './core/json.ts';
import { isNamespace, metricNamespace, type MetricOrigin } from './core/metrics.ts';
import { defaultEntryPoint, type Settings } from './core/settings.ts';
import { EnvironmentError } from './environment-error.ts';
import { normalAttachmentType } from './operations/attachment-types.ts';
import type { RequestSetting, RequestSettings, StartSetting } from './settings/request-setting.ts';

/**
 * The functions' environment: the variables that whoever deploys them sets (the CDK stack, `npm start`), and how they
 * become configuration. Lists and objects are JSON.
 */
export interface Environment {
  readonly settings: Settings;
  readonly tableName: string;
  readonly region: string;
  readonly metrics: MetricOrigin;
  /** Other services in place of AWS's, by the SDKs' own convention. */
  readonly endpoints: {
    readonly connect?: string;
    readonly participant?: string;
    readonly dynamodb?: string;
    readonly secretsManager?: string;
    readonly ssm?: string;
  };
}

type SharedSettings = Omit<RequestSettings, StartSetting>;

/**
 * Reads the variables of the settings that are declared, and all others, and reports every problem at once, in an
 * EnvironmentError. A setting of starts or of erasures that is not declared is absent.
 */
export function readVariables(
  variables: Readonly<Record<string, string | undefined>>,
  declared: SharedSettings & Partial<RequestSettings>,
): Environment {
  const problems: string[] = [];

  function setting<Name extends keyof Settings>(name: Name): Settings[Name] {
    const declaration: RequestSetting<unknown> | undefined = declared[name];
    if (!declaration) return undefined as Settings[Name];
    const { variable, form, otherwise, fits } = declaration;
    const written = variables[variable] ?? '';
    // An empty list is how a deployment writes that there is none.
    if (written === '' || written === JSON.stringify(otherwise)) return otherwise as Settings[Name];
    const value = typeof otherwise === 'string' ? written : parsed(written);
    if (fits(value)) return value as Settings[Name];
    problems.push(`${variable} must be ${form}`);
    return otherwise as Settings[Name];
  }
  function required(name: string, meaning: string): string {
    const value = variables[name] ?? '';
    if (value === '') problems.push(`${name} must be set to ${meaning}`);
    return value;
  }
  function endpoint(name: string): string | undefined {
    const value = variables[name];
    if (value === undefined || value === '') return undefined;
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
      problems.push(`${name} must be a URL such as http://127.0.0.1:4577`);
    return value;
  }

  const tableName = required('TABLE_NAME', "the DynamoDB table's name");
  const region = required('AWS_REGION', 'the Region, such as eu-central-1');
  if (!variables[declared.entryPoints.variable])
    problems.push(
      `ENTRY_POINTS must name at least one entry point; "${defaultEntryPoint}" is the one for requests that name none`,
    );
  const signIn = setting('signIn');
  const admission = setting('admission');
  const verification = setting('verification');
  const eraseAtConnect = setting('eraseAtConnect');
  const settings: Settings = {
    entryPoints: setting('entryPoints'),
    allowedOrigins: setting('allowedOrigins'),
    cookieOrigins: setting('cookieOrigins'),
    redirectUris: setting('redirectUris'),
    attributeNames: setting('attributeNames'),
    attributePrefix: setting('attributePrefix'),
    attachmentTypes: setting('attachmentTypes').map(normalAttachmentType),
    attachmentMaximum: setting('attachmentMaximum'),
    messageMaximum: setting('messageMaximum'),
    quotas: setting('quotas'),
    ...(signIn && { signIn }),
    ...(admission && { admission }),
    ...(verification && { verification }),
    ...(eraseAtConnect && { eraseAtConnect }),
  };
  const namespace = variables['METRIC_NAMESPACE'] || metricNamespace;
  if (!isNamespace(namespace))
    problems.push(
      'METRIC_NAMESPACE must be at most 255 letters, digits, spaces and .-_/#: and not begin with AWS/ or a colon',
    );
  const connect = endpoint('AWS_ENDPOINT_URL_CONNECT');
  const participant = endpoint('AWS_ENDPOINT_URL_CONNECTPARTICIPANT');
  const dynamodb = endpoint('AWS_ENDPOINT_URL_DYNAMODB');
  const secretsManager = endpoint('AWS_ENDPOINT_URL_SECRETS_MANAGER');
  const ssm = endpoint('AWS_ENDPOINT_URL_SSM');
  if (problems.length > 0) throw new EnvironmentError(problems);
  return {
    settings,
    tableName,
    region,
    // Lambda's own: "$LATEST", or the number of a version.
    metrics: { namespace, version: variables['AWS_LAMBDA_FUNCTION_VERSION'] || undefined },
    endpoints: {
      ...(connect !== undefined && { connect }),
      ...(participant !== undefined && { participant }),
      ...(dynamodb !== undefined && { dynamodb }),
      ...(secretsManager !== undefined && { secretsManager }),
      ...(ssm !== undefined && { ssm }),
    },
  };
}
