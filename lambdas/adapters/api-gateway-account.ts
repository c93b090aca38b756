import { signer, type Credentials } from './wire/signature.ts';

/** API Gateway's settings of the account in one Region: GetAccount and UpdateAccount, without the AWS SDK. */
export interface ApiGatewayAccount {
  /** The ARN of the role by which API Gateway writes logs, if there is one. `timeout` is in milliseconds. */
  readonly role: (timeout: number) => Promise<string | undefined>;
  readonly setRole: (arn: string, timeout: number) => Promise<void>;
}

export interface ApiGatewayAccountOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Fails with API Gateway's own name and words for it, or with those of the connection. */
export function apiGatewayAccount(options: ApiGatewayAccountOptions): ApiGatewayAccount {
  const { endpoint, region, credentials, now } = options;
  const { host, pathname, origin } = new URL(endpoint);
  const path = `${pathname.replace(/\/$/, '')}/account`;
  const sign = signer('apigateway', region, credentials);

  async function call(method: 'GET' | 'PATCH', timeout: number, body = ''): Promise<unknown> {
    const headers = sign(
      {
        method,
        host,
        path,
        // Without it, API Gateway answers in its older form, HAL.
        headers: { accept: 'application/json', ...(body !== '' && { 'content-type': 'application/json' }) },
        body,
      },
      now(),
    );
    const response = await fetch(origin + path, {
      method,
      headers,
      ...(body !== '' && { body }),
      signal: AbortSignal.timeout(timeout),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw new Error(refusal(response, text));
    return JSON.parse(text);
  }

  return {
    async role(timeout) {
      const { cloudwatchRoleArn } = (await call('GET', timeout)) as { readonly cloudwatchRoleArn?: unknown };
      return typeof cloudwatchRoleArn === 'string' && cloudwatchRoleArn !== ''
        ? cloudwatchRoleArn
        : undefined;
    },
    async setRole(arn, timeout) {
      const patchOperations = [{ op: 'replace', path: '/cloudwatchRoleArn', value: arn }];
      await call('PATCH', timeout, JSON.stringify({ patchOperations }));
    },
  };
}

/** fetch itself says no more than that it has failed. */
function lost(error: unknown): never {
  const { name, message, cause } = error as Error;
  throw new Error(cause instanceof Error ? cause.message : `${name}: ${message}`, { cause: error });
}

/** "BadRequestException: The role ARN does not have …" */
function refusal({ status, headers }: Response, text: string): string {
  const name = /^\w+/.exec(headers.get('x-amzn-errortype') ?? '')?.[0] ?? `status ${status}`;
  return `${name}: ${messageOf(text)}`;
}

function messageOf(text: string): string {
  try {
    const { message, Message } = JSON.parse(text) as { readonly message?: string; readonly Message?: string };
    // A wrong signature's message goes on with the request's headers, on lines of their own.
    return (message ?? Message ?? 'no message').split('\n', 1)[0] ?? '';
  } catch {
    // What stands in between answers in HTML; the status tells enough.
    return 'no message';
  }
}
