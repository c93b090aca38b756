import { liveReaper } from '../../lambdas/live-reaper.ts';
import { functionDefaults } from '../../local/settings.ts';
import type { LocalApi } from './local-api.ts';

export interface LocalReaperOptions {
  readonly log: (line: string) => void;
  readonly now: () => number;
  /** Added to the function's local environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The function that ends chats, over the API's table and its simulated Connect. Whatever it waits for takes no time. */
export function localReaper(
  { dynamodbUrl, simulator }: Pick<LocalApi, 'dynamodbUrl' | 'simulator'>,
  { log, now, environment }: LocalReaperOptions,
): (event: unknown) => Promise<void> {
  const variables = {
    ...functionDefaults,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    ...environment,
  };
  return liveReaper(variables, log, { now, sleep: () => Promise.resolve() });
}
