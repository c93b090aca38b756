import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from './bundle.ts';
import type { HandlerCode } from './prebuilt.ts';

/** The functions' code, as the repository bundles it. */
export async function bundledCode(): Promise<HandlerCode> {
  const assets = Object.entries(await bundle()).map(([name, { directory }]) => [
    name,
    Code.fromAsset(directory),
  ]);
  return Object.fromEntries(assets) as HandlerCode;
}
