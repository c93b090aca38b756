import { startChat } from '../../lambdas/operations/start-chat.ts';
import { anyText, bearer, derived, reference } from './like.ts';
import { operationTest } from './operation-test.ts';
import { busy, invalid, mismatch, refusedUnasked, replayed } from './outcomes.ts';
import { configured, newSecret } from './scenes.ts';

const details = { ParticipantDetails: { DisplayName: 'Ada' } };

operationTest(startChat, {
  asked: () => Promise.resolve({ ...details, Attributes: { tier: 'gold' }, ClientToken: newSecret() }),
  // Eight hours, unless the entry point says otherwise.
  sends: {
    ...configured,
    ...details,
    Attributes: { tier: 'gold', ConnectChatBffSession: reference },
    ChatDurationInMinutes: 480,
    ClientToken: derived,
  },
  // The token that a browser gets is a bearer of the session; Connect's stays in the back end.
  answers: { ContactId: anyText, ParticipantId: anyText, ParticipantToken: bearer },
  refuses: [
    [
      'an entry point that is not configured',
      { EntryPoint: 'sales' },
      ...invalid,
      'EntryPoint must be one of: default',
    ],
    ["somebody else's flow", { ContactFlowId: 'another' }, ...invalid, 'must be the configured ones'],
    [
      'a name that nobody can see',
      { ParticipantDetails: { DisplayName: ' ' } },
      ...invalid,
      'DisplayName must have a visible character',
    ],
    ['a ClientToken that can be guessed', { ClientToken: 'first' }, ...invalid, 'ClientToken must be a UUID'],
    [
      'an earlier chat without its bearer',
      { PersistentChat: { SourceContactId: 'earlier', RehydrationType: 'ENTIRE_PAST_SESSION' } },
      403,
      'AccessDeniedException',
    ],
  ],
  retries: {
    again: replayed,
    otherBody: { members: { Attributes: { tier: 'silver' } }, ...mismatch },
    // Not asked for again: whoever fills the instance would have everybody's starts asked for twice.
    throttled: { ...busy, calls: 1 },
    throttledThroughout: { ...busy, calls: 1 },
    answerLost: { calls: 2, carriedOut: 1 },
    withoutStore: { ...refusedUnasked, error: 'InternalServiceException' },
  },
});
