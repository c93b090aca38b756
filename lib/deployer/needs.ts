import type { Config } from '../config/config.ts';
import {
  alarms,
  apiGateway,
  applications,
  arn,
  bounded,
  deploymentGroups,
  describeAlarms,
  domain,
  every,
  functions,
  grant,
  managedPolicies,
  qualifier,
  rolePolicies,
  roles,
  servedBy,
  servicesOf,
  topics,
  webAcls,
  type Grant,
} from './grants.ts';
import { namesOf, type DeployedTemplate } from './names.ts';

export type Needs = (template: DeployedTemplate, config: Config) => readonly Grant[];

/**
 * What CloudFormation has to be allowed for the resources of each type: to create, read, update, tag and delete them
 * with the properties that the templates have. The actions are those of the types' schemas (`handlers`), less those of
 * properties that no template has; test/lib/deployer holds both to the schemas. Resources are as narrow as the services
 * let them be.
 */
export const needs: Readonly<Record<string, Needs>> = {
  'AWS::ApiGateway::Account': (_template, config) => [
    grant('apigateway', 'GET PATCH', [apiGateway(config, '/account')]),
  ],
  'AWS::ApiGateway::BasePathMapping': (_template, config) => [
    grant('apigateway', 'POST', [apiGateway(config, `${domain(config)}/basepathmappings`)]),
    grant('apigateway', 'GET PATCH DELETE', [apiGateway(config, `${domain(config)}/basepathmappings/*`)]),
  ],
  'AWS::ApiGateway::DomainName': (_template, config) => [
    grant('apigateway', 'POST', [apiGateway(config, '/domainnames')]),
    grant('apigateway', 'GET PATCH DELETE', [apiGateway(config, domain(config))]),
    grant('apigateway', 'PUT DELETE GET', [apiGateway(config, '/tags/*')]),
  ],
  'AWS::ApiGateway::RestApi': (_template, config) => [
    grant('apigateway', 'POST', [apiGateway(config, '/restapis')]),
    // API Gateway chooses the API's id, so only the Region narrows this.
    grant('apigateway', 'GET PUT PATCH DELETE', [apiGateway(config, '/restapis/*')]),
    grant('apigateway', 'PUT DELETE GET', [apiGateway(config, '/tags/*')]),
  ],
  'AWS::ApiGateway::Deployment': (_template, config) => [
    grant('apigateway', 'POST GET PUT PATCH DELETE', [apiGateway(config, '/restapis/*')]),
  ],
  'AWS::ApiGateway::GatewayResponse': (_template, config) => [
    grant('apigateway', 'GET PUT DELETE', [apiGateway(config, '/restapis/*')]),
  ],
  'AWS::ApiGateway::Method': (_template, config) => [
    grant('apigateway', 'GET PUT DELETE', [apiGateway(config, '/restapis/*')]),
  ],
  'AWS::ApiGateway::Resource': (_template, config) => [
    grant('apigateway', 'POST GET PATCH DELETE', [apiGateway(config, '/restapis/*')]),
  ],
  'AWS::ApiGateway::Stage': (_template, config) => [
    grant('apigateway', 'POST GET PUT PATCH DELETE', [apiGateway(config, '/restapis/*')]),
    grant('apigateway', 'PUT DELETE GET', [apiGateway(config, '/tags/*')]),
  ],

  'AWS::CloudWatch::Alarm': (template, config) => [
    grant('cloudwatch', 'PutMetricAlarm DeleteAlarms TagResource UntagResource ListTagsForResource', [
      alarms(template, config),
    ]),
    describeAlarms,
  ],
  'AWS::CloudWatch::CompositeAlarm': (template, config) => [
    // As its page says: "You can't create a composite alarm if your permission has a narrower scope."
    grant('cloudwatch', 'PutCompositeAlarm', every),
    grant('cloudwatch', 'DeleteAlarms TagResource UntagResource ListTagsForResource', [
      alarms(template, config),
    ]),
    describeAlarms,
  ],
  'AWS::CloudWatch::Dashboard': (template, config) => [
    grant(
      'cloudwatch',
      'PutDashboard GetDashboard DeleteDashboards TagResource UntagResource ListTagsForResource',
      // Dashboards have no Region.
      namesOf(template, 'AWS::CloudWatch::Dashboard', config, { property: 'DashboardName' }).map(
        (name) => `arn:${config.partition}:cloudwatch::${config.account}:dashboard/${name}`,
      ),
    ),
  ],

  'AWS::CodeDeploy::Application': (template, config) => [
    grant(
      'codedeploy',
      'CreateApplication GetApplication DeleteApplication TagResource UntagResource ListTagsForResource',
      applications(template, config),
    ),
  ],
  'AWS::CodeDeploy::DeploymentGroup': (template, config) => [
    grant(
      'codedeploy',
      'CreateDeploymentGroup GetDeploymentGroup UpdateDeploymentGroup DeleteDeploymentGroup ListDeployments ' +
        'TagResource UntagResource ListTagsForResource',
      deploymentGroups(template, config),
    ),
  ],

  'AWS::DynamoDB::Table': (template, config) => [
    grant(
      'dynamodb',
      'CreateTable DescribeTable UpdateTable DeleteTable DescribeTimeToLive UpdateTimeToLive ' +
        'DescribeContinuousBackups UpdateContinuousBackups DescribeContributorInsights ' +
        'DescribeKinesisStreamingDestination GetResourcePolicy TagResource UntagResource ListTagsOfResource',
      namesOf(template, 'AWS::DynamoDB::Table', config).map((name) =>
        arn(config, 'dynamodb', `table/${name}`),
      ),
    ),
    ...(config.optional.keyArn === undefined
      ? []
      : [
          grant(
            'kms',
            'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ' +
              'ReEncryptTo RevokeGrant',
            [config.optional.keyArn],
            { StringEquals: { 'kms:ViaService': [`dynamodb.${config.region}.amazonaws.com`] } },
          ),
        ]),
  ],

  'AWS::Events::Rule': (template, config) => [
    grant(
      'events',
      'PutRule DescribeRule DeleteRule PutTargets RemoveTargets ListTargetsByRule TagResource UntagResource ' +
        'ListTagsForResource',
      namesOf(template, 'AWS::Events::Rule', config, { maximum: 64 }).map((name) =>
        arn(config, 'events', `rule/${name}`),
      ),
    ),
  ],

  'AWS::IAM::Policy': (template, config) => rolePolicies(template, config),
  'AWS::IAM::Role': (template, config) => [
    grant(
      'iam',
      'GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole UntagRole ListRoleTags ' +
        'ListAttachedRolePolicies ListRolePolicies',
      roles(template, config),
    ),
    ...rolePolicies(template, config),
    grant('iam', 'CreateRole', roles(template, config), bounded(config)),
    // Removing a boundary is not allowed: that is for whoever has set it.
    ...(config.optional.permissionsBoundaryArn === undefined
      ? []
      : [grant('iam', 'PutRolePermissionsBoundary', roles(template, config), bounded(config))]),
    ...managedPolicies(template, config),
    grant('iam', 'PassRole', roles(template, config), {
      StringEquals: { 'iam:PassedToService': servicesOf(template) },
    }),
  ],

  'AWS::Lambda::Function': (template, config) => [
    grant(
      'lambda',
      'CreateFunction GetFunction GetFunctionConfiguration UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction ' +
        'PutFunctionConcurrency DeleteFunctionConcurrency PublishVersion GetFunctionCodeSigningConfig ' +
        'GetFunctionRecursionConfig GetFunctionScalingConfig GetRuntimeManagementConfig TagResource UntagResource ' +
        'ListTags',
      functions(template, config),
    ),
    grant('s3', 'GetObject GetObjectVersion', [
      `arn:${config.partition}:s3:::cdk-${qualifier(config)}-assets-${config.account}-${config.region}/*`,
    ]),
    ...(config.optional.vpc === undefined
      ? []
      : [
          grant(
            'ec2',
            'DescribeSecurityGroups DescribeSubnets DescribeVpcs DescribeNetworkInterfaces',
            every,
          ),
        ]),
  ],
  'AWS::Lambda::Version': (template, config) => [
    grant(
      'lambda',
      'PublishVersion GetFunctionConfiguration ListVersionsByFunction DeleteFunction GetProvisionedConcurrencyConfig ' +
        'GetFunctionScalingConfig GetRuntimeManagementConfig',
      functions(template, config),
    ),
  ],
  'AWS::Lambda::Alias': (template, config) => [
    grant(
      'lambda',
      'CreateAlias GetAlias UpdateAlias DeleteAlias GetProvisionedConcurrencyConfig',
      functions(template, config),
    ),
    // The alias is moved by CodeDeploy.
    grant(
      'codedeploy',
      'CreateDeployment GetDeployment GetDeploymentGroup',
      deploymentGroups(template, config),
    ),
    grant('codedeploy', 'GetApplicationRevision RegisterApplicationRevision', applications(template, config)),
    grant('codedeploy', 'GetDeploymentConfig', [
      arn(config, 'codedeploy', 'deploymentconfig:CodeDeployDefault.Lambda*'),
    ]),
    grant('codedeploy', 'StopDeployment', every),
  ],
  'AWS::Lambda::Permission': (template, config) => [
    grant('lambda', 'AddPermission RemovePermission GetPolicy', functions(template, config)),
  ],
  /** CloudFormation invokes a custom resource's function in the deployer's name. */
  'Custom::ApiGatewayLogRole': (template, config) => [
    grant('lambda', 'InvokeFunction', functions(template, config, servedBy(template))),
  ],

  'AWS::Logs::LogGroup': (template, config) => [
    grant(
      'logs',
      'CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy GetDataProtectionPolicy TagResource ' +
        'UntagResource ListTagsForResource' +
        (config.optional.keyArn === undefined ? '' : ' AssociateKmsKey DisassociateKmsKey'),
      namesOf(template, 'AWS::Logs::LogGroup', config, { property: 'LogGroupName', maximum: 512 }).flatMap(
        // Some of these calls name a log group with the streams in it, others without.
        (name) =>
          (name.endsWith('*') ? [name] : [name, `${name}:*`]).map((one) =>
            arn(config, 'logs', `log-group:${one}`),
          ),
      ),
    ),
    grant('logs', 'DescribeLogGroups DescribeIndexPolicies DescribeResourcePolicies', every),
  ],
  'AWS::Logs::QueryDefinition': () => [
    grant('logs', 'PutQueryDefinition DeleteQueryDefinition DescribeQueryDefinitions', every),
  ],

  'AWS::Scheduler::Schedule': (template, config) => [
    grant(
      'scheduler',
      'CreateSchedule GetSchedule UpdateSchedule DeleteSchedule',
      namesOf(template, 'AWS::Scheduler::Schedule', config, { maximum: 64 }).map((name) =>
        arn(config, 'scheduler', `schedule/default/${name}`),
      ),
    ),
  ],

  'AWS::SNS::Subscription': (template, config) => [
    grant(
      'sns',
      'Subscribe Unsubscribe GetSubscriptionAttributes SetSubscriptionAttributes',
      topics(template, config),
    ),
  ],
  'AWS::SNS::Topic': (template, config) => [
    grant(
      'sns',
      'CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic GetDataProtectionPolicy ListSubscriptionsByTopic ' +
        'TagResource UntagResource ListTagsForResource',
      topics(template, config),
    ),
  ],
  'AWS::SNS::TopicPolicy': (template, config) => [
    grant('sns', 'SetTopicAttributes', topics(template, config)),
  ],

  'AWS::WAFv2::WebACL': (template, config) => [
    grant(
      'wafv2',
      'CreateWebACL GetWebACL UpdateWebACL DeleteWebACL TagResource UntagResource ListTagsForResource',
      webAcls(template, config),
    ),
    // Using AWS's managed rule groups takes permission on them, too.
    grant('wafv2', 'CreateWebACL UpdateWebACL', [arn(config, 'wafv2', 'regional/managedruleset/*/*')]),
  ],
  'AWS::WAFv2::WebACLAssociation': (template, config) => [
    grant('wafv2', 'AssociateWebACL GetWebACLForResource GetWebACL', webAcls(template, config)),
    grant('wafv2', 'AssociateWebACL DisassociateWebACL GetWebACLForResource', [
      apiGateway(config, '/restapis/*/stages/*'),
    ]),
    grant('apigateway', 'SetWebACL', [apiGateway(config, '/restapis/*/stages/*')]),
  ],
  'AWS::WAFv2::LoggingConfiguration': (template, config) => [
    grant(
      'wafv2',
      'PutLoggingConfiguration GetLoggingConfiguration DeleteLoggingConfiguration',
      webAcls(template, config),
    ),
    grant(
      'logs',
      'CreateLogDelivery DeleteLogDelivery PutResourcePolicy DescribeResourcePolicies DescribeLogGroups',
      every,
    ),
  ],
};
