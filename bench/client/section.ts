import { table } from '../markdown-table.ts';
import { spread, withCommas } from '../report/number.ts';
import { median, pairedRatios, summarize } from '../statistics.ts';
import { heading } from './page-section.ts';
import {
  messagesInView,
  networkNames,
  pageNames,
  phoneNetwork,
  received,
  scriptNames,
  slowDown,
  typed,
  typingNames,
  type ClientResults,
  type PageName,
  type ScriptName,
  type TypingName,
} from './results.ts';

/** Returns the section of the report about the client for browsers, in Markdown. */
export function clientSection(results: ClientResults): string {
  return [
    heading,
    conditions(results),
    '### What a page downloads',
    bytes(results),
    '### Time to the first message',
    firstMessage(results),
    '### Typing in a long conversation',
    typing(results),
  ].join('\n\n');
}

function conditions({ conditions: { date, command, seed, machine, browser, load } }: ClientResults): string {
  const gigabytes = Math.round(machine.memoryBytes / 1_073_741_824);
  const busy =
    load >= 1
      ? `The load average was ${load.toFixed(1)} at the beginning: the machine was busy with other things, which ` +
        'lengthens every time here. '
      : '';
  return [
    `- Measured on ${date} by \`${command}\`, with the seed ${seed} for the random order, in ${browser} without a window.`,
    `- Machine: ${machine.processor}, ${machine.cores} cores, ${gigabytes} GB, ${machine.system}, Node ${machine.node}. ` +
      `${busy}The API, the simulated Connect and the browser share it.`,
  ].join('\n');
}

function bytes({ bytes: all, conditions: { chatjs } }: ClientResults): string {
  const labels: Readonly<Record<ScriptName, string>> = {
    core: '`startChat()` and `resumeChat()`, with the whole chat',
    all: 'All of `connect-chat-bff-client`',
    element: '`<connect-chat>`, with all that it needs',
    chatjs: `amazon-connect-chatjs ${chatjs}, which has no user interface`,
  };
  return [
    'Bytes, bundled and minified by esbuild, all in the same way, and compressed by gzip at its highest level. `npm test` ' +
      'holds ours to 8,192 (`startChat()` and `resumeChat()`) and 35,840 (`<connect-chat>`).',
    table(
      ['', 'Minified', 'Gzip', 'Of chatjs'],
      scriptNames.map((name) => [
        labels[name],
        withCommas(all[name].minified),
        withCommas(all[name].gzip),
        (all[name].gzip / all.chatjs.gzip).toFixed(2),
      ]),
    ),
    'amazon-connect-chat-interface, which draws a chat on chatjs, is not in the table: npm does not have it. The build ' +
      'that its repository keeps (`local-testing`, at commit 0d170dc) has 1,192,319 characters before compression.',
  ].join('\n\n');
}

const pageLabels: Readonly<Record<PageName, string>> = {
  core: "A page of one's own with `startChat()`",
  element: '`<connect-chat>`',
  chatjs: "A page of one's own with chatjs",
};

function firstMessage({ firstMessage: samples, conditions: { rounds } }: ClientResults): string {
  const megabits = (phoneNetwork.down / 1_000_000).toFixed(1);
  return [
    'Milliseconds from the navigation to the frame that shows the first message: the page loads its script, starts a chat ' +
      'with an `InitialMessage`, connects, and reads what was said. chatjs has `setGlobalConfig({ endpoint })`, and asks ' +
      `for the transcript as soon as \`connect()\` has resolved. Medians and quartiles of ${rounds.firstMessage} rounds, each ` +
      'page once a round in a random order with an empty cache; the ratios are those of a round. "Phone": a processor ' +
      `${slowDown} times slower, ${phoneNetwork.latency} ms for each request and ${megabits} Mbit/s, by Chromium's own means.`,
    table(
      ['', 'Loopback', 'Of chatjs', 'Phone', 'Of chatjs'],
      pageNames.map((name) => [
        pageLabels[name],
        ...networkNames.flatMap((network) => {
          const of = samples[network];
          return [spread(summarize(of[name]), 0), spread(summarize(pairedRatios(of[name], of.chatjs)), 2)];
        }),
      ]),
    ),
  ].join('\n\n');
}

function typingLabel(name: TypingName): string {
  return name === 'bare'
    ? 'A text field on an empty page'
    : `\`<connect-chat>\`, ${withCommas(messagesInView[name])} messages in view`;
}

function typing({ typing: samples, conditions: { rounds } }: ClientResults): string {
  return [
    `A visitor types ${typed.length} characters, ten a second, on a processor ${slowDown} times slower, while an agent sends ` +
      `${received} messages. Chromium calls a task long that keeps the page for 50 ms or more. The text field alone shows ` +
      `what is the machine's part. Of ${rounds.typing} rounds: all long tasks, the longest, and the median of each round's ` +
      'slowest key, from its press to the frame that shows it.',
    table(
      ['', 'Long tasks, all rounds', 'Rounds without any', 'Longest (ms)', 'Slowest key (ms)'],
      typingNames.map((name) => {
        const tasks = samples[name].flatMap(({ longTasks }) => longTasks);
        return [
          typingLabel(name),
          String(tasks.length),
          String(samples[name].filter(({ longTasks }) => longTasks.length === 0).length),
          tasks.length === 0 ? '–' : String(Math.round(Math.max(...tasks))),
          String(Math.round(median(samples[name].map(({ slowestKey }) => slowestKey)))),
        ];
      }),
    ),
  ].join('\n\n');
}
