import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GetTranscriptRequest, Item } from '@aws-sdk/client-connectparticipant';
import { assert as assertProperty, asyncProperty, constantFrom, integer } from 'fast-check';
import { attached } from './attached.ts';
import { answers, chatIn, newChat } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

/** A chat with this many messages, numbered in the order they were sent, a second apart. */
async function chatWith(
  t: Parameters<typeof newChat>[0],
  messages: number,
): Promise<{ readonly chat: Chat; readonly sent: readonly Item[] }> {
  const clock = { now: Date.parse('2026-01-01T00:00:00.000Z') };
  const chat = await newChat(t, { agent: { automatic: false }, now: () => clock.now });
  const sent: Item[] = [];
  for (let number = 0; number < messages; number += 1) {
    clock.now += 1_000;
    const { ConnectionToken, participant } = chat;
    sent.push(
      await participant.sendMessage({ ConnectionToken, ContentType: 'text/plain', Content: `${number}` }),
    );
  }
  return { chat, sent };
}

async function contents(chat: Chat, request: Partial<GetTranscriptRequest>): Promise<readonly string[]> {
  const { participant, ConnectionToken } = chat;
  const { Transcript = [] } = await participant.getTranscript({ ConnectionToken, ...request });
  return Transcript.flatMap(({ Content }) => Content ?? []);
}

test('pages of any size, in either direction and order, add up to the whole transcript', async (t) => {
  const { chat } = await chatWith(t, 12);
  const { participant, ConnectionToken } = chat;
  const whole = chat.simulator.contacts[0]?.Items.map(({ Id }) => Id) ?? [];
  await assertProperty(
    asyncProperty(
      integer({ min: 1, max: 15 }),
      constantFrom('FORWARD', 'BACKWARD'),
      constantFrom('ASCENDING', 'DESCENDING'),
      async (MaxResults, ScanDirection, SortOrder) => {
        const ids: (string | undefined)[] = [];
        let NextToken: string | undefined;
        do {
          const request = {
            ConnectionToken,
            MaxResults,
            ScanDirection,
            SortOrder,
            StartPosition: {},
          } as const;
          const page = await participant.getTranscript({ ...request, NextToken });
          const found = page.Transcript?.map(({ Id }) => Id) ?? [];
          assert(found.length <= MaxResults);
          const ascending = SortOrder === 'ASCENDING' ? found : found.toReversed();
          if (ScanDirection === 'FORWARD') ids.push(...ascending);
          else ids.unshift(...ascending);
          ({ NextToken } = page);
        } while (NextToken !== undefined);
        assert.deepEqual(ids, whole);
      },
    ),
    { numRuns: 30 },
  );
});

test('without a start the newest items come, newest first', async (t) => {
  const { chat } = await chatWith(t, 20);
  assert.deepEqual(await contents(chat, { MaxResults: 3 }), ['19', '18', '17']);
  assert.equal((await contents(chat, {})).length, 10);
  assert.equal((await contents(chat, { MaxResults: 0 })).length, 10);
});

test('a transcript can start at an item, at a time, or so many items back', async (t) => {
  const { chat, sent } = await chatWith(t, 6);
  const ask = { MaxResults: 2, SortOrder: 'ASCENDING' } as const;
  const { Id, AbsoluteTime } = sent[3] ?? {};
  const StartPosition = { Id };
  assert.deepEqual(await contents(chat, { ...ask, StartPosition }), ['3', '4']);
  assert.deepEqual(await contents(chat, { ...ask, StartPosition, ScanDirection: 'BACKWARD' }), ['2', '3']);
  const at = { StartPosition: { AbsoluteTime } };
  assert.deepEqual(await contents(chat, { ...ask, ...at, ScanDirection: 'FORWARD' }), ['3', '4']);
  assert.deepEqual(await contents(chat, { ...ask, ...at, ScanDirection: 'BACKWARD' }), ['2', '3']);
  const recent = { StartPosition: { MostRecent: 2 } };
  assert.deepEqual(await contents(chat, { ...ask, ...recent, ScanDirection: 'FORWARD' }), ['4', '5']);
  assert.deepEqual(await contents(chat, { ...ask, ...recent, ScanDirection: 'BACKWARD' }), ['3', '4']);
});

test('a start that does not exist is refused', async (t) => {
  const { chat } = await chatWith(t, 1);
  const invalid = answers('ValidationException', 400);
  await assert.rejects(contents(chat, { StartPosition: { Id: 'unknown' } }), invalid);
  await assert.rejects(contents(chat, { StartPosition: { AbsoluteTime: 'yesterday' } }), invalid);
  await assert.rejects(contents(chat, { NextToken: 'unknown' }), invalid);
  await assert.rejects(contents(chat, { MaxResults: 101 }), invalid);
});

test('an item has null for what it does not have: content, its type, attachments', async (t) => {
  const { chat } = await chatWith(t, 1);
  await attached(chat, 'text/plain', 'hello');
  const { Transcript } = await wireTranscript(chat, { SortOrder: 'ASCENDING' });
  const [joined, message, attachment] = Transcript;
  assert.partialDeepStrictEqual(joined, { Type: 'EVENT', Content: null, Attachments: null });
  assert.equal(typeof joined?.['ContentType'], 'string');
  assert.partialDeepStrictEqual(message, { Type: 'MESSAGE', Content: '0', Attachments: null });
  assert.partialDeepStrictEqual(attachment, { Type: 'ATTACHMENT', Content: null, ContentType: null });
  assert.partialDeepStrictEqual(attachment, { Attachments: [{ AttachmentName: 'notes.txt' }] });
});

test('of a contact that is not this one there is an empty transcript', async (t) => {
  const { chat } = await chatWith(t, 1);
  const { Id } = chat.simulator.contacts[0]?.Items.at(-1) ?? {};
  const other = await chatIn(t, chat.simulator);
  for (const ContactId of [other.ContactId, 'another'])
    for (const more of [{}, { StartPosition: { Id } }, { MaxResults: 1 }])
      assert.deepEqual(await wireTranscript(chat, { ContactId, ...more }), {
        InitialContactId: chat.ContactId,
        NextToken: '',
        Transcript: [],
      });
});

/** The answer as it is on the wire; the SDK drops nulls. */
async function wireTranscript(
  { simulator, ConnectionToken }: Chat,
  request: object,
): Promise<{ readonly Transcript: readonly Readonly<Record<string, unknown>>[] }> {
  const response = await fetch(`${simulator.url}/participant/transcript`, {
    method: 'POST',
    headers: { 'x-amz-bearer': ConnectionToken },
    body: JSON.stringify(request),
  });
  assert.equal(response.status, 200);
  return JSON.parse(await response.text());
}
