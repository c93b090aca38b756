import type { Config } from '../../config/config.ts';

export type Place = Pick<Config, 'stackName' | 'region'>;

/** Says how to undo a change by hand: CloudFormation does not, as long as the template stays the same. */
export function putBack({ stackName, region }: Place): string {
  return (
    'deploy again with these settings; where that finds nothing to change, it was changed by hand, and ' +
    `aws cloudformation detect-stack-drift --stack-name ${stackName} --region ${region} shows what to put back`
  );
}
