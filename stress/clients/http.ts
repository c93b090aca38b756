import { Agent, request } from 'node:http';

/** The API's answer to a request. */
export interface HttpAnswer {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly errorType: string | undefined;
  /** The body, read as JSON. */
  readonly body: unknown;
  /** Milliseconds from the request to the whole answer. */
  readonly took: number;
}

export interface Http {
  /**
   * Posts JSON to a URL. `from` is the loopback address that it comes from. An answer that takes longer than API
   * Gateway waits for a function is 504, as API Gateway would give it. Rejects if the connection breaks.
   */
  post(
    url: string,
    body: object,
    from: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  /** The same for a GET. */
  get(url: string, from: string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  close(): void;
}

/** How long API Gateway waits for a function, in ms. */
export const gatewayPatience = 29_000;

export function createHttp(now: () => number): Http {
  // One for all addresses: it keeps their connections apart.
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

  /** Resolves with 'stale' if the server had closed the kept connection before: browsers ask again then, too. */
  function ask(
    url: string,
    body: string | undefined,
    from: string,
    headers: Readonly<Record<string, string>>,
    patience: number,
  ): Promise<Omit<HttpAnswer, 'took'> | 'stale'> {
    return new Promise((resolve, reject) => {
      const asked = request(url, {
        method: body === undefined ? 'GET' : 'POST',
        agent,
        localAddress: from,
        headers: {
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
          ...headers,
        },
      });
      const late = setTimeout(() => {
        resolve({ status: 504, retryAfter: undefined, errorType: undefined, body: undefined });
      }, patience);
      asked.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(late);
        if (asked.reusedSocket && error.code === 'ECONNRESET') resolve('stale');
        else reject(error);
      });
      asked.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          clearTimeout(late);
          const retryAfter = Number(response.headers['retry-after']);
          const errorType = response.headers['x-amzn-errortype'];
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
            errorType: typeof errorType === 'string' ? errorType : undefined,
            body: json(Buffer.concat(chunks).toString()),
          });
        });
      });
      asked.end(body ?? '');
    });
  }

  async function answer(
    url: string,
    body: string | undefined,
    from: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer> {
    const began = now();
    for (;;) {
      const answered = await ask(url, body, from, headers, began + gatewayPatience - now());
      if (answered !== 'stale') return { ...answered, took: now() - began };
    }
  }

  return {
    post: (url, body, from, headers = {}) => answer(url, JSON.stringify(body), from, headers),
    get: (url, from, headers = {}) => answer(url, undefined, from, headers),
    close: () => agent.destroy(),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
