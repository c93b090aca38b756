import type { QuotaSetting } from '../../lambdas/core/quota.ts';
import type { Admission } from '../../lambdas/core/admission.ts';
import type { IdleTimers } from '../../lambdas/core/idle-timers.ts';
import type { SignIn } from '../../lambdas/core/identity.ts';
import type { Verification } from '../../lambdas/core/verification.ts';

/** A deployed entry point: the flow that chats which name it run. */
export interface EntryPointSetting {
  /**
   * The Connect instance.
   *
   * @default - the setting `instanceArn`
   */
  readonly instanceArn?: string;
  /** The flow, by id or ARN. */
  readonly contactFlowId: string;
  /**
   * The queue in which its chats wait, by id or ARN. What the queue tells of itself (agents, contacts, waiting time,
   * opening hours) is then public: `GET /chats/availability`.
   *
   * @default - none: nothing is told
   */
  readonly queueId?: string;
  /** Contact attributes that every chat of this entry point has, and no browser can change. */
  readonly attributes?: Readonly<Record<string, string>>;
  /**
   * Minutes that a chat lasts at most, 60 to 10,080. 1,500 is Connect's own default (25 hours): no duration is sent then,
   * as not every AWS account may choose one.
   *
   * @default - 480 (8 hours) for chats from browsers; for those of back ends what they ask for, or Connect's own
   */
  readonly chatDurationInMinutes?: number;
  /**
   * When Connect takes the visitor or the agent for idle, and when it disconnects the agents for it: minutes, 2 to 480,
   * while an agent is in the chat. Each may be left out.
   *
   * @default - none is set: the flow's, or the instance's
   */
  readonly idleTimers?: IdleTimers;
}

/** Requests a second, and how many at once above that. */
export interface Throttle {
  /** Requests a second, 1 to 10,000. */
  readonly rate: number;
  /** Requests, 1 to 5,000. */
  readonly burst: number;
}

/** Where the functions are placed in a VPC. */
export interface VpcPlacement {
  /** The subnets' ids: `subnet-…`, at least one. */
  readonly subnetIds: readonly string[];
  /** The security groups' ids: `sg-…`, at least one. */
  readonly securityGroupIds: readonly string[];
}

/**
 * The settings of a deployment: behind `-c` of the command line, in bin/environments.ts, and the properties of the
 * construct. lib/config/settings.ts says which values fit, docs/deploy.md explains each.
 */
