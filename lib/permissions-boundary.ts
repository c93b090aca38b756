import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config } from './config/config.ts';

/** Bounds every role below `scope`, whoever makes it: those of the functions, and any that CDK adds of its own. */
export function boundRoles(scope: Construct, { optional }: Pick<Config, 'optional'>): void {
  const { permissionsBoundaryArn } = optional;
  if (permissionsBoundaryArn === undefined) return;
  const boundary = ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(scope).apply(boundary);
}
