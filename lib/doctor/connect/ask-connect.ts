import { ConnectClient, DescribeContactFlowCommand, DescribeInstanceCommand } from '@aws-sdk/client-connect';
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  ServiceQuotasClient,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { Config } from '../../config/config.ts';
import { resourceId } from '../../config/resource-id.ts';
import { asked, each, type ClientConfiguration } from '../asked.ts';
import type { ConnectFacts, FlowFact, InstanceFact, QuotaFact } from './facts.ts';

/** Asks AWS about a deployment's instances, flows and quotas. Only reads, and never throws. */
export async function askConnect(
  { instanceArns, contactFlowArns }: Pick<Config, 'instanceArns' | 'contactFlowArns'>,
  configuration: ClientConfiguration,
): Promise<ConnectFacts> {
  const connect = new ConnectClient(configuration);
  const quotas = new ServiceQuotasClient(configuration);
  const [instances, flows, known] = await Promise.all([
    each(instanceArns, (arn) => describeInstance(connect, resourceId(arn))),
    each(contactFlowArns, (arn) =>
      describeFlow(connect, resourceId(arn.split('/contact-flow/', 1)[0] ?? ''), resourceId(arn)),
    ),
    asked(() => listQuotas(quotas)),
  ]);
  connect.destroy();
  quotas.destroy();
  return { instances, flows, quotas: known };
}

async function describeInstance(connect: ConnectClient, InstanceId: string): Promise<InstanceFact> {
  const { Instance: { Arn = '', InstanceStatus = '' } = {} } = await connect.send(
    new DescribeInstanceCommand({ InstanceId }),
  );
  return { arn: Arn, status: InstanceStatus };
}

async function describeFlow(
  connect: ConnectClient,
  InstanceId: string,
  ContactFlowId: string,
): Promise<FlowFact> {
  const { ContactFlow: { Arn = '', Type = '', State = '', Status = '' } = {} } = await connect.send(
    new DescribeContactFlowCommand({ InstanceId, ContactFlowId }),
  );
  return { arn: Arn, type: Type, state: State, status: Status };
}

/** Lists the applied quotas and AWS's defaults, which Service Quotas lists apart. */
async function listQuotas(client: ServiceQuotasClient): Promise<readonly QuotaFact[]> {
  const found: QuotaFact[] = [];
  const add = (quotas: readonly ServiceQuota[] = [], isDefault: boolean): void => {
    for (const { QuotaCode: code = '', QuotaName: name = '', Value: value, QuotaContext: context } of quotas)
      if (value !== undefined) found.push({ code, name, value, resource: context?.ContextId, isDefault });
  };
  const asking = { ServiceCode: 'connect' };
  for await (const { Quotas } of paginateListServiceQuotas(
    { client },
    { ...asking, QuotaAppliedAtLevel: 'ALL' },
  ))
    add(Quotas, false);
  for await (const { Quotas } of paginateListAWSDefaultServiceQuotas({ client }, asking)) add(Quotas, true);
  return found;
}
