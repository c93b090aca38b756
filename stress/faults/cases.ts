import type { Fault, Range } from './fault.ts';
import type { Make } from './lane.ts';

/** What a visitor does, who starts a chat, connects, sends messages, reads them, and ends the chat. */
export interface Acts {
  /** Identical starts at once. Default 1. */
  readonly starts?: number;
  /** Pages of one session, each of which sends messages of its own. Default 1. */
  readonly tabs?: number;
  /** Identical requests at once, after the start. Default 1. */
  readonly clicks?: number;
  /** Messages of each page. Default 3. */
  readonly messages?: number;
  /** Repeats messages that were answered, in another order. */
  readonly again?: boolean;
  /** Gives the first attempt up after so many ms, each later one after twice as many, and repeats it while it is under way. */
  readonly impatience?: number;
  readonly uploads?: boolean;
  /** Types before each message. */
  readonly events?: boolean;
  /** Whether the visitor ends the chat. Default true. */
  readonly ends?: boolean;
}

/** One scenario: what happens to which call, and who acts. */
export interface FaultCase {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly acts?: Acts;
  readonly make?: Partial<Make>;
  /** Statuses that may be final, besides 2xx: what is refused because of what happens. Default: none. */
  readonly may?: readonly number[];
}

const onConnect = (calls: string | undefined, fault: Omit<Fault, 'way' | 'calls'>): Fault => ({
  way: 'connect',
  ...(calls !== undefined && { calls: [calls] }),
  ...fault,
});
const onTable = (calls: readonly string[] | undefined, fault: Omit<Fault, 'way' | 'calls'>): Fault => ({
  way: 'dynamodb',
  ...(calls !== undefined && { calls }),
  ...fault,
});

const writes = ['PutItem', 'UpdateItem', 'DeleteItem'];
const anywhere: Range = [0, 3];
const message = 'SendMessage';
const start = 'StartChatContact';

/** A chat that the agent ends, or whose tokens are worth nothing any more, is over for the visitor. */
const over = [403, 409];

const everything: Acts = { uploads: true, events: true };
const doubled: Acts = { starts: 2, clicks: 2 };

const wrongClocks = { clocks: [90_000, -90_000] } as const;
const versions = { versions: ['released', 'now'] } as const;

