import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { skipped } from './browser.ts';
import { picture } from './picture.ts';
import { contactWith, openStage, say, startOnPage, type Stage } from './stage.ts';

describe('The agent console', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('lets a person answer as the agent', async (t) => {
    const { page: chat } = await stage.page(t);
    const { page: agent } = await stage.page(t);
    await agent.goto(`${stage.url}/agent`);
    await agent.getByText('Nobody has written yet').waitFor();
    await startOnPage(stage, chat, 'Ada');

    await agent.getByRole('button', { name: 'Ada' }).click();
    await agent.getByRole('button', { name: 'Take over' }).click();
    await agent.getByText('Active', { exact: true }).first().waitFor();
    await chat.getByRole('textbox', { name: 'Message' }).pressSequentially('Is a');
    await agent.getByText('Ada is typing').waitFor();
    await say(chat, 'Is anybody there?');
    await agent.locator('#log').getByText('Is anybody there?').waitFor();
    await chat.locator('.mine .state', { hasText: 'Read' }).waitFor();

    const answer = agent.getByRole('textbox', { name: 'Answer' });
    await answer.pressSequentially('Y');
    await chat.getByText('is typing').waitFor();
    await answer.fill('Yes, **I** am');
    await agent.getByLabel('Markdown').check();
    await answer.press('Enter');
    await chat.locator('strong', { hasText: 'I' }).waitFor();
    await agent.locator('#file').setInputFiles(picture);
    await chat.getByRole('img', { name: picture.name }).waitFor();
    await agent.getByRole('button', { name: 'Show a form' }).click();
    await chat.getByRole('button', { name: 'Call me back' }).click();
    await agent.locator('#log').getByText('Call me back').waitFor();

    await agent.getByRole('button', { name: 'Hand back' }).click();
    await say(chat, 'And now?');
    await chat.getByText('You said: And now?').waitFor();
    await agent.getByRole('button', { name: 'End chat' }).click();
    await chat.getByText('The chat has ended.').waitFor();
    await agent.getByRole('button', { name: 'Ended' }).waitFor();
  });

  test('makes Connect misbehave, and shows that a message is still sent once', async (t) => {
    const { page: chat } = await stage.page(t);
    await startOnPage(stage, chat, 'Eve');
    await chat.getByText('Hello, I am Robin').waitFor();
    const { page: agent } = await stage.page(t);
    await agent.goto(`${stage.url}/agent`);
    await agent.getByRole('button', { name: 'Take the next message, lose the answer' }).click();
    await agent.getByText('1 left').waitFor();
    await say(chat, 'Only once, please');
    await chat.getByText('You said: Only once, please').waitFor();
    await agent.locator('#happened').getByText('reset-after-accept on SendMessage').waitFor();
    await agent.getByText('Nothing: all is well.').waitFor();
    const { Items } = await contactWith(stage, 'Eve', () => true);
    assert.equal(Items.filter(({ Content }) => Content === 'Only once, please').length, 1);

    await agent.getByText('Something else').click();
    await agent.getByLabel('What goes wrong').selectOption('slow');
    await agent.getByLabel('How often').fill('7');
    await agent.getByRole('button', { name: 'Add' }).click();
    await agent.getByText('7 left').waitFor();
    await agent.getByRole('button', { name: 'Take all back' }).click();
    await agent.getByText('Nothing: all is well.').waitFor();
  });
});
