import type { Page } from 'playwright-core';
import type { Stage } from '../../test/clients/journeys/stage.ts';
import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import {
  messagesInView,
  received,
  typed,
  typingNames,
  type ClientResults,
  type Typing,
  type TypingName,
} from './results.ts';
import type { Site } from './site.ts';
import { slowProcessor } from './slow-browser.ts';

/** Milliseconds between two keys: those of a fast typist. */
const betweenKeys = 100;
/** Messages on their way to the API of agents at a time, while a conversation is made. */
const atATime = 10;

const patience = { timeout: 120_000 } as const;

/** Types on each page, once a round and in a random order, while an agent writes. */
export async function measureTyping(
  rounds: number,
  { stage, site }: { readonly stage: Stage; readonly site: Site },
  random: () => number,
  progress: Progress,
): Promise<ClientResults['typing']> {
  const samples: Record<TypingName, Typing[]> = { bare: [], few: [], many: [] };
  for (let round = 0; round < rounds; round++)
    for (const name of shuffled(typingNames, random)) {
      progress.step(`Typing with ${messagesInView[name]} messages: round ${round + 1} of ${rounds}`);
      samples[name].push(await typeOn(name, stage, site));
    }
  return samples;
}

async function typeOn(name: TypingName, stage: Stage, site: Site): Promise<Typing> {
  // Without a window, Chromium's display is lower than a page whose size is set: it would show no frame for a key in a
  // field at the bottom, and the key would last until something further up changes.
  const context = await stage.browser.newContext({ viewport: null });
  try {
    const page = await context.newPage();
    await page.goto(site.address(`type-${name}`));
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.waitFor(patience);
    const say = name === 'bare' ? undefined : await agentOf(page, stage, messagesInView[name]);
    await field.focus();
    await slowProcessor(page);
    await page.evaluate(observe);
    await Promise.all([page.keyboard.type(typed, { delay: betweenKeys }), say?.(page)]);
    if ((await field.inputValue()) !== typed) throw new Error('The field has not what was typed');
    // What has been observed is told of in a task of its own, after the frame.
    await page.evaluate(twoFrames);
    return await page.evaluate<Typing>('window.observed');
  } catch (error) {
    throw new Error(`Typing with ${messagesInView[name]} messages: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await context.close();
  }
}

/** Has a conversation of so many messages on the page. Answers what sends the others while the visitor types. */
async function agentOf(page: Page, stage: Stage, messages: number): Promise<(page: Page) => Promise<void>> {
  // Of what was said before it is connected, a page reads the newest alone.
  const connected = await page.waitForFunction(
    `(({ status, contactId } = {}) => status === 'connected' && contactId)(${element}.chat?.getSnapshot())`,
    undefined,
    patience,
  );
  const contactId = (await connected.jsonValue()) as string;
  const send = (text: string): Promise<void> => stage.agent(contactId, 'message', { Content: text });
  for (let sent = 0; sent < messages; sent += atATime)
    await Promise.all(
      Array.from({ length: Math.min(atATime, messages - sent) }, (_, more) =>
        send(`Message ${sent + more}: it left our store, and the carrier has it now.`),
      ),
    );
  await page.waitForFunction(
    `${element}.chat.getSnapshot().messages.filter(({ content }) => content.startsWith('Message ')).length >= ${messages}`,
    undefined,
    patience,
  );
  await page.waitForFunction(`${element}.shadowRoot.querySelectorAll('#log li').length >= ${messages}`);
  return async () => {
    for (let sent = 0; sent < received; sent++) {
      await send(`While you type: ${sent}`);
      await page.waitForTimeout((typed.length * betweenKeys) / received);
    }
    await page.waitForFunction(
      `${element}.shadowRoot.textContent.includes('While you type: ${received - 1}')`,
      undefined,
      patience,
    );
  };
}

const element = "document.querySelector('connect-chat')";

const observe = `
  window.observed = { longTasks: [], slowestKey: 16 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.observed.longTasks.push(duration);
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name.startsWith('key')) window.observed.slowestKey = Math.max(window.observed.slowestKey, duration);
  }).observe({ type: 'event', durationThreshold: 16 });
  undefined`;

const twoFrames =
  'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 200))))';