/** All of them, in the order in which they run: those of one make after the other, as another one takes other processes. */
export const faultCases: readonly FaultCase[] = [
  // Connect: a message.
  {
    name: 'message-reset',
    faults: [onConnect(message, { does: 'reset', when: 'before', passing: anywhere, times: [1, 4] })],
  },
  {
    name: 'message-reset-after-accept',
    faults: [onConnect(message, { does: 'reset', when: 'after', passing: anywhere, times: [1, 4] })],
  },
  { name: 'message-hang', faults: [onConnect(message, { does: 'hang', when: 'before', passing: anywhere })] },
  {
    name: 'message-hang-after-accept',
    faults: [onConnect(message, { does: 'hang', when: 'after', passing: anywhere, times: [1, 2] })],
  },
  {
    name: 'message-slow',
    faults: [onConnect(message, { does: 'slow', when: 'before', times: [1, 3], ms: [500, 4_000] })],
  },
  {
    name: 'message-answered-slowly',
    faults: [onConnect(message, { does: 'slow', when: 'after', times: [1, 3], ms: [500, 4_000] })],
  },
  {
    name: 'message-late',
    faults: [
      onConnect(message, {
        does: 'late',
        when: 'before',
        times: [1, 2],
        passing: anywhere,
        ms: [100, 3_000],
      }),
    ],
  },
  { name: 'message-twice', faults: [onConnect(message, { does: 'twice', when: 'before', times: 6 })] },
  {
    name: 'message-truncated',
    faults: [onConnect(message, { does: 'truncate', when: 'after', passing: anywhere, times: [1, 4] })],
  },
  {
    name: 'message-garbage',
    faults: [onConnect(message, { does: 'garbage', when: 'after', passing: anywhere, times: [1, 4] })],
  },
  {
    name: 'message-empty',
    faults: [onConnect(message, { does: 'empty', when: 'after', passing: anywhere, times: [1, 4] })],
  },
  {
    name: 'message-500-after-accept',
    faults: [onConnect(message, { does: 'error', when: 'after', passing: anywhere, times: [1, 4] })],
  },
  {
    name: 'message-429',
    faults: [onConnect(message, { does: 'throttle', when: 'before', passing: anywhere, times: [1, 8] })],
  },
  {
    name: 'message-503',
    faults: [onConnect(message, { does: 'unavailable', when: 'before', passing: anywhere, times: [1, 8] })],
  },
  // Connect: the other calls.
  { name: 'start-reset', faults: [onConnect(start, { does: 'reset', when: 'before', times: [1, 3] })] },
  {
    name: 'start-reset-after-accept',
    faults: [onConnect(start, { does: 'reset', when: 'after', times: [1, 3] })],
  },
  { name: 'start-hang-after-accept', faults: [onConnect(start, { does: 'hang', when: 'after' })] },
  { name: 'start-garbage', faults: [onConnect(start, { does: 'garbage', when: 'after', times: [1, 3] })] },
  { name: 'start-429', faults: [onConnect(start, { does: 'throttle', when: 'before', times: [1, 4] })] },
  { name: 'start-late', faults: [onConnect(start, { does: 'late', when: 'before', ms: [100, 3_000] })] },
  {
    name: 'connection-lost',
    faults: [onConnect('CreateParticipantConnection', { does: 'reset', when: 'after', times: [1, 5] })],
  },
  {
    name: 'connection-429',
    faults: [onConnect('CreateParticipantConnection', { does: 'throttle', when: 'before', times: [1, 10] })],
  },
  {
    name: 'disconnect-reset-after-accept',
    faults: [onConnect('DisconnectParticipant', { does: 'reset', when: 'after', times: [1, 4] })],
    acts: { messages: 1 },
  },
  {
    name: 'disconnect-hang-after-accept',
    faults: [onConnect('DisconnectParticipant', { does: 'hang', when: 'after' })],
    acts: { messages: 1 },
  },
  {
    name: 'upload-reset-after-accept',
    faults: [onConnect('StartAttachmentUpload', { does: 'reset', when: 'after', times: [1, 4] })],
    acts: { uploads: true, messages: 1 },
  },
  {
    name: 'transcript-truncated',
    faults: [onConnect('GetTranscript', { does: 'truncate', when: 'after', times: [1, 4] })],
    acts: { messages: 1 },
  },
  // Connect: all calls.
  {
    name: 'connect-429-storm',
    faults: [
      onConnect(undefined, { does: 'throttle', when: 'before', chance: 0.6, lasting: [2_000, 6_000] }),
    ],
    acts: everything,
  },
  {
    name: 'connect-500-storm',
    faults: [onConnect(undefined, { does: 'error', when: 'before', chance: 0.6, lasting: [2_000, 6_000] })],
    acts: everything,
  },
  {
    name: 'connect-lost-answers-storm',
    faults: [onConnect(undefined, { does: 'reset', when: 'after', chance: 0.5, lasting: [2_000, 6_000] })],
    acts: { events: true },
  },
  {
    name: 'connect-down',
    faults: [
      onConnect(undefined, { does: 'reset', when: 'before', passing: [0, 6], lasting: [1_000, 5_000] }),
    ],
    acts: everything,
  },
  {
    name: 'tokens-expire',
    faults: [onConnect(undefined, { does: 'expire', when: 'before', passing: [2, 8], times: 2 })],
    acts: { ...everything, messages: 5 },
  },
  {
    name: 'tokens-expire-and-answers-lost',
    faults: [
      onConnect(message, { does: 'expire', when: 'after', passing: [0, 2] }),
      onConnect(message, { does: 'reset', when: 'after', passing: [0, 3], times: 2 }),
    ],
    acts: { messages: 4 },
    may: [409],
  },
  {
    name: 'tokens-revoked',
    faults: [onConnect(undefined, { does: 'renounce', when: 'before', passing: [2, 7] })],
    may: over,
    acts: { ends: false },
  },
  {
    name: 'agent-ends',
    faults: [onConnect(undefined, { does: 'end', when: 'before', passing: [2, 6] })],
    may: over,
    acts: { ends: false },
  },
  {
    name: 'agent-ends-after-a-lost-answer',
    faults: [
      onConnect(message, { does: 'reset', when: 'after', passing: [0, 2] }),
      onConnect(message, { does: 'end', when: 'before', passing: [0, 3] }),
    ],
    may: over,
    acts: { ends: false },
  },
  // DynamoDB.
  {
    name: 'table-down',
    faults: [onTable(undefined, { does: 'reset', when: 'before', passing: [0, 12], lasting: [500, 4_000] })],
    acts: everything,
  },
  {
    name: 'table-hangs',
    faults: [onTable(undefined, { does: 'hang', when: 'before', passing: [0, 12], times: [1, 3] })],
  },
  {
    name: 'table-slow',
    faults: [onTable(undefined, { does: 'slow', when: 'before', chance: 0.5, times: 20, ms: [100, 900] })],
  },
  {
    name: 'table-throttles',
    faults: [onTable(undefined, { does: 'throttle', when: 'before', chance: 0.5, lasting: [1_000, 5_000] })],
    acts: everything,
  },
  {
    name: 'table-500-storm',
    faults: [onTable(undefined, { does: 'error', when: 'before', chance: 0.5, lasting: [1_000, 5_000] })],
    acts: everything,
  },
  {
    name: 'table-acknowledgements-lost',
    faults: [onTable(writes, { does: 'reset', when: 'after', chance: 0.6, times: [2, 12] })],
    acts: everything,
  },
  {
    name: 'table-acknowledgements-hang',
    faults: [onTable(writes, { does: 'hang', when: 'after', passing: [0, 6], times: [1, 3] })],
  },
  {
    name: 'table-500-after-writing',
    faults: [onTable(writes, { does: 'error', when: 'after', chance: 0.6, times: [2, 12] })],
  },
  {
    name: 'table-writes-twice',
    faults: [onTable(writes, { does: 'twice', when: 'before', chance: 0.5, times: 10 })],
    acts: doubled,
  },
  {
    name: 'table-writes-late',
    faults: [
      onTable(writes, { does: 'late', when: 'before', passing: [0, 8], times: [1, 2], ms: [50, 1_500] }),
    ],
  },
  {
    name: 'table-truncated',
    faults: [onTable(undefined, { does: 'truncate', when: 'after', chance: 0.3, times: [2, 10] })],
  },
  {
    name: 'table-garbage',
    faults: [onTable(undefined, { does: 'garbage', when: 'after', chance: 0.3, times: [2, 10] })],
  },
  {
    name: 'both-ways-at-random',
    faults: [
      { way: 'any', does: 'reset', when: 'after', chance: 0.15, times: 8 },
      { way: 'any', does: 'error', when: 'before', chance: 0.15, times: 8 },
      { way: 'any', does: 'slow', when: 'before', chance: 0.15, times: 8, ms: [50, 600] },
    ],
    acts: { ...everything, tabs: 2 },
  },
  // Visitors.
  {
    name: 'double-clicks',
    faults: [onConnect(undefined, { does: 'slow', when: 'after', times: 8, ms: [50, 800] })],
    acts: doubled,
  },
  {
    name: 'double-clicks-and-lost-answers',
    faults: [onConnect(undefined, { does: 'reset', when: 'after', chance: 0.4, times: 6 })],
    acts: doubled,
  },
  {
    name: 'condition-storm',
    faults: [onTable(writes, { does: 'slow', when: 'after', chance: 0.5, times: 20, ms: [10, 200] })],
    acts: { starts: 6, clicks: 6, messages: 2 },
  },
  {
    name: 'two-tabs',
    faults: [onConnect(undefined, { does: 'slow', when: 'before', chance: 0.5, times: 8, ms: [10, 600] })],
    acts: { tabs: 2, events: true },
  },
  {
    name: 'two-tabs-and-expired-tokens',
    faults: [onConnect(undefined, { does: 'expire', when: 'before', passing: [2, 6], times: 2 })],
    acts: { tabs: 2, messages: 4 },
  },
  {
    name: 'repeated-in-another-order',
    faults: [onConnect(message, { does: 'slow', when: 'after', chance: 0.5, times: 5, ms: [10, 500] })],
    acts: { again: true, messages: 4 },
  },
  {
    name: 'repeated-before-the-answer',
    faults: [onConnect(undefined, { does: 'slow', when: 'after', chance: 0.6, times: 8, ms: [200, 2_500] })],
    acts: { impatience: 600 },
  },
  // Processes that die.
  {
    name: 'killed-before-the-table',
    faults: [onTable(undefined, { does: 'kill', when: 'before', passing: [0, 14] })],
  },
  {
    name: 'killed-after-the-table',
    faults: [onTable(undefined, { does: 'kill', when: 'after', passing: [0, 14] })],
  },
  {
    name: 'killed-before-connect',
    faults: [onConnect(undefined, { does: 'kill', when: 'before', passing: [0, 6] })],
  },
  {
    name: 'killed-after-connect',
    faults: [onConnect(undefined, { does: 'kill', when: 'after', passing: [0, 6] })],
  },
  {
    name: 'killed-in-a-start',
    faults: [{ way: 'any', does: 'kill', when: 'after', passing: [0, 5] }],
    acts: { starts: 2, messages: 1 },
  },
  {
    name: 'killed-twice',
    faults: [
      { way: 'any', does: 'kill', when: 'after', passing: [2, 10] },
      { way: 'any', does: 'kill', when: 'before', passing: [10, 20] },
    ],
    acts: { tabs: 2 },
  },
  // Clocks that are wrong by a minute and a half, one ahead and one behind.
  {
    name: 'wrong-clocks',
    faults: [onConnect(message, { does: 'slow', when: 'after', times: 4, ms: [10, 400] })],
    acts: doubled,
    make: wrongClocks,
  },
  {
    name: 'wrong-clocks-and-lost-answers',
    faults: [onConnect(undefined, { does: 'reset', when: 'after', chance: 0.4, times: 6 })],
    acts: { tabs: 2 },
    make: wrongClocks,
  },
  {
    name: 'wrong-clocks-and-expired-tokens',
    faults: [onConnect(undefined, { does: 'expire', when: 'before', passing: [2, 6], times: 2 })],
    acts: everything,
    make: wrongClocks,
  },
  {
    name: 'wrong-clocks-and-a-kill',
    faults: [{ way: 'any', does: 'kill', when: 'after', passing: [0, 14] }],
    make: wrongClocks,
  },
  // The last release and this version, on one table, in one chat.
  {
    name: 'two-versions',
    faults: [onConnect(undefined, { does: 'slow', when: 'after', times: 4, ms: [10, 300] })],
    acts: { ...everything, ...doubled },
    make: versions,
  },
  {
    name: 'two-versions-and-lost-answers',
    faults: [onConnect(message, { does: 'reset', when: 'after', passing: anywhere, times: [1, 4] })],
    acts: { clicks: 2, messages: 4 },
    make: versions,
  },
  {
    name: 'two-versions-and-expired-tokens',
    faults: [onConnect(undefined, { does: 'expire', when: 'before', passing: [2, 6], times: 2 })],
    acts: { messages: 5 },
    make: versions,
  },
  {
    name: 'two-versions-and-a-kill',
    faults: [{ way: 'any', does: 'kill', when: 'after', passing: [2, 12] }],
    acts: { messages: 4 },
    make: versions,
    // The last release does not take over a start of this version that is in doubt.
    may: [409],
  },
];
