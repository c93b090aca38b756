import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/**
 * AWS's Signature Version 4 of a request without a query, for one service and Region: answers the headers and what
 * signs them. `now` is in epoch milliseconds. Held to the AWS SDK's own signer by test/lambdas/transport.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export type Sign = (request: UnsignedRequest, now: number) => Record<string, string>;

export interface UnsignedRequest {
  /** POST, unless another is given. */
  readonly method?: 'GET' | 'PATCH';
  readonly host: string;
  /** Absolute, and with nothing that needs an escape. */
  readonly path: string;
  /** In lower case, without the host. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function signer(service: string, region: string, credentials: Credentials): Sign {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  let keyOfDay: { readonly day: string; readonly key: KeyObject } | undefined;

  function signingKey(day: string): KeyObject {
    if (keyOfDay?.day !== day) {
      const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
        hmac,
        `AWS4${secretAccessKey}`,
      );
      keyOfDay = { day, key: createSecretKey(key as Buffer) };
    }
    return keyOfDay.key;
  }

  return ({ method = 'POST', host, path, headers, body }, now) => {
    const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const signed: Record<string, string> = {
      ...headers,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const canonical: Record<string, string> = { ...signed, host };
    const names = Object.keys(canonical).toSorted();
    const lines = names.map((name) => `${name}:${canonical[name]}\n`).join('');
    const list = names.join(';');
    const request = `${method}\n${path}\n\n${lines}\n${list}\n${hash('sha256', body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', request)}`;
    const signature = hmac(signingKey(day), text).toString('hex');
    signed['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    return signed;
  };
}

function hmac(key: KeyObject | Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
