import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type axe from 'axe-core';

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Fails with what axe-core finds wrong on the page, by all its rules, those of WCAG 2.2 AA among them. */
export async function assertAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const { violations, passes } = await window.axe.run(document, {
      rules: { 'target-size': { enabled: true } },
    });
    return {
      passed: passes.length,
      wrong: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    };
  });
  assert.ok(found.passed > 10, state);
  assert.deepEqual(found.wrong, [], state);
}
