import { isObject, parsed } from '../core/json.ts';
import { serviceEndpoint } from './wire/endpoints.ts';
import { httpClient } from './wire/http-client.ts';
import { signer, type Credentials } from './wire/signature.ts';

export interface SecretTextOptions {
  /** Of a secret in Secrets Manager, or of a parameter in SSM. */
  readonly arn: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Other services in place of AWS's. */
  readonly endpoints: { readonly secretsManager?: string; readonly ssm?: string };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Returns a secret's text within `timeout` milliseconds. Fails with an error that says nothing of it. */
export type SecretText = (timeout: number) => Promise<string>;

/**
 * Reads a secret over the wire of Secrets Manager or of SSM (AWS JSON 1.1, signed), without the SDK.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function secretText({ arn, region, credentials, endpoints, now }: SecretTextOptions): SecretText {
  const ssm = arn.split(':')[2] === 'ssm';
  const service = ssm ? 'ssm' : 'secretsmanager';
  const endpoint = (ssm ? endpoints.ssm : endpoints.secretsManager) ?? serviceEndpoint(service, region);
  const client = httpClient({ endpoint });
  const sign = signer(service, region, credentials);
  const body = JSON.stringify(ssm ? { Name: arn, WithDecryption: true } : { SecretId: arn });
  return async (timeout) => {
    const headers = sign(
      {
        host: client.host,
        path: `${client.prefix}/`,
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'content-length': String(Buffer.byteLength(body)),
          'x-amz-target': ssm ? 'AmazonSSM.GetParameter' : 'secretsmanager.GetSecretValue',
        },
        body,
      },
      now(),
    );
    const answer = await client.post('/', headers, body, timeout);
    const content = answer.status === 200 ? parsed(answer.body) : undefined;
    const holder = ssm && isObject(content) ? content['Parameter'] : content;
    const text = isObject(holder) ? holder[ssm ? 'Value' : 'SecretString'] : undefined;
    if (typeof text !== 'string' || text === '') throw new Error(`No secret: status ${answer.status}`);
    return text;
  };
}
