import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { AlarmBase, Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { createApi } from './api/api.ts';
import type { ConnectChatBffProps } from './connect-chat-bff-props.ts';
import { deploymentName } from './deployment.ts';
import { createDomain } from './api/domain.ts';
import { createFunctions } from './functions/functions.ts';
import { createReaper } from './functions/reaper.ts';
import { deployGradually } from './functions/gradual-deployment.ts';
import { addLogRole } from './api/log-role.ts';
import * as metrics from './monitoring/deployment-metrics.ts';
import { addMonitoring, addQueries } from './monitoring/monitoring.ts';
import { addOutputs } from './outputs.ts';
import { boundRoles } from './permissions-boundary.ts';
import { type HandlerCode, prebuilt } from './functions/prebuilt.ts';
import { readProps } from './config/read-props.ts';
import { grantErase, grantStart } from './api/start-routes.ts';
import { createTable } from './table.ts';
import { addWebAcl } from './api/web-acl.ts';

/**
 * Why a chat was not started: all chats of the instance are in use; Amazon Connect throttles starts; origin, identity or
 * IAM do not allow it; the request is wrong; another request with its ClientToken is, or was, under way; something failed.
 */
export type ChatRefusal = 'Full' | 'Throttled' | 'Limited' | 'Denied' | 'Invalid' | 'Conflict' | 'Failed';

/**
 * A backend-for-frontend for chats of Amazon Connect: API Gateway with WAF, three functions, a table, alarms and
 * a dashboard. Several stand beside one another in an app, a stack and an account. Account and Region are the Connect
 * instance's; a stack without any of its own has to be deployed there.
 *
 * Tags, termination protection and the stack's name are the app's.
 *
 * @throws Error if properties are missing or wrong: one, with every problem and what to write instead.
 * @see docs/deploy.md for every property
 */
export class ConnectChatBff extends Construct {
  /** What alarms, dashboard, saved queries and metrics are called after: at most 100 letters, digits and dashes. */
  readonly deployment: string;
  /** The REST API. Its routes are fixed; further ones belong to an API of their own. */
  readonly api: RestApi;
  /**
   * Where pages find the API, without a slash at the end: `https://….amazonaws.com/v1`, or the host name of the
   * properties. The `endpoint` of amazon-connect-chatjs.
   */
  readonly url: string;
  /** Sessions and the ledger of what was sent. All that it holds of tokens is sealed; nothing else should write to it. */
  readonly table: Table;
  /**
   * The function that serves participants and the one that starts chats, each as the alias `live`, which gets the
   * requests. `lambda` of an alias is the function itself.
   */
  readonly functions: { readonly participant: Alias; readonly connect: Alias };
  /**
   * Its alarms, by the names of docs/runbook.md: `chat.alarms['SealFailed']`. `Root` is in alarm while any urgent or soon
   * one is. `WafBlocks` is there with a web ACL of the deployment's own.
   */
  readonly alarms: Readonly<Record<string, AlarmBase>>;
  /** Its dashboard, to which widgets of yours can be added. */
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: ConnectChatBffProps);
  /** @internal The repository's own stack, with code that it has just bundled. */
  constructor(scope: Construct, id: string, props: ConnectChatBffProps, code: HandlerCode);
  constructor(scope: Construct, id: string, props: ConnectChatBffProps, code = prebuilt()) {
    const config = readProps(scope, id, props);
    const deployment = deploymentName(scope, id, config);
    super(scope, id);
    this.deployment = deployment;
    this.table = createTable(this, config);
    this.functions = createFunctions(this, { config, code, deployment, table: this.table });
    const reaper = createReaper(this, { config, deployment, code: code.reaper, table: this.table });
    const { alarms, dashboard, judges } = addMonitoring(this, {
      config,
      deployment,
      functions: this.functions,
      reaper,
      table: this.table,
    });
    this.alarms = alarms;
    this.dashboard = dashboard;
    deployGradually(this, { aliases: this.functions, judges, emergency: config.emergency });
    this.api = createApi(this, { config, deployment, functions: this.functions });
    addLogRole(this.api, config, code['log-role']);
    addWebAcl(this, this.api, { config, deployment });
    addQueries(this, deployment);
    this.url = addOutputs(this, this.api, createDomain(this, this.api, config), config);
    boundRoles(this, config);
  }

  /**
   * Lets a back end of the same account start chats and add participants: `execute-api:Invoke` on the routes that are
   * signed with IAM (`POST /contacts`, `POST /contacts/{ContactId}/participants`), and on no other.
   *
   * @param grantee A function, a role, whatever has a principal whose policies can be added to.
   * @throws Error if the grantee is known to be of another account: API Gateway would refuse it.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
   */
  grantStart(grantee: IGrantable): Grant {
    return grantStart(this.api, grantee);
  }

  /**
   * Lets a back end of the same account erase contacts: `execute-api:Invoke` on `DELETE /contacts/{ContactId}`, and on no
   * other route.
   *
   * @param grantee A function, a role, whatever has a principal whose policies can be added to.
   * @throws Error if the grantee is known to be of another account: API Gateway would refuse it.
   */
  grantErase(grantee: IGrantable): Grant {
    return grantErase(this.api, grantee);
  }

  /**
   * Requests that reached the API, preflights and refused ones included.
   *
   * @default - sum over 5 minutes, a count
   */
  metricRequests(options?: MetricOptions): Metric {
    return metrics.metricRequests(this, this.deployment, options);
  }

  /**
   * Requests answered with 5xx, by whatever fault.
   *
   * @default - sum over 5 minutes, a count
   */
  metricErrors(options?: MetricOptions): Metric {
    return metrics.metricErrors(this, this.deployment, options);
  }

  /**
   * Chats started; repetitions of a start do not count.
   *
   * @default - sum over 5 minutes, a count
   */
  metricChatsStarted(options?: MetricOptions): Metric {
    return metrics.metricChatsStarted(this, this.deployment, options);
  }

  /**
   * Chats not started, for one reason.
   *
   * @default - sum over 5 minutes, a count
   */
  metricChatsRefused(reason: ChatRefusal, options?: MetricOptions): Metric {
    return metrics.metricChatsRefused(this, this.deployment, reason, options);
  }

  /**
   * Chats ended by the visitor.
   *
   * @default - sum over 5 minutes, a count
   */
  metricChatsEnded(options?: MetricOptions): Metric {
    return metrics.metricChatsEnded(this, this.deployment, options);
  }

  /**
   * How long sending a message takes in the function, Amazon Connect's part included: milliseconds.
   *
   * @default - 95th percentile over 5 minutes
   */
  metricSendLatency(options?: MetricOptions): Metric {
    return metrics.metricSendLatency(this, this.deployment, options);
  }
}
