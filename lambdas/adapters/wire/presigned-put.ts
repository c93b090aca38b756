/**
 * Puts a text to a URL that was signed for exactly that, such as CloudFormation's for the answer of a custom resource.
 * The signature knows of no content type, so that none is sent. `timeout` is in milliseconds.
 */
export async function presignedPut(url: string, text: string, timeout: number): Promise<void> {
  // The URL is a secret, and fetch's own error would quote it.
  if (!URL.canParse(url)) throw new Error("The answer's URL is none");
  // Bytes, because a string would bring a content type with it.
  const body = new TextEncoder().encode(text);
  const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(timeout) });
  // Read to its end, so that the connection is free.
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`The answer's URL refused it with status ${response.status}`);
}
