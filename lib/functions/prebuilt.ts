import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Service } from '../../lambdas/core/access.ts';

/**
 * The functions: the API's, the one that ends chats, and the one that CloudFormation invokes for API Gateway's log role.
 */
export type HandlerName = Service | 'reaper' | 'log-role';

/** The functions' code. */
export type HandlerCode = Readonly<Record<HandlerName, Code>>;

/** Returns the code as the package has it: in folders beside the compiled construct. */
export function prebuilt(): HandlerCode {
  return {
    participant: folder('participant'),
    connect: folder('connect'),
    reaper: folder('reaper'),
    'log-role': folder('log-role'),
  };
}

function folder(name: HandlerName): Code {
  const path = join(import.meta.dirname, name);
  if (!existsSync(path))
    throw new Error(
      `${path} is not there: the functions are part of the package, not of its source. Run npm pack in the ` +
        'repository, and install what it makes',
    );
  return Code.fromAsset(path);
}
