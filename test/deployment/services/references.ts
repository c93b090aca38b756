import { createHash } from 'node:crypto';
import type { Resource, Template } from '../../lib/synthesized.ts';

/** Values of a template in place of what CloudFormation would fill in. */
export type Resolve = (value: unknown) => unknown;

/** Where a template is deployed, and as what. */
export interface Place {
  readonly stackName: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** What the examples are deployed as, unless a test says otherwise. */
const example: Place = {
  stackName: 'connect-chat-bff',
  partition: 'aws',
  account: '123456789012',
  region: 'eu-central-1',
};

type Names = Readonly<Record<string, string>>;

/** A resource with what is known of it before it is there. */
interface Made {
  readonly id: string;
  readonly properties: Resource['Properties'];
  readonly resolve: Resolve;
  readonly place: Place;
}

/** Most characters of a name that CloudFormation makes: the service's own bound. */
const longestNames: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
  'AWS::CodeDeploy::Application': 100,
  'AWS::CodeDeploy::DeploymentGroup': 100,
  'AWS::DynamoDB::Table': 255,
  'AWS::SNS::Topic': 256,
  'AWS::Logs::LogGroup': 512,
};

/** Characters that stand for those that a service chooses at random; the same for the same resource. */
function chosen(id: string, length: number): string {
  return createHash('sha256').update(id).digest('hex').slice(0, length);
}

/** The name from the template, or one of the form that CloudFormation makes. */
function named(type: string, property: string, { id, properties, resolve, place }: Made): string {
  const given = properties[property];
  if (given !== undefined) return resolve(given) as string;
  return `${place.stackName}-${id}${ending(id)}`.slice(-(longestNames[type] ?? 255));
}

/** How a name ends that CloudFormation makes for a resource. */
export function ending(id: string): string {
  return `-${chosen(id, 12).toUpperCase()}`;
}

/**
 * What each type's Ref and attributes are, from the "Return values" of its page in CloudFormation's template reference.
 */
const values: Readonly<Record<string, (made: Made) => Names>> = {
  'AWS::ApiGateway::RestApi': ({ id }) => ({ Ref: chosen(id, 10), RootResourceId: chosen(`${id}/`, 10) }),
  'AWS::ApiGateway::Resource': ({ id }) => ({ Ref: chosen(id, 6) }),
  'AWS::ApiGateway::Deployment': ({ id }) => ({ Ref: chosen(id, 6) }),
  'AWS::ApiGateway::Stage': ({ properties }) => ({ Ref: String(properties['StageName']) }),
  'AWS::ApiGateway::DomainName': ({ id, properties, place }) => ({
    Ref: String(properties['DomainName']),
    RegionalDomainName: `d-${chosen(id, 10)}.execute-api.${place.region}.amazonaws.com`,
  }),
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': (made) => ({
    Ref: named('AWS::CloudWatch::Dashboard', 'DashboardName', made),
  }),
  'AWS::CodeDeploy::Application': (made) => ({
    Ref: named('AWS::CodeDeploy::Application', 'ApplicationName', made),
  }),
  'AWS::CodeDeploy::DeploymentGroup': (made) => ({
    Ref: named('AWS::CodeDeploy::DeploymentGroup', 'DeploymentGroupName', made),
  }),
  'AWS::DynamoDB::Table': (made) => {
    const name = named('AWS::DynamoDB::Table', 'TableName', made);
    return { Ref: name, Arn: arn(made.place, 'dynamodb', `table/${name}`) };
  },
  'AWS::IAM::Role': (made) => {
    const name = named('AWS::IAM::Role', 'RoleName', made);
    return { Ref: name, Arn: `arn:${made.place.partition}:iam::${made.place.account}:role/${name}` };
  },
  'AWS::Lambda::Function': (made) => {
    const name = functionName(made);
    return { Ref: name, Arn: arn(made.place, 'lambda', `function:${name}`) };
  },
  'AWS::Lambda::Version': ({ properties, resolve, place }) => ({
    Ref: arn(place, 'lambda', `function:${String(resolve(properties['FunctionName']))}:1`),
    Version: '1',
  }),
  'AWS::Events::Rule': (made) => {
    const name = named('AWS::Events::Rule', 'Name', made);
    return { Ref: name, Arn: arn(made.place, 'events', `rule/${name}`) };
  },
  'AWS::Lambda::Alias': ({ properties, resolve, place }) => ({
    Ref: arn(
      place,
      'lambda',
      `function:${String(resolve(properties['FunctionName']))}:${String(properties['Name'])}`,
    ),
  }),
  'AWS::Logs::LogGroup': (made) => {
    const name = named('AWS::Logs::LogGroup', 'LogGroupName', made);
    return { Ref: name, Arn: `${arn(made.place, 'logs', `log-group:${name}`)}:*` };
  },
  'AWS::SNS::Topic': (made) => {
    const name = named('AWS::SNS::Topic', 'TopicName', made);
    return { Ref: arn(made.place, 'sns', name), TopicName: name };
  },
  'AWS::WAFv2::WebACL': (made) => {
    const name = named('AWS::WAFv2::WebACL', 'Name', made);
    const id = '66666666-6666-4666-8666-666666666666';
    return {
      Ref: `${name}|${id}|REGIONAL`,
      Arn: arn(made.place, 'wafv2', `regional/webacl/${name}/${id}`),
    };
  },
};

