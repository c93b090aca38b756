import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config } from './config/config.ts';

/** Sets the boundary on every role below `scope`: those of the functions, and any that CDK adds. */
export function boundRoles(scope: Construct, { optional }: Pick<Config, 'optional'>): void {
  const { permissionsBoundaryArn } = optional;
  if (permissionsBoundaryArn === undefined) return;
  const boundary = ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn);
  PermissionsBoundary.of(scope).apply(boundary);
}
