import type { Config } from '../../config/config.ts';

export type Place = Pick<Config, 'stackName' | 'region'>;

/** Says how to undo a change by hand: CloudFormation does not, as long as the template stays the same. */
export function putBack({ stackName, region }: Place): string {
  return (
    'deploy again with these settings; if that finds nothing to change, somebody changed it by hand: ' +
    `aws cloudformation detect-stack-drift --stack-name ${stackName} --region ${region} shows what to restore`
  );
}
