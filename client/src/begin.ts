import type { Context } from './context.ts';

/** Nobody knows what becomes of a start for so long, in ms; afterwards nobody ever will. */
const doubtMs = 10 * 60_000;

/** Starts the chat, and does not rest until it has been answered. Resolves with whether there is one. */
export async function begin({
  edges,
  store,
  call,
  signal,
  wait,
  dispatch,
  show,
  isEnding,
  end,
}: Context): Promise<boolean> {
  const start = store.read('start');
  if (start === undefined) {
    end();
    return false;
  }
  for (let failures = 0; ; failures += 1) {
    store.write('seen', edges.now());
    const result = await call('/chats', start.request, signal, [
      'ContactId',
      'ParticipantId',
      ...(start.request.session ? [] : ['ParticipantToken']),
    ]);
    if (signal.aborted) return false;
    if ('value' in result) {
      const { ContactId, ParticipantId, ParticipantToken = '' } = result.value;
      const session = { bearer: ParticipantToken, contactId: ContactId, participantId: ParticipantId };
      dispatch({ type: 'session', session });
      show('connecting');
      return true;
    }
    const { problem } = result;
    const again = problem.again || (problem.kind === 'unknown' && edges.now() - start.at < doubtMs);
    // Of these, the API says that nothing was started. Whatever may have been is found first, and ended then.
    if (isEnding() && (problem.kind === 'busy' || problem.kind === 'full' || !again)) {
      end();
      return false;
    }
    if (!again) {
      store.remove('start');
      dispatch({ type: 'status', status: 'failed', problem });
      return false;
    }
    show('starting', problem);
    await wait(failures, problem);
  }
}
