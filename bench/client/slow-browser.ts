import type { Page } from 'playwright-core';
import { phoneNetwork, slowDown } from './results.ts';

/** Has the page's main thread run as on a processor that is so much slower. */
export async function slowProcessor(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
}

/** Gives the page a phone's processor and network. */
export async function asPhone(page: Page): Promise<void> {
  await slowProcessor(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: phoneNetwork.latency,
    downloadThroughput: phoneNetwork.down / 8,
    uploadThroughput: phoneNetwork.up / 8,
  });
}
