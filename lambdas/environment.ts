import type { SignIn } from './core/identity.ts';
import { isNamespace, metricNamespace, type MetricOrigin } from './core/metrics.ts';
import type { EntryPoint, Settings } from './core/settings.ts';
import { defaultEntryPoint, isOrigin } from './core/settings.ts';
import { isObject } from './core/validate.ts';
import { EnvironmentError } from './environment-error.ts';
import { attachmentTypes, normalAttachmentType } from './operations/attachment-types.ts';

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
  };
}

const allTypes: readonly string[] = attachmentTypes.map(({ type }) => type);

/** SendMessage's page: the wire model allows 16,384 characters of any type, the page less. */
const messageMaximum = {
  'text/plain': 1_024,
  'text/markdown': 1_024,
  'application/json': 12_000,
  'application/vnd.amazonaws.connect.message.interactive.response': 12_288,
};

/** Reads every variable and reports every problem at once, in an EnvironmentError. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const problems: string[] = [];

  function json<T>(name: string, fallback: T, shape: string, fits: (value: unknown) => boolean): T {
    const value = variables[name];
    if (value === undefined || value === '') return fallback;
    try {
      const parsed: unknown = JSON.parse(value);
      if (fits(parsed)) return parsed as T;
    } catch {
      // The problem below tells what is expected.
    }
    problems.push(`${name} must be ${shape}`);
    return fallback;
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
  const entryPoints = json<Record<string, EntryPoint>>(
    'ENTRY_POINTS',
    {},
    '{"default":{"instanceId":"…","contactFlowId":"…"}}, with attributes (strings) and chatDurationInMinutes ' +
      '(60 to 10080) as options',
    isEntryPoints,
  );
  if (!variables['ENTRY_POINTS'])
    problems.push(
      `ENTRY_POINTS must name at least one entry point; "${defaultEntryPoint}" is the one for requests that name none`,
    );
  const allowedOrigins = json(
    'ALLOWED_ORIGINS',
    [],
    '["https://www.example.com"]: exact origins, or http://localhost:* for any port of this machine',
    (value) => isStrings(value) && value.every(isOrigin),
  );
  const redirectUris = json(
    'REDIRECT_URIS',
    [],
    '["https://www.example.com/signed-in"]',
    (value) => isStrings(value) && value.every((uri) => isOrigin(uri) || URL.canParse(uri)),
  );
  const settings: Settings = {
    entryPoints,
    allowedOrigins,
    redirectUris,
    attributeNames: json('ATTRIBUTE_NAMES', [], '["topic","language"], or ["*"] for any', isStrings),
    attributePrefix: variables['ATTRIBUTE_PREFIX'] ?? '',
    attachmentTypes: json('ATTACHMENT_TYPES', allTypes, '["image/png","application/pdf"]', isStrings).map(
      normalAttachmentType,
    ),
    attachmentMaximum: json('ATTACHMENT_MAXIMUM', 20_971_520, 'a number of bytes', isPositive),
    ...(variables['SIGN_IN'] && { signIn: json('SIGN_IN', noSignIn, signInForm, isSignIn) }),
    messageMaximum: json(
      'MESSAGE_MAXIMUM',
      messageMaximum,
      '{"text/plain":1024}: characters by content type, at most 16384',
      isMessageMaximum,
    ),
  };
  if (!/^[\w-]*$/.test(settings.attributePrefix))
    problems.push('ATTRIBUTE_PREFIX must be of letters, digits, dash and underscore');
  const namespace = variables['METRIC_NAMESPACE'] || metricNamespace;
  if (!isNamespace(namespace))
    problems.push(
      'METRIC_NAMESPACE must be at most 255 letters, digits, spaces and .-_/#: and not begin with AWS/ or a colon',
    );
  const connect = endpoint('AWS_ENDPOINT_URL_CONNECT');
  const participant = endpoint('AWS_ENDPOINT_URL_CONNECTPARTICIPANT');
  const dynamodb = endpoint('AWS_ENDPOINT_URL_DYNAMODB');
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
    },
  };
}

const noSignIn: SignIn = { issuer: '', audience: [], claims: {}, anonymous: false };

const signInForm =
  '{"issuer":"https://…","audience":["…"],"claims":{"displayName":"name","customerId":"sub",' +
  '"attributes":{"claim":"attribute"}},"anonymous":true}, with jwksUri as an option';

function isHttps(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isSignIn(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { issuer, audience, jwksUri, claims, anonymous, ...rest } = value;
  if (!isHttps(issuer) || !isStrings(audience) || audience.length === 0 || !isObject(claims)) return false;
  const { displayName, customerId, attributes, ...others } = claims;
  return (
    (jwksUri === undefined || isHttps(jwksUri)) &&
    [displayName, customerId].every((claim) => claim === undefined || typeof claim === 'string') &&
    (attributes === undefined || (isObject(attributes) && isStrings(Object.values(attributes)))) &&
    typeof anonymous === 'boolean' &&
    Object.keys(rest).length + Object.keys(others).length === 0
  );
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string' && element !== '');
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isMessageMaximum(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((most) => isPositive(most) && Number(most) <= 16_384);
}

/** Scheme, host and port and nothing else; the port may be `*` on this machine's own hosts. */
function isEntryPoints(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isEntryPoint);
}

function isEntryPoint(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { instanceId, contactFlowId, attributes, chatDurationInMinutes: minutes, ...rest } = value;
  return (
    [instanceId, contactFlowId].every((id) => typeof id === 'string' && id !== '') &&
    (attributes === undefined ||
      (isObject(attributes) && Object.values(attributes).every((text) => typeof text === 'string'))) &&
    (minutes === undefined || (isPositive(minutes) && Number(minutes) >= 60 && Number(minutes) <= 10_080)) &&
    Object.keys(rest).length === 0
  );
}
