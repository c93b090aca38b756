import { ConnectClient, DescribeContactFlowCommand, DescribeInstanceCommand } from '@aws-sdk/client-connect';
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  ServiceQuotasClient,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { Config } from '../config.ts';
import type { Asked, AwsFacts, Failure, FlowFact, InstanceFact, QuotaFact } from './facts.ts';

/** The clients to ask with, in the deployment's Region. */
export interface AwsClients {
  readonly connect: ConnectClient;
  readonly quotas: ServiceQuotasClient;
}

/** Clients with the credentials, and the `AWS_ENDPOINT_URL_…`, that the SDK finds by itself. */
export function liveClients(region: string): AwsClients {
  const configuration = { region, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 } };
  return { connect: new ConnectClient(configuration), quotas: new ServiceQuotasClient(configuration) };
}

/** Asks AWS about a deployment's instances, flows and quotas. Reads only; never fails. */
export async function askAws(
  { instanceArns, contactFlowArns }: Pick<Config, 'instanceArns' | 'contactFlowArns'>,
  { connect, quotas }: AwsClients,
): Promise<AwsFacts> {
  const [instances, flows, known] = await Promise.all([
    each(instanceArns, (arn) => describeInstance(connect, idOf(arn))),
    each(contactFlowArns, (arn) =>
      describeFlow(connect, idOf(arn.split('/contact-flow/', 1)[0] ?? ''), idOf(arn)),
    ),
    asked(() => listQuotas(quotas)),
  ]);
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

/** The applied quotas, and AWS's defaults, which Service Quotas lists apart. */
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

function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? '';
}

async function each<T>(
  arns: readonly string[],
  ask: (arn: string) => Promise<T>,
): Promise<Record<string, Asked<T>>> {
  const answers = await Promise.all(arns.map(async (arn) => [arn, await asked(() => ask(arn))] as const));
  return Object.fromEntries(answers);
}

async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { answer: await ask() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

const credentialErrors: ReadonlySet<string> = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'ExpiredToken',
  'ExpiredTokenException',
]);

function failureOf(error: unknown): Failure {
  const { name = 'Error', code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) return { kind: 'no-credentials' };
  if (credentialErrors.has(name)) return { kind: 'credentials-refused', name };
  if (/^AccessDenied(Exception)?$/.test(name)) return { kind: 'not-allowed' };
  // An id of the wrong form is none that exists.
  if (/^(ResourceNotFound|InvalidParameter|InvalidRequest)Exception$/.test(name))
    return { kind: 'not-found' };
  if (name === 'ContactFlowNotPublishedException') return { kind: 'not-published' };
  if (/^(ThrottlingException|TooManyRequestsException)$/.test(name)) return { kind: 'throttled' };
  if (code !== undefined || name === 'TimeoutError') return { kind: 'unreachable', code: code ?? name };
  return { kind: 'other', name };
}
