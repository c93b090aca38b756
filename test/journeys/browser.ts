import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const chosen = process.env['CHROMIUM_PATH'];
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executable = (chosen ? [chosen] : usual).find((path) => existsSync(path));

const missing = 'there is no Chromium: apt-get install chromium, or set CHROMIUM_PATH';

/** Why browser journeys are skipped; in CI they fail instead, so that nobody believes they ran. */
export const skipped: string | false = executable === undefined && process.env['CI'] !== 'true' && missing;

/** `more`: further switches of Chromium's. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  if (executable === undefined) throw new Error(missing);
  return chromium.launch({
    executablePath: executable,
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
