import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { skipped } from './browser.ts';
import { picture } from './picture.ts';
import { contactWith, openStage, say, startOnPage, type Stage } from './stage.ts';

interface Interactive {
  readonly templateType: string;
  readonly data: { readonly content: { readonly viewId?: string } };
}

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

  test('sends every template and every form by a button, and the chat page goes on', async (t) => {
    const { page: chat } = await stage.page(t);
    const { page: agent } = await stage.page(t);
    await startOnPage(stage, chat, 'Ada');
    await agent.goto(`${stage.url}/agent`);
    await agent.getByRole('button', { name: 'Ada' }).click();
    await agent.getByText('Choices and forms').click();
    for (const [label, templateType, viewId] of [
      ['List picker', 'ListPicker'],
      ['Time picker', 'TimePicker'],
      ['Panel', 'Panel'],
      ['Quick reply', 'QuickReply'],
      ['Carousel', 'Carousel'],
      ['Form with every field', 'ViewResource', 'simulated-order-form'],
      ['Form with an error', 'ViewResource', 'simulated-order-form'],
      ['Show a form', 'ViewResource', 'simulated-callback-form'],
    ] as const) {
      await agent.getByRole('button', { name: label, exact: true }).click();
      await contactWith(stage, 'Ada', ({ Items }) => {
        const last = Items.findLast(({ Type }) => Type === 'MESSAGE');
        if (last?.ContentType?.endsWith('message.interactive') !== true) return false;
        const message = JSON.parse(last.Content ?? '') as Interactive;
        return message.templateType === templateType && message.data.content.viewId === viewId;
      });
    }
    await say(chat, 'Still here');
    await agent.locator('#log').getByText('Still here').waitFor();
  });

  test('tells everything that Connect says of itself, and the chat page goes on', async (t) => {
    const { page: chat } = await stage.page(t);
    const { page: agent } = await stage.page(t);
    await startOnPage(stage, chat, 'Bea');
    await agent.goto(`${stage.url}/agent`);
    await agent.getByRole('button', { name: 'Bea' }).click();
    await agent.getByLabel('As SYSTEM_MESSAGE').check();
    await agent.getByRole('textbox', { name: 'Answer' }).fill('You are next');
    await agent.keyboard.press('Enter');
    await chat.getByText('You are next', { exact: true }).waitFor();
    await chat.getByText('Automatic message').waitFor();
    assert.equal(await chat.getByText('SYSTEM_MESSAGE').count(), 0);
    await agent.getByText('What Connect says of itself').click();
    const select = agent.getByLabel('Event', { exact: true });
    const names = await select.locator('option').allTextContents();
    assert(names.length > 10);
    for (const name of names) {
      if (name.startsWith('authentication.'))
        await agent.getByRole('button', { name: 'Ask to sign in' }).click();
      await select.selectOption(name);
      await agent.getByRole('button', { name: 'Tell it' }).click();
      await agent.getByText(`Told: ${name}`).waitFor();
    }
    await agent.locator('#log').getByText('The chat has been transferred').waitFor();
    await agent.getByRole('heading', { name: 'Bea (signed in)' }).waitFor();
    await say(chat, 'Still here');
    await agent.locator('#log').getByText('Still here').waitFor();
  });

  test('takes over by sending, shows what is unread, and puts aside what has ended', async (t) => {
    const { page: agent } = await stage.page(t);
    await agent.goto(`${stage.url}/agent`);
    const { page: dan } = await stage.page(t);
    await startOnPage(stage, dan, 'Dan');
    await dan.getByText('Hello, I am Robin').waitFor();
    const row = agent.getByRole('button', { name: 'Dan' });
    await row.getByText('Active, automatic agent').waitFor();
    await row.click();
    await agent.getByRole('textbox', { name: 'Answer' }).fill('A person here');
    await agent.keyboard.press('Enter');
    await dan.getByText('A person here').waitFor();
    await row.getByText('Active', { exact: true }).waitFor();
    await row.getByText('Agent: A person here').waitFor();

    const { page: cleo } = await stage.page(t);
    await startOnPage(stage, cleo, 'Cleo');
    await agent.getByRole('button', { name: 'Cleo' }).click();
    await say(dan, 'Unanswered one');
    await say(dan, 'Unanswered two');
    await row.getByText('2 unread').waitFor();
    await row.getByText('Unanswered two').waitFor();
    assert.match(await agent.title(), /^\(2\) /);
    assert.equal(await dan.getByText('You said: Unanswered one').count(), 0);
    await row.click();
    await row.getByText('2 unread').waitFor({ state: 'hidden' });
    await dan.locator('.mine .state', { hasText: 'Read' }).last().waitFor();

    await agent.getByRole('button', { name: 'End chat' }).click();
    await row.getByText('Ended').waitFor();
    await agent.getByRole('button', { name: 'Cleo' }).click();
    await row.waitFor({ state: 'detached' });
    await agent.getByLabel('Show ended').check();
    await row.getByText('Ended').waitFor();
  });

  test('is a list in a log to a screen reader, and can be used by keyboard alone', async (t) => {
    const { page: chat } = await stage.page(t);
    const { page: agent } = await stage.page(t);
    await startOnPage(stage, chat, 'Kay');
    await chat.getByText('Hello, I am Robin').waitFor();
    await agent.goto(`${stage.url}/agent`);
    await agent.getByRole('button', { name: 'Kay' }).waitFor();
    const press = async (key: string, id: string): Promise<void> => {
      for (let step = 0; step < 12; step += 1) {
        await agent.keyboard.press(key);
        if ((await agent.evaluate(() => document.activeElement?.textContent ?? '')).includes(id)) return;
      }
      assert.fail(`${id} has no focus`);
    };
    await press('Tab', 'Kay');
    await agent.keyboard.press('Enter');
    await agent.locator('#message:focus').waitFor();
    const items = agent.getByRole('log').getByRole('list').getByRole('listitem');
    await items.first().waitFor();
    assert((await items.count()) >= 3);
    await press('Tab', 'Choices and forms');
    await agent.keyboard.press('Enter');
    await press('Tab', 'Quick reply');
    await agent.keyboard.press('Enter');
    await items.getByText('Quick reply: Did this help?').waitFor();
  });

  test('rejects a file that the scanner finds, once it scans', async (t) => {
    const { page: chat } = await stage.page(t);
    const { page: agent } = await stage.page(t);
    await startOnPage(stage, chat, 'Zoe');
    await agent.goto(`${stage.url}/agent`);
    await agent.getByRole('button', { name: 'Zoe' }).click();
    await agent.getByLabel('Scan attachments').check();
    await chat.locator('#file').setInputFiles({ ...picture, name: 'eicar.png' });
    await agent.locator('#log').getByText('eicar.png (being scanned)').waitFor();
    await agent.locator('#log').getByText('eicar.png (rejected)').waitFor();
    await agent.getByLabel('Scan attachments').uncheck();
    await agent.reload();
    await agent.getByRole('button', { name: 'Zoe' }).waitFor();
    assert.equal(await agent.getByLabel('Scan attachments').isChecked(), false);
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

describe('The agent console of another process’s Connect', { skip: skipped }, () => {
  let simulator: SimulatedConnect;
  let stage: Stage;
  before(async () => {
    simulator = await startSimulatedConnect();
    stage = await openStage({
      AWS_ENDPOINT_URL_CONNECT: simulator.url,
      AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
    });
  });
  after(async () => {
    await stage.close();
    await simulator.close();
  });

  test('is where Connect is simulated: the banner names it, and /agent leads there', async (t) => {
    assert.match(stage.server.output(), new RegExp(`Agent console {2}${simulator.url}/agent\n`));
    const { page: chat } = await stage.page(t);
    await chat.goto(stage.url);
    await chat.getByLabel('Your name').fill('Ada');
    await chat.getByRole('button', { name: 'Start chat' }).click();
    await chat.getByText('Hello, I am Robin').waitFor();
    const { page: agent } = await stage.page(t);
    await agent.goto(`${stage.url}/agent`);
    assert.equal(agent.url(), `${simulator.url}/agent`);
    assert.equal(await agent.getByRole('link', { name: 'Chat page' }).count(), 0);
    await agent.getByRole('button', { name: 'Ada' }).click();
    await agent.getByRole('textbox', { name: 'Answer' }).fill('From afar');
    await agent.keyboard.press('Enter');
    await chat.getByText('From afar').waitFor();
  });
});
