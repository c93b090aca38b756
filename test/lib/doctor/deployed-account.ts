import { synthesized, type Resource, type Template } from '../synthesized.ts';
import { Refused, type Input, type Replies } from './aws-stub.ts';

/**
 * An account with one of the example deployments in it, as AWS would tell of it: what the template says, with the
 * names that CloudFormation gives. So the doctor is asked about the very stack that is deployed.
 */

const account = '123456789012';
const region = 'eu-central-1';
const apiId = 'a1b2c3d4e5';
const webAclId = '99999999-9999-4999-8999-999999999999';

/** What an account has that is ready for a deployment, and has none yet. */
export const readyAccount: Replies = {
  'ssm:GetParameter': ({ Name }) => ({ Parameter: { Name, Value: '30', Type: 'String' } }),
  'lambda:GetAccountSettings': {
    AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 },
    AccountUsage: {},
  },
  'apigateway:GetAccount': {},
};

/** The Output that names the API is `api`. Nothing is missing, and all is well. */
export function deployedAccount(name: string, api: string): Replies {
  const { config, template } = synthesized(name);
  const resolve = resolver(template);
  const all = Object.entries(template.Resources).map(([logicalId, resource]) => ({
    logicalId,
    type: resource.Type,
    physicalId: physicalId(logicalId, resource, resolve),
    of: resolve(resource.Properties ?? {}) as Readonly<Record<string, unknown>>,
  }));
  const typed = (type: string): typeof all => all.filter((resource) => resource.type === type);
  const named = (type: string, id: unknown): (typeof all)[number] | undefined =>
    typed(type).find(({ physicalId }) => physicalId === id);
  const [table] = typed('AWS::DynamoDB::Table');
  const alarm = ({ physicalId, of }: (typeof all)[number]): object => ({
    AlarmName: physicalId,
    StateValue: 'OK',
    ActionsEnabled: true,
    ...(of['TreatMissingData'] !== undefined && { TreatMissingData: of['TreatMissingData'] }),
  });
  return {
    ...readyAccount,
    'apigateway:GetAccount': {
      cloudwatchRoleArn: `arn:aws:iam::${account}:role/${config.stackName}-ApiCloudWatchRole73EC6FC4-1A2B3C`,
    },
    'cloudformation:DescribeStacks': {
      Stacks: [
        {
          StackName: config.stackName,
          CreationTime: '2026-11-20T10:00:00Z',
          StackStatus: 'CREATE_COMPLETE',
          EnableTerminationProtection: config.production,
          Outputs: [{ OutputKey: 'ApiUrl', OutputValue: api }],
        },
      ],
    },
    'cloudformation:ListStackResources': (input) => page(all, input),
    'lambda:GetFunctionConcurrency': ({ FunctionName }) => {
      const reserved = named('AWS::Lambda::Function', FunctionName)?.of['ReservedConcurrentExecutions'];
      return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
    },
    'lambda:GetAlias': ({ FunctionName, Name }) => ({
      AliasArn: `arn:aws:lambda:${region}:${account}:function:${String(FunctionName)}:${String(Name)}`,
      Name,
      FunctionVersion: '3',
    }),
    'codedeploy:GetDeploymentGroup': ({ deploymentGroupName }) => ({
      deploymentGroupInfo: {
        deploymentGroupName,
        lastAttemptedDeployment: { deploymentId: 'd-1A2B3C4D5', status: 'Succeeded' },
      },
    }),
    'dynamodb:DescribeTable': {
      Table: {
        TableName: table?.physicalId,
        TableStatus: 'ACTIVE',
        DeletionProtectionEnabled: table?.of['DeletionProtectionEnabled'] ?? false,
        ...(config.optional.keyArn !== undefined && {
          SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: config.optional.keyArn },
        }),
      },
    },
    'dynamodb:DescribeContinuousBackups': {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    },
    'dynamodb:DescribeTimeToLive': {
      TimeToLiveDescription: {
        TimeToLiveStatus: 'ENABLED',
        AttributeName: (table?.of['TimeToLiveSpecification'] as { AttributeName: string } | undefined)
          ?.AttributeName,
      },
    },
    'logs:DescribeLogGroups': ({ logGroupNamePrefix }) => ({
      logGroups: typed('AWS::Logs::LogGroup')
        .filter(({ physicalId }) => physicalId.startsWith(String(logGroupNamePrefix)))
        .map(({ physicalId, of }) => ({
          logGroupName: physicalId,
          retentionInDays: of['RetentionInDays'],
          ...(of['KmsKeyId'] !== undefined && { kmsKeyId: of['KmsKeyId'] }),
        })),
    }),
    'apigateway:GetStage': {
      stageName: 'v1',
      accessLogSettings: { destinationArn: 'arn:aws:logs:…' },
      methodSettings: Object.fromEntries(
        (
          (typed('AWS::ApiGateway::Stage')[0]?.of['MethodSettings'] ?? []) as Record<
            string,
            string | number
          >[]
        ).map(({ ResourcePath, HttpMethod, ThrottlingRateLimit, ThrottlingBurstLimit }) => [
          `${ResourcePath}/${HttpMethod}`,
          { throttlingRateLimit: ThrottlingRateLimit, throttlingBurstLimit: ThrottlingBurstLimit },
        ]),
      ),
    },
    'wafv2:GetWebACLForResource': (input) => webAclOf(typed('AWS::WAFv2::WebACL')[0], config, input),
    'monitoring:GetDashboard': ({ DashboardName }) => {
      const dashboard = named('AWS::CloudWatch::Dashboard', DashboardName);
      return dashboard
        ? { DashboardName, DashboardBody: dashboard.of['DashboardBody'] }
        : new Refused('ResourceNotFound');
    },
    'monitoring:GetMetricData': ({ MetricDataQueries }) => ({
      MetricDataResults: (MetricDataQueries as { Id: string }[]).map(({ Id }) => ({ Id, Values: [1] })),
    }),
    'monitoring:ListMetrics': ({ Namespace }) => ({ Metrics: [{ Namespace, MetricName: 'requests' }] }),
    'monitoring:DescribeAlarms': {
      MetricAlarms: typed('AWS::CloudWatch::Alarm').map(alarm),
      CompositeAlarms: typed('AWS::CloudWatch::CompositeAlarm').map(alarm),
    },
    'sns:GetTopicAttributes': ({ TopicArn }) => topicAttributes(String(TopicArn)),
    'kms:DescribeKey': ({ KeyId }) => ({
      KeyMetadata: {
        KeyId,
        Arn: KeyId,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
      },
    }),
    'kms:GetKeyPolicy': { Policy: JSON.stringify({ Statement: [rootStatement, logsStatement] }) },
  };
}

