import type { Config } from '../../config/config.ts';
import { asked, type ClientConfiguration } from '../asked.ts';
import { resourcesOf, type ConcurrencyFact, type StackFact } from './facts.ts';

/** "Concurrent executions" of Lambda in Service Quotas. */
export const concurrencyQuota = 'L-B99A9384';

/** The account's limit from Lambda itself, or from Service Quotas where Lambda may not be asked. */
export async function askConcurrency(
  { reservedConcurrency }: Pick<Config, 'reservedConcurrency'>,
  stack: StackFact | undefined,
  configuration: ClientConfiguration,
): Promise<ConcurrencyFact> {
  const { GetAccountSettingsCommand, GetFunctionConcurrencyCommand, LambdaClient } =
    await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(configuration);
  const functions =
    Object.keys(reservedConcurrency).length === 0 ? [] : resourcesOf(stack, 'AWS::Lambda::Function');
  const [settings, held] = await Promise.all([
    asked(() => client.send(new GetAccountSettingsCommand({}))),
    asked(async () => {
      const each = await Promise.all(
        functions.map(({ physicalId: FunctionName }) =>
          client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
        ),
      );
      return each.reduce((sum, { ReservedConcurrentExecutions: reserved = 0 }) => sum + reserved, 0);
    }),
  ]);
  const limit = 'answer' in settings ? settings.answer.AccountLimit?.ConcurrentExecutions : undefined;
  if ('failure' in settings || limit === undefined)
    return { limit: await askQuota(configuration), unreserved: undefined, held };
  return { limit, unreserved: settings.answer.AccountLimit?.UnreservedConcurrentExecutions, held };
}

async function askQuota(configuration: ClientConfiguration): Promise<number> {
  const { GetServiceQuotaCommand, ServiceQuotasClient } = await import('@aws-sdk/client-service-quotas');
  const { Quota } = await new ServiceQuotasClient(configuration).send(
    new GetServiceQuotaCommand({ ServiceCode: 'lambda', QuotaCode: concurrencyQuota }),
  );
  if (Quota?.Value === undefined) throw Object.assign(new Error('No quota'), { name: 'NoSuchQuota' });
  return Quota.Value;
}
