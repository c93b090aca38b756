import type { Config } from '../config/config.ts';
import { qualifier, type Grant } from './grants.ts';
import type { DeployedTemplate } from './names.ts';
import { needs } from './needs.ts';

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Grant['conditions'];
}

/** Characters of a managed policy without white space, at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const longestPolicy = 6_144;

/**
 * Returns what the role with which CloudFormation deploys this template has to be allowed, and nothing beyond: one
 * policy, or several if one would be too long. Throws if the template has a type that lib/deployer/needs.ts does not
 * know.
 */
export function deployerPolicies(template: DeployedTemplate, config: Config): PolicyDocument[] {
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  types.delete('AWS::CDK::Metadata');
  const grants = [...types].toSorted().flatMap((type) => {
    const needed = needs[type];
    if (!needed) throw new Error(`lib/deployer/needs.ts has no entry for ${type}, which the template has`);
    return needed(template, config);
  });
  return split(statements([...grants, bootstrapVersion(config)]));
}

/**
 * Returns what a person or a pipeline needs besides: to assume the roles of CDK's bootstrap, which upload the code,
 * start the deployment and compare it.
 */
export function pipelinePolicy(config: Config): PolicyDocument {
  const { partition, account, region } = config;
  return document([
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Resource: ['deploy', 'file-publishing', 'lookup'].map(
        (role) =>
          `arn:${partition}:iam::${account}:role/cdk-${qualifier(config)}-${role}-role-${account}-${region}`,
      ),
    },
  ]);
}

/** Allows reading the bootstrap's version: every template of CDK has a parameter that does. */
function bootstrapVersion(config: Config): Grant {
  const { partition, account, region } = config;
  return {
    actions: ['ssm:GetParameters'],
    resources: [
      `arn:${partition}:ssm:${region}:${account}:parameter/cdk-bootstrap/${qualifier(config)}/version`,
    ],
  };
}

/** One statement for all actions on the same resources under the same conditions. */
function statements(grants: readonly Grant[]): Statement[] {
  const merged = new Map<string, { readonly grant: Grant; readonly actions: Set<string> }>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.resources, grant.conditions]);
    const one = merged.get(key) ?? { grant, actions: new Set() };
    for (const action of grant.actions) one.actions.add(action);
    merged.set(key, one);
  }
  return [...merged.values()].map(({ grant: { resources, conditions }, actions }) => ({
    Effect: 'Allow',
    Action: [...actions].toSorted(),
    Resource: resources,
    ...(conditions && { Condition: conditions }),
  }));
}

function document(Statement: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

function split(all: readonly Statement[]): PolicyDocument[] {
  const policies: Statement[][] = [[]];
  for (const statement of all) {
    const last = policies.at(-1) ?? [];
    if (JSON.stringify(document([...last, statement])).length <= longestPolicy) last.push(statement);
    else policies.push([statement]);
  }
  return policies.map(document);
}
