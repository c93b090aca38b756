import type { Context } from './context.ts';

/** Nobody knows what becomes of a start for so long, in ms; afterwards nobody ever will. */
const doubtMs = 10 * 60_000;

/** Starts the chat, and does not rest until it has been answered. There is one if it has a session then. */
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
}: Context): Promise<void> {
  const start = store.read('start');
  if (!start) return end();
  for (let failures = 0; ; failures += 1) {
    store.write('seen', edges.now());
    const result = await call('/chats', start.request, signal, [
      'ContactId',
      'ParticipantId',
      'ParticipantToken',
    ]);
    if (signal.aborted) return;
    if ('value' in result) {
      const { ContactId, ParticipantId, ParticipantToken } = result.value;
      // In a cookie, there is no bearer to keep.
      const bearer = start.request.session ? '' : ParticipantToken;
      const session = { bearer, contactId: ContactId, participantId: ParticipantId };
      dispatch({ type: 'session', session });
      return show('connecting');
    }
    const { problem } = result;
    const again = problem.again || (problem.kind === 'unknown' && edges.now() - start.at < doubtMs);
    // Of these, the API says that nothing was started. Whatever may have been is found first, and ended then.
    if (isEnding() && (problem.kind === 'busy' || problem.kind === 'full' || !again)) return end();
    if (!again) {
      store.remove('start');
      return dispatch({ type: 'status', status: 'failed', problem });
    }
    show('starting', problem);
    await wait(failures, problem);
  }
}
