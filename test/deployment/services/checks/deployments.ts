import { ofEach } from './check.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html: alarms of a deployment group */
const mostAlarms = 10;

export const deploymentGroups = ofEach(
  'deployment-group',
  'AWS::CodeDeploy::DeploymentGroup',
  ({ AlarmConfiguration }) => {
    const { Alarms = [] } = (AlarmConfiguration ?? {}) as { readonly Alarms?: readonly unknown[] };
    return Alarms.length > mostAlarms ? [`There are ${Alarms.length} alarms, at most ${mostAlarms}`] : [];
  },
);
