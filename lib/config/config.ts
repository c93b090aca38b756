import { defaultEntryPoint, type EntryPoint } from '../../lambdas/core/settings.ts';
import { noSetting, readContext } from './context.ts';
import { functionEnvironment } from '../functions/function-environment.ts';
import type { Kind } from './kinds.ts';
import { thresholdProblems } from '../monitoring/thresholds.ts';
import { resourceId } from './resource-id.ts';
import type { Settings } from './setting-types.ts';
import { settingProblems } from './setting-problems.ts';
import { settings } from './settings.ts';
import { ownTags, tagProblems } from './tags.ts';

/** What the stack is made from: every setting with its default, and what follows from several. */
export interface Config extends Omit<
  Required<Settings>,
  Optional | 'instanceArn' | 'contactFlowId' | 'entryPoints' | 'loopback'
> {
  readonly optional: Readonly<Pick<Settings, Optional>>;
  /** The settings themselves, without defaults. */
  readonly given: Settings;
  /** The name of the environment, if one was named. */
  readonly environment: string | undefined;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly instanceArns: readonly string[];
  readonly contactFlowArns: readonly string[];
  /** The queues that entry points name. */
  readonly queueArns: readonly string[];
  /** The instances that an entry point with idle timers is of. */
  readonly timedInstanceArns: readonly string[];
  readonly entryPoints: Readonly<Record<string, EntryPoint>>;
}

/** Settings without a default. If one is not given, the stack leaves out what it is for. */
type Optional =
  | 'attachmentTypes'
  | 'attachmentMaximum'
  | 'messageMaximum'
  | 'quotas'
  | 'alarmEmail'
  | 'alarmTopicArn'
  | 'keyArn'
  | 'domainName'
  | 'certificateArn'
  | 'vpc'
  | 'signIn'
  | 'admission'
  | 'verification'
  | 'eraseAtConnect'
  | 'permissionsBoundaryArn'
  | 'bootstrapQualifier';

/** What is known of a deployment of which some required settings are missing: enough to list or to destroy it. */
export interface NamedDeployment extends Pick<Settings, 'bootstrapQualifier'> {
  readonly stackName: string;
  /** Where its Connect instance is, if that is given. */
  readonly place?: { readonly account: string; readonly region: string };
  /** The required settings that are not given. */
  readonly absent: readonly RequiredName[];
}

type RequiredName = 'instanceArn' | 'contactFlowId' | 'allowedOrigins';

export type Parsed =
  | { readonly config: Config }
  | {
      readonly problems: readonly string[];
      /** Present if the only problem is that required settings are not given. */
      readonly named?: NamedDeployment;
    };

/**
 * Reads the settings behind `-c`, which override those of the environment that `-c environment=` names. Pure. Returns
 * either a deployment or every problem, each with its mend.
 */
export function parseConfig(
  context: Readonly<Record<string, unknown>>,
  environments: Readonly<Record<string, Settings>>,
): Parsed {
  const { environment, values, problems } = readContext(context, environments, names);
  const unknown = context['environment'] !== undefined && environment === undefined;
  return parse(values, { environment, misread: problems, unknown });
}

/** Reads settings by name. Pure. Returns either a deployment or every problem, each with its mend. */
export function parseSettings(values: Readonly<Record<string, unknown>>): Parsed {
  const misread = Object.keys(values)
    .filter((name) => !Object.hasOwn(settings, name))
    .map((name) => noSetting(name, names, ''));
  return parse(values, { environment: undefined, misread, unknown: false });
}

function parse(
  values: Readonly<Record<string, unknown>>,
  {
    environment,
    misread,
    unknown,
  }: {
    readonly environment: string | undefined;
    readonly misread: readonly string[];
    /** Whether the named environment does not exist. It might have had what is missing. */
    readonly unknown: boolean;
  },
): Parsed {
  const problems = [...misread];
  const absent: RequiredName[] = [];
  const read = readSettings(values, problems);
  const entryPoints = readEntryPoints(read, values, problems, absent);
  if (problems.length === 0)
    problems.push(
      ...settingProblems(read, entryPoints.instanceArns),
      ...nameProblems(read, environment),
      ...tagProblems(read.tags ?? {}, ownTags(environment)),
      ...thresholdProblems(read.alarmThresholds ?? {}, { webAcl: (read.webAcl ?? 'on') === 'on' }),
    );
  if (unknown) return { problems: sentences(problems) };
  const all = sentences([...problems, ...absent.map((name) => `${name} must be ${settings[name].shape}`)]);
  if (problems.length > 0) return { problems: all };
  if (absent.length > 0)
    return { problems: all, named: { ...nameAndPlace(read, entryPoints, environment), absent } };
  const config = withDefaults(read, entryPoints, environment);
  const problem = environmentProblem(config);
  return problem === undefined ? { config } : { problems: sentences([problem]) };
}

