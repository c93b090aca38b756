import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Service } from '../lambdas/core/access.ts';

/** The functions' code. */
export type HandlerCode = Readonly<Record<Service, Code>>;

/** The code as the package has it: in folders beside the compiled construct. */
export function prebuilt(): HandlerCode {
  return { participant: folder('participant'), connect: folder('connect') };
}

function folder(service: Service): Code {
  const path = join(import.meta.dirname, service);
  if (!existsSync(path))
    throw new Error(
      `${path} is not there: the functions are part of the package, not of its source. Run npm pack in the ` +
        'repository, and install what it makes',
    );
  return Code.fromAsset(path);
}
