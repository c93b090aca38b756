/** Where AWS has a service in a Region: `connect`, `dynamodb`, `participant.connect`. Held to the AWS SDK's rules by test/lambdas/transport. */
export function serviceEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.${domain(region)}`;
}

function domain(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  if (region.startsWith('eusc-')) return 'amazonaws.eu';
  return 'amazonaws.com';
}
