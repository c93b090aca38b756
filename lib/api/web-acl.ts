import { ArnFormat, Aws, Fn, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { bodyMaximum } from '../../lambdas/core/body-maximum.ts';
import { sessionCookieName } from '../../lambdas/core/session-cookie.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import { edgeBody, edgeHeaders, throttled } from './gateway-errors.ts';
import { createLogGroup } from '../logs.ts';
import { rateRules, type RateRule } from './rates.ts';
import { tokenDomains } from './token-domains.ts';
import { rateStatement } from './web-acl-rates.ts';

/**
 * Headers that hold key material or personal data. WAF logs all others. The log redacts only the request itself: a rate
 * rule's details have what the rule counts by, which only the web ACL's data protection covers.
 */
const redacted = ['authorization', 'cookie', 'x-amz-bearer', 'idempotency-key', 'x-amz-security-token'];

export interface WebAclProps {
  readonly config: Config;
  readonly deployment: string;
}

/** Puts a web ACL before the API: the deployment's own, that of the settings, or none. */
export function addWebAcl(scope: Construct, api: RestApi, props: WebAclProps): void {
  const { config } = props;
  if (config.webAcl === 'off') {
    acknowledge(api, 'AwsSolutions-APIG3', 'The setting "webAcl" is off: whoever deploys has decided so.');
    return;
  }
  const group = new Construct(scope, 'Firewall');
  const webAclArn = config.webAcl === 'on' ? createWebAcl(group, props) : config.webAcl;
  new CfnWebACLAssociation(group, 'Association', {
    resourceArn: api.deploymentStage.stageArn,
    webAclArn,
  });
}

function createWebAcl(scope: Construct, { config, deployment }: WebAclProps): string {
  const { allowedOrigins, webAclToken } = config;
  const rules = [
    managed('AWSManagedRulesAmazonIpReputationList'),
    bodySize,
    ...rateRules(config).map(rate),
    managed('AWSManagedRulesKnownBadInputsRuleSet'),
    managed('AWSManagedRulesCommonRuleSet', chatTextRules),
    ...(webAclToken ? [token] : []),
  ];
  const webAcl = new CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    // WAF's metrics go by this name alone, so two deployments must not share one.
    visibilityConfig: visibility(deployment),
    rules: rules.map((rule, priority) => ({ ...rule, priority })),
    customResponseBodies: {
      [throttledBody]: { contentType: 'APPLICATION_JSON', content: edgeBody(throttled) },
    },
    dataProtectionConfig: {
      dataProtections: [
        {
          action: 'SUBSTITUTION',
          field: { fieldType: 'SINGLE_HEADER', fieldKeys: [...redacted] },
        },
        ...(config.cookieOrigins.length > 0
          ? [
              {
                action: 'SUBSTITUTION',
                field: { fieldType: 'SINGLE_COOKIE', fieldKeys: [sessionCookieName] },
              },
            ]
          : []),
      ],
    },
    associationConfig: { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: 'KB_64' } } },
    ...(webAclToken && {
      challengeConfig: { immunityTimeProperty: { immunityTime: 300 } },
      tokenDomains: [...tokenDomains(allowedOrigins)],
    }),
  });
  addLog(scope, webAcl, { config, deployment });
  return webAcl.attrArn;

  function rate(rule: RateRule): Rule {
    return {
      name: rule.name,
      action: {
        block: {
          // WAF's own 403 would tell the official client that its chat is over; hence 429.
          customResponse: {
            responseCode: throttled.status ?? 429,
            customResponseBodyKey: throttledBody,
            responseHeaders: Object.entries(edgeHeaders({ ...throttled, retryAfter: 60 }, config)).map(
              ([header, value]) => ({ name: header, value }),
            ),
          },
        },
      },
      statement: rateStatement(rule),
      visibilityConfig: visibility(rule.name),
    };
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority'>;

const throttledBody = 'throttled';

/**
 * The rules of the common rule set that judge bodies. Ours are chat texts, which no interpreter reads: a visitor may
 * well paste HTML, a path or an address, and would lose the message. They are counted all the same. The size has a
 * rule of its own.
 */
const chatTextRules = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
];

function managed(name: string, counted: readonly string[] = []): Rule {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ...(counted.length > 0 && {
          ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        }),
      },
    },
    visibilityConfig: visibility(name),
  };
}

const bodySize: Rule = {
  name: 'BodySize',
  action: { block: {} },
  statement: {
    sizeConstraintStatement: {
      // A body that is too long for WAF to look at is beyond the limit, too.
      fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
      comparisonOperator: 'GT',
      size: bodyMaximum,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  },
  visibilityConfig: visibility('BodySize'),
};

/** POST /chats, with or without the stage before it; no other path contains it. */
const startsChat: CfnWebACL.StatementProperty = {
  andStatement: {
    statements: [
      {
        byteMatchStatement: {
          fieldToMatch: { method: {} },
          positionalConstraint: 'EXACTLY',
          searchString: 'POST',
          textTransformations: [{ priority: 0, type: 'NONE' }],
        },
      },
      {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          positionalConstraint: 'CONTAINS',
          searchString: '/chats',
          textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
        },
      },
    ],
  },
};

/** To start a chat, a browser must have run WAF's script and bring its token. */
const token: Rule = {
  name: 'Token',
  action: { challenge: {} },
  statement: startsChat,
  visibilityConfig: visibility('Token'),
};

/** Turns sampling off: samples keep whole requests, bearers included, and the console shows them. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}

/** Logs what the web ACL turned away or counted. Requests that went through are in the access log. */
function addLog(scope: Construct, webAcl: CfnWebACL, { config, deployment }: WebAclProps): void {
  // WAF prescribes the prefix, so the name has the stack's own id in it: unique, and new for a stack made anew.
  const id = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  // A stack may have several deployments.
  const own = deployment === Stack.of(scope).stackName ? '' : `-${deployment}`;
  const logGroup = createLogGroup(scope, 'Log', config, `aws-waf-logs-${id}${own}`);
  new CfnLoggingConfiguration(scope, 'Logging', {
    resourceArn: webAcl.attrArn,
    logDestinationConfigs: [
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: logGroup.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    redactedFields: redacted.map((name) => ({ singleHeader: { Name: name } })),
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'COUNT', 'CHALLENGE'].map((Action) => ({ ActionCondition: { Action } })),
        },
      ],
    },
  });
}