export interface Settings {
  /**
   * The stack's name. Another name is another deployment.
   *
   * @default - `connect-chat-bff`, with `-` and the environment's name where one is named
   */
  readonly stackName?: string;
  /**
   * Whether visitors depend on it: the stack has termination protection, the table cannot be deleted, table and logs
   * outlive the stack.
   *
   * @default false
   */
  readonly production?: boolean;
  /**
   * Admits pages of the developer's own machine (`http://localhost:*`, `http://127.0.0.1:*`) as origins. Never together
   * with `production`.
   *
   * @default false
   */
  readonly loopback?: boolean;
  /** The Connect instance's ARN. Decides account and Region. Required, unless every entry point has its own. */
  readonly instanceArn?: string;
  /** The flow, by id or ARN, of the entry point `default`. Required, unless `entryPoints` has at least one. */
  readonly contactFlowId?: string;
  /**
   * Further flows that pages may name as `EntryPoint`, by name.
   *
   * @default - `default` alone
   */
  readonly entryPoints?: Readonly<Record<string, EntryPointSetting>>;
  /** The origins of the pages that may use the API, exactly: scheme, host and port. Required. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Request headers that pages may send besides those that the API and tracing by AWS and the W3C need: for monitoring
   * that adds its own.
   *
   * @default - none
   */
  readonly allowedHeaders?: readonly string[];
  /**
   * Those of `allowedOrigins` whose pages may have the session in a cookie that no script can read. They must be on the
   * same site as `domainName`.
   *
   * @default - none
   */
  readonly cookieOrigins?: readonly string[];
  /**
   * Where a visitor may return to after signing in during a chat (GetAuthenticationUrl), exactly.
   *
   * @default - none
   */
  readonly redirectUris?: readonly string[];
  /**
   * Contact attributes that a browser may set; `*` for any.
   *
   * @default - none
   */
  readonly attributeNames?: readonly string[];
  /**
   * Put before those names, so that a flow can tell them from its own.
   *
   * @default - nothing
   */
  readonly attributePrefix?: string;
  /**
   * Media types of attachments.
   *
   * @default - all that Connect supports
   */
  readonly attachmentTypes?: readonly string[];
  /**
   * Bytes of an attachment, at most.
   *
   * @default 20971520
   */
  readonly attachmentMaximum?: number;
  /**
   * Characters of a message, at most, by content type: 1 to 16,384.
   *
   * @default - as the page of SendMessage has it
   */
  readonly messageMaximum?: Readonly<Record<string, number>>;
  /**
   * Quotas that Amazon Connect has raised: requests per second and burst, by class (`connection`, `send`, `event`, `read`,
   * `upload`, `disconnect`), or by class under the id of one instance.
   *
   * @default - those of a new instance
   */
  readonly quotas?: QuotaSetting;
  /**
   * API Gateway's throttles, by operation.
   *
   * @default - Connect's default quotas; for CreateParticipantConnection and StartChat walls against floods
   */
  readonly throttles?: Readonly<Record<string, Throttle>>;
  /**
   * Days for which all logs are kept: a number that CloudWatch Logs knows.
   *
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * `debug` adds Lambda's own lines.
   *
   * @default 'info'
   */
  readonly logLevel?: 'debug' | 'info';
  /**
   * An address to which alarms are mailed, once it has confirmed the messages of three topics: urgent, soon, notice.
   *
   * @default - nobody is told
   */
  readonly alarmEmail?: string;
  /**
   * An SNS topic that gets all alarms, in place of the deployment's own topics.
   *
   * @default - the deployment's own topics
   */
  readonly alarmTopicArn?: string;
  /**
   * Thresholds of alarms, by the alarm's name in docs/runbook.md, in its unit.
   *
   * @default - those of the runbook
   */
  readonly alarmThresholds?: Readonly<Record<string, number>>;
  /**
   * A customer-managed KMS key for the table and the logs.
   *
   * @default - AWS's own keys
   */
  readonly keyArn?: string;
  /**
   * A host name of yours for the API. Needs `certificateArn`.
   *
   * @default - API Gateway's own
   */
  readonly domainName?: string;
  /**
   * The ACM certificate of `domainName`, in the API's Region.
   *
   * @default - none
   */
  readonly certificateArn?: string;
  /**
   * Places the functions in a VPC.
   *
   * @default - outside of any
   */
  readonly vpc?: VpcPlacement;
  /**
   * Instances of a function that are reserved for it, and the most that it gets.
   *
   * @default - none are reserved
   */
  readonly reservedConcurrency?: { readonly participant?: number; readonly connect?: number };
  /**
   * `on` for the deployment's own web ACL, `off`, or the ARN of a regional one of yours.
   *
   * @default 'on'
   */
  readonly webAcl?: string;
  /**
   * Whether starting a chat takes a token of WAF's script.
   *
   * @default false
   */
  readonly webAclToken?: boolean;
  /**
   * Chats that one address may start in five minutes, 10 to 2,000,000.
   *
   * @default 40
   */
  readonly startsPerIp?: number;
  /**
   * Requests from one address in five minutes, 10 to 2,000,000.
   *
   * @default 1350
   */
  readonly requestsPerIp?: number;
  /**
   * The role by which API Gateway writes logs, one for the whole account and Region. `auto` sets it where there is none,
   * and leaves another's alone; `true` sets it in any case; `false` never does.
   *
   * @default 'auto'
   */
  readonly apiGatewayLogRole?: LogRole;
  /**
   * X-Ray, on API and functions.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Visitors sign in with an OpenID Connect issuer.
   *
   * @default - they do not
   */
  readonly signIn?: SignIn;
  /**
   * How many chats browsers may start: the instance's quota of chats and the share of it, the rate of all starts, those of
   * a network and of a signed-in visitor.
   *
   * @default - Connect's default quotas, 80 % of the chats, `startsPerIp` of a network in five minutes
   */
  readonly admission?: Admission;
  /**
   * Visitors are verified by a CAPTCHA before they start a chat.
   *
   * @default - they are not
   */
  readonly verification?: Verification;
  /**
   * Whether `DELETE /contacts/{ContactId}` also ends the chat at Connect, and asks for DeleteContactData. Without it no
   * function has the permission to delete there.
   *
   * @default false
   */
  readonly eraseAtConnect?: boolean;
  /**
   * Tags on every resource, besides `application` and `environment`.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The ARN of a managed policy that bounds every role of the deployment.
   *
   * @default - none
   */
  readonly permissionsBoundaryArn?: string;
  /**
   * The qualifier of the CDK bootstrap stack to deploy with.
   *
   * @default - CDK's own, `hnb659fds`
   */
  readonly bootstrapQualifier?: string;
  /**
   * A deployment in the middle of an incident: all requests go to the new functions at once, whatever the alarms say.
   *
   * @default false
   */
  readonly emergency?: boolean;
}

export type LogRole = 'auto' | boolean;
