import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { skipped } from './browser.ts';
import { openStage, type Stage } from './stage.ts';

describe('The queue', { skip: skipped }, () => {
  let simulator: SimulatedConnect;
  let stage: Stage;
  before(async () => {
    simulator = await startSimulatedConnect({
      agent: { automatic: false },
      queue: { agents: 1, chatsPerAgent: 1 },
    });
    stage = await openStage({
      AWS_ENDPOINT_URL_CONNECT: simulator.url,
      AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
    });
  });
  after(async () => {
    await stage.close();
    await simulator.close();
  });

  async function visitor(page: Page, name: string): Promise<void> {
    await page.goto(stage.url);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Start chat' }).click();
  }

  test('is told before the chat, counts down in it and at the console, and is over when an agent answers', async (t) => {
    const [{ page: ada }, { page: bob }, { page: agent }] = await Promise.all([
      stage.page(t),
      stage.page(t),
      stage.page(t),
    ]);
    await ada.goto(stage.url);
    await ada.getByText('We are here: an agent will answer at once.').waitFor();
    await visitor(ada, 'Ada');
    await ada.getByRole('status').getByText('You are next in line.').waitFor();
    await visitor(bob, 'Bob');
    await bob.getByRole('status').getByText('You are number 2 in line.').waitFor();

    await agent.goto(`${simulator.url}/agent`);
    await agent.getByRole('status').getByText('2 waiting · 1 of 1 agents free').waitFor();
    await agent.getByRole('button', { name: 'Bob' }).getByText('Waiting, no. 2 in line').waitFor();
    await answer(agent, 'Ada');
    await ada.getByRole('status').getByText('with Robin').waitFor();
    await agent.getByRole('status').getByText('1 waiting · 0 of 1 agents free').waitFor();
    await agent.getByRole('button', { name: 'Bob' }).getByText('Waiting, no. 1 in line').waitFor();
    await bob.getByRole('status').getByText('You are next in line.').waitFor();

    const { page: carol } = await stage.page(t);
    await carol.goto(stage.url);
    // What is told may be fifteen seconds old, and the page asks again after thirty.
    await carol
      .getByRole('status')
      .getByText('All agents are busy. One person is waiting.')
      .waitFor({ timeout: 90_000 });
    await agent.getByLabel('Agents').fill('2');
    await agent.keyboard.press('Enter');
    await agent.getByRole('status').getByText('1 waiting · 1 of 2 agents free').waitFor();
    await answer(agent, 'Bob');
    await bob.getByRole('status').getByText('with Robin').waitFor();
  });
});

async function answer(agent: Page, name: string): Promise<void> {
  await agent.getByRole('button', { name }).click();
  await agent.getByRole('textbox', { name: 'Answer' }).fill(`Hello ${name}`);
  await agent.keyboard.press('Enter');
}