const names = Object.keys(settings) as readonly (keyof Settings)[];

function stackNameOf(read: Settings, environment: string | undefined): string {
  return (
    read.stackName ?? (environment === undefined ? 'connect-chat-bff' : `connect-chat-bff-${environment}`)
  );
}

/** Checks a stack name made from the environment's: it has to fit as a given one does. */
function nameProblems(read: Settings, environment: string | undefined): string[] {
  const name = stackNameOf(read, environment);
  return settings.stackName.read(name) === undefined
    ? [
        `stackName must be ${settings.stackName.shape}: the environment ${environment} would be called ${name}`,
      ]
    : [];
}

function nameAndPlace(
  read: Settings,
  { instanceArns }: EntryPoints,
  environment: string | undefined,
): Omit<NamedDeployment, 'absent'> {
  const { bootstrapQualifier } = read;
  const [, , , region, account] = (read.instanceArn ?? instanceArns[0])?.split(':') ?? [];
  return {
    stackName: stackNameOf(read, environment),
    ...(region !== undefined && account !== undefined && { place: { account, region } }),
    ...(bootstrapQualifier !== undefined && { bootstrapQualifier }),
  };
}

function withDefaults(read: Settings, entryPoints: EntryPoints, environment: string | undefined): Config {
  const [, partition = '', , region = '', account = ''] = entryPoints.instanceArns[0]?.split(':') ?? [];
  const { attachmentTypes, attachmentMaximum, messageMaximum, quotas, alarmEmail, alarmTopicArn } = read;
  const { keyArn, domainName, certificateArn, vpc, signIn, permissionsBoundaryArn, bootstrapQualifier } =
    read;
  const { verification, eraseAtConnect } = read;
  const admission = admissionOf(read);
  return {
    given: read,
    environment,
    partition,
    region,
    account,
    ...entryPoints,
    stackName: stackNameOf(read, environment),
    production: read.production ?? false,
    allowedOrigins: read.allowedOrigins ?? [],
    allowedHeaders: read.allowedHeaders ?? [],
    cookieOrigins: read.cookieOrigins ?? [],
    redirectUris: read.redirectUris ?? [],
    attributeNames: read.attributeNames ?? [],
    attributePrefix: read.attributePrefix ?? '',
    throttles: read.throttles ?? {},
    logRetentionDays: read.logRetentionDays ?? 30,
    logLevel: read.logLevel ?? 'info',
    reservedConcurrency: read.reservedConcurrency ?? {},
    webAcl: read.webAcl ?? 'on',
    webAclToken: read.webAclToken ?? false,
    startsPerIp: read.startsPerIp ?? 40,
    requestsPerIp: read.requestsPerIp ?? 1_350,
    apiGatewayLogRole: read.apiGatewayLogRole ?? 'auto',
    tracing: read.tracing ?? false,
    tags: read.tags ?? {},
    emergency: read.emergency ?? false,
    alarmThresholds: read.alarmThresholds ?? {},
    optional: {
      ...(attachmentTypes && { attachmentTypes }),
      ...(attachmentMaximum !== undefined && { attachmentMaximum }),
      ...(messageMaximum && { messageMaximum }),
      ...(quotas && { quotas }),
      ...(alarmEmail !== undefined && { alarmEmail }),
      ...(alarmTopicArn !== undefined && { alarmTopicArn }),
      ...(keyArn !== undefined && { keyArn }),
      ...(domainName !== undefined && { domainName }),
      ...(certificateArn !== undefined && { certificateArn }),
      ...(vpc && { vpc }),
      ...(signIn && { signIn }),
      ...(admission && { admission }),
      ...(verification && { verification }),
      ...(eraseAtConnect === true && { eraseAtConnect }),
      ...(permissionsBoundaryArn !== undefined && { permissionsBoundaryArn }),
      ...(bootstrapQualifier !== undefined && { bootstrapQualifier }),
    },
  };
}

/** What was raised for API Gateway and WAF is raised for the function as well, unless that is told otherwise. */
function admissionOf({ admission, throttles, startsPerIp }: Settings): Settings['admission'] {
  const implied = {
    ...throttles?.['StartChat'],
    ...(startsPerIp !== undefined && {
      perNetwork: { starts: Math.min(startsPerIp, 100_000), minutes: 5 },
    }),
  };
  return Object.keys(implied).length > 0 ? { ...implied, ...admission } : admission;
}

