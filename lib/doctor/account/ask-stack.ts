import { asked, type ClientConfiguration } from '../asked.ts';
import type { ResourceFact, StackFact } from './facts.ts';

/** Asks for a stack as CloudFormation has it. Throws if there is none. */
export async function askStack(StackName: string, configuration: ClientConfiguration): Promise<StackFact> {
  const { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } =
    await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(configuration);
  const [described, resources] = await Promise.all([
    client.send(new DescribeStacksCommand({ StackName })),
    // DescribeStackResources returns no more than a hundred.
    asked(async () => {
      const found: ResourceFact[] = [];
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client },
        { StackName },
      ))
        for (const {
          LogicalResourceId = '',
          ResourceType = '',
          PhysicalResourceId,
          ResourceStatus,
        } of StackResourceSummaries)
          if (PhysicalResourceId !== undefined && ResourceStatus !== 'DELETE_COMPLETE')
            found.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
      return found;
    }),
  ]);
  const stack = described.Stacks?.[0];
  return {
    status: stack?.StackStatus ?? 'UNKNOWN',
    reason: stack?.StackStatusReason,
    protected: stack?.EnableTerminationProtection ?? false,
    outputs: Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
    resources,
  };
}
