import type { Config } from '../../config/config.ts';

export type Place = Pick<Config, 'stackName' | 'region'>;

/** CloudFormation leaves alone what has been changed by hand, as long as the template says the same. */
export function putBack({ stackName, region }: Place): string {
  return (
    'deploy again with these settings; where that finds nothing to change, it was changed by hand, and ' +
    `aws cloudformation detect-stack-drift --stack-name ${stackName} --region ${region} shows what to put back`
  );
}
