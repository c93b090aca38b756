import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { optional } from '../../support/optional-program.ts';

const chosen = process.env['CHROMIUM_PATH'];
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executable = (chosen ? [chosen] : usual).find((path) => existsSync(path));
const chromiumProgram = optional('chromium', executable, 'apt-get install chromium, or set CHROMIUM_PATH');

export const skipped = chromiumProgram.skip;

/** `more`: further switches of Chromium's. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumProgram.path(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