function arn({ partition, region, account }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function alarm(made: Made): Names {
  const name = named('AWS::CloudWatch::Alarm', 'AlarmName', made);
  return { Ref: name, Arn: arn(made.place, 'cloudwatch', `alarm:${name}`) };
}

function functionName(made: Made): string {
  return named('AWS::Lambda::Function', 'FunctionName', made);
}

/** What references of a template stand for. Throws on an intrinsic function, a type or an attribute it does not know. */
export function resolver(template: Template, place: Place = example): Resolve {
  const { account, partition, region, stackName } = place;
  const pseudo: Names = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': arn(place, 'cloudformation', `stack/${stackName}/99999999-9999-4999-8999-999999999999`),
  };

  function attribute(id: string, name: string): string {
    const resource = template.Resources[id];
    if (!resource) throw new Error(`${id} is no resource of the template`);
    const known = values[resource.Type]?.({ id, properties: resource.Properties ?? {}, resolve, place });
    return (
      known?.[name] ??
      raise(
        `test/deployment/services/references.ts has to say what ${name} of an ${resource.Type} is (${id})`,
      )
    );
  }

  const functions: Readonly<Record<string, (of: never) => unknown>> = {
    Ref: (name: string) => pseudo[name] ?? attribute(name, 'Ref'),
    'Fn::GetAtt': ([id, name]: readonly [string, string]) => attribute(id, name),
    'Fn::Join': ([separator, parts]: readonly [string, unknown[]]) =>
      (resolve(parts) as string[]).join(separator),
    'Fn::Split': ([separator, text]: readonly [string, unknown]) =>
      (resolve(text) as string).split(separator),
    // ${Name} is a Ref, ${Id.Attribute} an attribute, ${!Name} the text itself.
    'Fn::Sub': (text: string) =>
      text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
        if (literal === '!') return `\${${name}}`;
        const [id = '', of] = name.split(/\.(.*)/s);
        return of === undefined ? (pseudo[id] ?? attribute(id, 'Ref')) : attribute(id, of);
      }),
    'Fn::Select': ([index, of]: readonly [number, unknown]) => (resolve(of) as string[])[index],
  };

  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...more] = Object.entries(value);
    if (only && more.length === 0 && isIntrinsic(only[0]))
      return (functions[only[0]] ?? raise(`test/deployment/services/references.ts does not know ${only[0]}`))(
        only[1] as never,
      );
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve;
}

function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function raise(message: string): never {
  throw new Error(message);
}

/** Resources and outputs as the services get them: every reference filled in. */
export function filledIn({ Resources, Outputs }: Template, place: Place): Template {
  return resolver({ Resources, Outputs }, place)({ Resources, Outputs }) as Template;
}

/** Whatever of a template looks like a reference that nobody has filled in, with its path. */
export function unresolved(template: unknown, path = 'Template'): readonly string[] {
  if (typeof template === 'string')
    return /\[object |undefined|\$\{|\bToken\[|"(Ref|Fn::\w+)"|"?AWS::(Region|AccountId|Partition|StackName|StackId|URLSuffix)/.test(
      template,
    )
      ? [`${path}: ${template}`]
      : [];
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([name, value]) =>
    isIntrinsic(name) ? [`${path}: ${name}`] : unresolved(value, `${path}.${name}`),
  );
}
