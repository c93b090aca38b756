import type { Stage } from '../../test/clients/journeys/stage.ts';
import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import { networkNames, pageNames, type ClientResults, type NetworkName, type PageName } from './results.ts';
import type { Site } from './site.ts';
import { asPhone } from './slow-browser.ts';

/** Loads each page, in each network, once a round and in a random order, until it shows its first message. */
export async function measureFirstMessage(
  rounds: number,
  { stage, site }: { readonly stage: Stage; readonly site: Site },
  random: () => number,
  progress: Progress,
): Promise<ClientResults['firstMessage']> {
  const samples: Record<NetworkName, Record<PageName, number[]>> = {
    loopback: { core: [], element: [], chatjs: [] },
    phone: { core: [], element: [], chatjs: [] },
  };
  const all = networkNames.flatMap((network) => pageNames.map((page) => ({ network, page })));
  // The first of all loads would pay for what the API loads late.
  for (const { network, page } of all) await load(page, network, stage, site);
  for (let round = 0; round < rounds; round++) {
    progress.step(`First message: round ${round + 1} of ${rounds}`);
    for (const { network, page } of shuffled(all, random))
      samples[network][page].push(await load(page, network, stage, site));
  }
  return samples;
}

/** Resolves with the milliseconds. */
async function load(name: PageName, network: NetworkName, stage: Stage, site: Site): Promise<number> {
  const context = await stage.browser.newContext();
  try {
    const page = await context.newPage();
    if (network === 'phone') await asPhone(page);
    await page.goto(site.address(`start-${name}`), { waitUntil: 'commit' });
    const shown = await page.waitForFunction('window.shownAt', undefined, { timeout: 60_000 });
    return (await shown.jsonValue()) as number;
  } catch (error) {
    throw new Error(`The page of ${name} has shown no message: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await context.close();
  }
}
