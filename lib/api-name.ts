import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** API Gateway's metrics are by name, so the name is the stack's: two deployments are not one metric. */
export function apiName(scope: Construct): string {
  return Stack.of(scope).stackName;
}

export const stageName = 'v1';
