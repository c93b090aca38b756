import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { limitsOf } from '../../lambdas/core/admission.ts';
import { bodyMaximum } from '../../lambdas/core/body-maximum.ts';
import { ledgerRetention } from '../../lambdas/core/ledger.ts';
import type { Limit } from '../../lambdas/core/limit.ts';
import { defaultQuotas, quotaClasses } from '../../lambdas/core/quota.ts';
import { defaultChatMinutes, sessionRetention } from '../../lambdas/core/session.ts';
import { browserChatMinutes } from '../../lambdas/core/start.ts';
import { budgets, gatewayTimeout } from '../../lambdas/operations/budgets.ts';
import { getTranscript } from '../../lambdas/operations/get-transcript.ts';
import { sendMessage } from '../../lambdas/operations/send-message.ts';
import { startAttachmentUpload } from '../../lambdas/operations/start-attachment-upload.ts';
import { startChat } from '../../lambdas/operations/start-chat.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';
import { settings } from '../../lib/config/settings.ts';

/** docs/limits.md has the numbers of the code, and has them all. */

const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
const rows = new Map(
  page
    .split('\n')
    .filter((line) => /^\| (?!what |-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, what = '', ...cells]) => [what, cells.slice(0, -2).join(' / ')] as const),
);

const number = (value: number | undefined): string => (value ?? Number.NaN).toLocaleString('en-US');
const characters = ({ max }: { readonly max?: number }): string => `${number(max)} characters`;
const seconds = (milliseconds: number): string => `${Math.floor(milliseconds / 1_000)} seconds`;
const hours = (milliseconds: number): string => `${milliseconds / 3_600_000} hours`;
const rate = ({ rate: each, burst }: { readonly rate: number; readonly burst: number }): string =>
  `${each} / ${burst}`;
const starts = (limit: Limit | undefined): string =>
  `${limit?.burst}, and ${limit?.burst} more in ${(limit?.milliseconds ?? 0) / 60_000} minutes`;

const { perNetwork, perUser, inAll } = limitsOf();
const longest = requestSettings.messageMaximum.otherwise ?? {};
const { members } = startChat.input;
const clientToken = sendMessage.input.members.ClientToken;

/** What each row says. */
const declared: Readonly<Record<string, string>> = {
  'a request’s body': `${number(bodyMaximum)} bytes`,
  'a message of plain text or Markdown': characters({ max: longest['text/plain'] ?? 0 }),
  'a message of JSON': characters({ max: longest['application/json'] ?? 0 }),
  'an answer to an interactive message': characters({
    max: longest['application/vnd.amazonaws.connect.message.interactive.response'] ?? 0,
  }),
  'a visitor’s name': `${characters(members.ParticipantDetails.members.DisplayName)}, at least one of them visible`,
  'contact attributes': `${number(members.Attributes.maxBytes)} bytes of UTF-8, names and values`,
  'a `ClientToken`': characters(clientToken),
  '– of a start from a browser, at least': 'a UUID of version 4, or 43 random characters',
  'a file': `${number(requestSettings.attachmentMaximum.otherwise)} bytes`,
  'a file’s name': characters(startAttachmentUpload.input.members.AttachmentName),
  'files in a chat': '35 (_Connect_)',
  'items of one page of the transcript': number(getTranscript.input.members.MaxResults.max),
  'a chat that a browser starts': hours(browserChatMinutes * 60_000),
  'a chat that a back end starts': `${defaultChatMinutes / 60} hours`,
  'a repetition with the same `ClientToken` gets the first answer': hours(ledgerRetention),
  'the bearer of a chat that is over proves a `PersistentChat`': `${sessionRetention / 86_400_000} days`,
  'a websocket’s URL can be connected to': '100 seconds (_Connect_)',
  'a connection waits for its turn at Connect': seconds(budgets.connection.upstream),
  'the API answers any other request of a chat, even if Connect is slow': seconds(budgets.call.deadline),
  'the API answers a start': seconds(budgets.start.deadline),
  'API Gateway ends a request': seconds(gatewayTimeout),
  'one typing event of a session is sent on, in': '10 seconds',
  'connections and reconnections': rate(defaultQuotas.connection),
  'messages and events together': rate(defaultQuotas.send),
  'transcripts and downloads': rate(defaultQuotas.read),
  'uploads: each of the two calls': rate(defaultQuotas.upload),
  'ends of a chat': rate(defaultQuotas.disconnect),
  'starts from browsers, all together': `${(inAll.burst * 1_000) / inAll.milliseconds} / ${inAll.burst}`,
  'chats of an instance at a time, other channels’ chats included': '500 (_Connect_)',
  'starts from one network: an IPv4 /24 or an IPv6 /56': starts(perNetwork),
  'starts of one visitor who has signed in': starts(perUser),
};

test('each limit is the one of the code', () => {
  assert.deepEqual(Object.fromEntries(rows), declared);
  assert.equal(longest['text/markdown'], longest['text/plain']);
});

test('each setting is one that there is', () => {
  const named = [...page.matchAll(/`(\w+)(?:\.(\w+))?`/g)].filter(([, name = '']) =>
    Object.hasOwn(settings, name),
  );
  assert.ok(named.length >= 10);
  for (const [, name, member] of named)
    if (name === 'quotas' && member !== undefined)
      assert.ok((quotaClasses as readonly string[]).includes(member), member);
});
