import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openStage } from '../../test/clients/journeys/stage.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { measuredMachine } from '../measured-machine.ts';
import type { Options } from '../options.ts';
import type { Progress } from '../progress.ts';
import { measureFirstMessage } from './first-message.ts';
import { pageNames, typingNames, type ClientResults } from './results.ts';
import { scriptBytes, startingScript, typingScript } from './scripts.ts';
import { serveSite } from './site.ts';
import { measureTyping } from './typing.ts';

/** Takes every measure of the client, against the API as npm start runs it. Ends what it starts. */
export async function measureClient(
  { seed, write, quick, clientRounds: rounds }: Options,
  progress: Progress,
): Promise<ClientResults> {
  const [load = 0] = loadavg();
  progress.step('Bundling each script, and starting the API and Chromium');
  const bytes = await scriptBytes();
  const stage = await openStage();
  try {
    const endpoint = `${stage.url}/v1`;
    const scripts = await Promise.all([
      ...pageNames.map(async (name) => [`start-${name}`, await startingScript(name, endpoint)] as const),
      ...typingNames.map(async (name) => [`type-${name}`, await typingScript(name, endpoint)] as const),
    ]);
    const site = await serveSite(Object.fromEntries(scripts));
    try {
      const random = seededRandom(seed);
      const places = { stage, site };
      return {
        conditions: {
          date: new Date().toISOString().slice(0, 10),
          command: `npm run bench -- client${write ? ' --write' : ''}${quick ? ' --quick' : ''}`,
          seed,
          machine: measuredMachine(),
          browser: `Chromium ${stage.browser.version()}`,
          chatjs: chatjsVersion(),
          load,
          rounds,
        },
        bytes,
        firstMessage: await measureFirstMessage(rounds.firstMessage, places, random, progress),
        typing: await measureTyping(rounds.typing, places, random, progress),
      };
    } finally {
      await site.close();
    }
  } finally {
    await stage.close();
  }
}

function chatjsVersion(): string {
  const script = fileURLToPath(import.meta.resolve('amazon-connect-chatjs'));
  const { version } = JSON.parse(readFileSync(script.replace(/dist\/[^/]+$/, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return version;
}
