import { classify, isTransport, UpstreamError } from '../../core/upstream-failure.ts';
import type { Sent } from '../../core/ports.ts';
import type { SdkMetadata } from './commands.ts';

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  /** Where the answer could not be read. */
  readonly $response?: { readonly statusCode?: number };
}

/** Runs one attempt through the AWS SDK. Fails with an UpstreamError, or with what is a defect of ours. */
export async function sdkCall<Output>(
  send: (signal: AbortSignal) => Promise<Output & SdkMetadata>,
  timeout: number,
): Promise<Sent<Output>> {
  try {
    const { $metadata, ...output } = await send(AbortSignal.timeout(timeout));
    return { output: output as Output, requestId: $metadata.requestId };
  } catch (error) {
    const { name, message, code, $metadata, $response } = (error ?? {}) as SdkError;
    const status = $metadata?.httpStatusCode ?? $response?.statusCode;
    if (status === undefined && !isTransport(error)) throw error;
    throw new UpstreamError(classify({ status, name, message, code }), $metadata?.requestId);
  }
}