export const rootStatement = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** As docs/deploy.md has it. */
export const logsStatement = {
  Effect: 'Allow',
  Principal: { Service: `logs.${region}.amazonaws.com` },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  Resource: '*',
  Condition: {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*` },
  },
};

export const publishStatement = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': account } },
};

export function topicAttributes(TopicArn: string, also: Readonly<Record<string, string>> = {}): object {
  return {
    Attributes: new Map(
      Object.entries({
        TopicArn,
        Policy: JSON.stringify({ Statement: [publishStatement] }),
        SubscriptionsConfirmed: '1',
        SubscriptionsPending: '0',
        ...also,
      }),
    ),
  };
}

/** Forty on a page, so that the stack has several. */
function page(
  all: readonly { readonly logicalId: string; readonly type: string; readonly physicalId: string }[],
  { NextToken }: Input,
): object {
  const from = Number(NextToken ?? 0);
  return {
    StackResourceSummaries: all.slice(from, from + 40).map(({ logicalId, type, physicalId }) => ({
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      LastUpdatedTimestamp: '2026-11-20T10:00:00Z',
      ResourceStatus: 'CREATE_COMPLETE',
    })),
    ...(from + 40 < all.length && { NextToken: String(from + 40) }),
  };
}

function webAclOf(
  own: { readonly of: Readonly<Record<string, unknown>> } | undefined,
  { webAcl }: { readonly webAcl: string },
  { ResourceArn }: Input,
): object {
  if (ResourceArn !== `arn:aws:apigateway:${region}::/restapis/${apiId}/stages/v1`)
    return new Refused('WAFInvalidParameterException');
  if (webAcl === 'off') return {};
  return {
    WebACL: {
      Name: 'web-acl',
      Id: webAclId,
      ARN: own ? `arn:aws:wafv2:${region}:${account}:regional/webacl/web-acl/${webAclId}` : webAcl,
      Rules: onTheWire(own?.of['Rules'] ?? [rateRule]),
    },
  };
}

/** One as docs/deploy.md asks for in a web ACL of somebody's own. */
const rateRule = {
  Name: 'Addresses',
  Priority: 0,
  Statement: { RateBasedStatement: { Limit: 2_000, AggregateKeyType: 'IP' } },
  Action: {
    Block: {
      CustomResponse: {
        ResponseCode: 429,
        ResponseHeaders: [
          { Name: 'Access-Control-Allow-Origin', Value: '*' },
          { Name: 'Retry-After', Value: '60' },
        ],
      },
    },
  },
};

/** What WAF searches for is bytes, which JSON has in base64. */
function onTheWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(onTheWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'SearchString' ? Buffer.from(String(member)).toString('base64') : onTheWire(member),
    ]),
  );
}

function physicalId(logicalId: string, { Type, Properties }: Resource, resolve: Resolve): string {
  const property = (name: string): string | undefined =>
    Properties?.[name] === undefined ? undefined : String(resolve(Properties[name]));
  switch (Type) {
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::CloudWatch::CompositeAlarm':
      return property('AlarmName') ?? logicalId;
    case 'AWS::CloudWatch::Dashboard':
      return property('DashboardName') ?? logicalId;
    case 'AWS::Logs::LogGroup':
      return property('LogGroupName') ?? logicalId;
    case 'AWS::Lambda::Alias':
      return `arn:aws:lambda:${region}:${account}:function:${property('FunctionName')}:${property('Name')}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${region}:${account}:${logicalId}`;
    case 'AWS::ApiGateway::RestApi':
      return apiId;
    case 'AWS::ApiGateway::Stage':
      return property('StageName') ?? logicalId;
    case 'AWS::WAFv2::WebACL':
      return `web-acl|${webAclId}|REGIONAL`;
    default:
      return logicalId;
  }
}

type Resolve = (value: unknown) => unknown;

/** References filled in as far as the doctor looks at them. */
function resolver(template: Template): Resolve {
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [name = '', of] = Object.entries(value as Record<string, unknown>)[0] ?? [];
    if (name === 'Ref') {
      const pseudo: Readonly<Record<string, string>> = {
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::Region': region,
        'AWS::AccountId': account,
        'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/name/88888888-8888-4888-8888-888888888888`,
      };
      const target = template.Resources[String(of)];
      return pseudo[String(of)] ?? (target ? physicalId(String(of), target, resolve) : String(of));
    }
    if (name === 'Fn::GetAtt') return `${(of as string[])[0]}.${(of as string[])[1]}`;
    if (name === 'Fn::Join') {
      const [separator, parts] = of as [string, unknown];
      return (resolve(parts) as string[]).join(separator);
    }
    if (name === 'Fn::Select') {
      const [index, list] = of as [number | string, unknown];
      return (resolve(list) as unknown[])[Number(index)];
    }
    if (name === 'Fn::Split') {
      const [separator, text] = of as [string, unknown];
      return String(resolve(text)).split(separator);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve;
}