/**
 * Bytes that a function's environment variables may take: Lambda's bound, less the longest name of a table, which only
 * CloudFormation knows.
 */
const environmentMaximum = 4_096 - 255;

function environmentProblem(config: Config): string | undefined {
  const variables = functionEnvironment('connect', config, 'x'.repeat(100), '');
  const bytes = Object.entries(variables).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes <= environmentMaximum) return undefined;
  const longest = Object.entries(variables).toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
  return (
    `All settings of the functions together must fit into the 4096 bytes that Lambda has for them: they take ${bytes}. ` +
    `The longest is ${longest}; shorten it, or make two deployments`
  );
}

function sentences(problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `- ${problem}`);
}

function readSettings(values: Readonly<Record<string, unknown>>, problems: string[]): Settings {
  const read: Record<string, unknown> = {};
  for (const name of names.filter((setting) => values[setting] !== undefined)) {
    const kind: Kind<unknown> = settings[name];
    const value = kind.read(values[name]);
    if (value === undefined)
      problems.push(`${name} ${kind.fault?.(values[name]) ?? `must be ${kind.shape}`}`);
    else read[name] = value;
  }
  return read;
}

type EntryPoints = Pick<
  Config,
  'entryPoints' | 'instanceArns' | 'contactFlowArns' | 'queueArns' | 'timedInstanceArns'
>;

/** `instanceArn` and `contactFlowId` are the entry point `default`; `entryPoints` has further ones. */
function readEntryPoints(
  read: Settings,
  named: Readonly<Record<string, unknown>>,
  problems: string[],
  absent: RequiredName[],
): EntryPoints {
  const { instanceArn, contactFlowId } = read;
  const all = {
    ...read.entryPoints,
    ...(contactFlowId !== undefined && {
      [defaultEntryPoint]: { ...read.entryPoints?.[defaultEntryPoint], contactFlowId },
    }),
  };
  const missing = (name: RequiredName): void => {
    // If it is given but wrong, that is a problem already.
    if (named[name] === undefined) absent.push(name);
  };
  if (named['entryPoints'] === undefined || read.entryPoints !== undefined) {
    if (instanceArn === undefined && Object.values(all).every((entry) => entry.instanceArn === undefined))
      missing('instanceArn');
    if (Object.keys(all).length === 0) missing('contactFlowId');
  }
  missing('allowedOrigins');

  const entryPoints: Record<string, EntryPoint> = {};
  const instanceArns = new Set<string>();
  const contactFlowArns = new Set<string>();
  const queueArns = new Set<string>();
  const timedInstanceArns = new Set<string>();
  for (const [name, entry] of Object.entries(all)) {
    const { attributes, chatDurationInMinutes, idleTimers, queueId } = entry;
    const [flowInstance] = entry.contactFlowId.split('/contact-flow/');
    const instance = entry.instanceArn ?? instanceArn;
    if (instance === undefined) {
      if (problems.length === 0 && absent.length === 0)
        problems.push(`entryPoints.${name} needs an instanceArn of its own, or the setting instanceArn`);
      continue;
    }
    if (flowInstance !== entry.contactFlowId && flowInstance !== instance)
      problems.push(
        `contactFlowId of the entry point ${name} must be a flow of ${instance}: this one is of ${flowInstance}`,
      );
    if (queueId?.includes('/') === true && !queueId.startsWith(`${instance}/`))
      problems.push(
        `queueId of the entry point ${name} must be a queue of ${instance}: this one is ${queueId}`,
      );
    const queue = queueId === undefined ? undefined : resourceId(queueId);
    if (queue !== undefined) queueArns.add(`${instance}/queue/${queue}`);
    if (idleTimers) timedInstanceArns.add(instance);
    const flowId = resourceId(entry.contactFlowId);
    instanceArns.add(instance);
    contactFlowArns.add(`${instance}/contact-flow/${flowId}`);
    entryPoints[name] = {
      instanceId: resourceId(instance),
      contactFlowId: flowId,
      ...(queue !== undefined && { queueId: queue }),
      ...(attributes && { attributes }),
      ...(chatDurationInMinutes !== undefined && { chatDurationInMinutes }),
      ...(idleTimers && { idleTimers }),
    };
  }
  return {
    entryPoints,
    instanceArns: [...instanceArns],
    contactFlowArns: [...contactFlowArns],
    queueArns: [...queueArns],
    timedInstanceArns: [...timedInstanceArns],
  };
}
