import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account, AccountOperation } from './account.ts';
import { parsed } from './content-rules.ts';
import { answerJson, readBody } from './json-http.ts';
import { isRecord } from './validation.ts';

/** Quotas on a page, as long as the caller asks for no fewer. */
const pageSize = 2;
const maxBodyBytes = 64 * 1024;
const target = 'ServiceQuotasV20190624.';

/**
 * Serves what operators ask of an account (restJson1 of Connect, awsJson1.1 of Service Quotas); false for any other
 * request. The Region is the one for which the request is signed.
 */
export async function handleAccount(
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const [, collection, instanceId = '', contactFlowId = '', ...rest] = path
    .split('/')
    .map(decodeURIComponent);
  const operation = operationOf(request, collection, { contactFlowId, more: rest.length > 0 });
  if (operation === undefined) return false;
  const body = parsed((await readBody(request, maxBodyBytes)).toString());
  const region = /^AWS4-HMAC-SHA256 Credential=[^/]*\/\d{8}\/([\w-]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  const refused = region === undefined ? 'MissingAuthenticationTokenException' : account.refusal(operation);
  if (region === undefined || refused !== undefined) {
    refuse(response, collection === '' ? 400 : 403, refused ?? '', 'Refused');
    return true;
  }
  const output = {
    DescribeInstance: () => ({ Instance: account.instance(instanceId, region) }),
    DescribeContactFlow: () => ({ ContactFlow: account.contactFlow(instanceId, contactFlowId, region) }),
    ListServiceQuotas: () => page(account.appliedQuotas(region), body),
    ListAWSDefaultServiceQuotas: () => page(account.defaultQuotas(), body),
  }[operation]();
  if (Object.values(output)[0] === undefined)
    refuse(response, 404, 'ResourceNotFoundException', 'It does not exist');
  else answerJson(response, 200, output);
  return true;
}

function operationOf(
  { method, headers }: IncomingMessage,
  collection: string | undefined,
  { contactFlowId, more }: { readonly contactFlowId: string; readonly more: boolean },
): AccountOperation | undefined {
  const asked = headers['x-amz-target'];
  if (method === 'POST' && collection === '' && typeof asked === 'string' && asked.startsWith(target)) {
    const name = asked.slice(target.length);
    return name === 'ListServiceQuotas' || name === 'ListAWSDefaultServiceQuotas' ? name : undefined;
  }
  if (method !== 'GET' || more) return undefined;
  if (collection === 'instance' && contactFlowId === '') return 'DescribeInstance';
  return collection === 'contact-flows' && contactFlowId !== '' ? 'DescribeContactFlow' : undefined;
}

function page(
  quotas: readonly object[],
  body: unknown,
): { readonly Quotas: readonly object[]; readonly NextToken?: string } {
  const token = isRecord(body) ? body['NextToken'] : undefined;
  const from = typeof token === 'string' ? Number(token) : 0;
  const next = from + pageSize;
  return {
    Quotas: quotas.slice(from, next),
    ...(next < quotas.length && { NextToken: String(next) }),
  };
}

function refuse(response: ServerResponse, status: number, name: string, message: string): void {
  answerJson(response, status, { __type: name, message }, { 'x-amzn-errortype': name });
}
