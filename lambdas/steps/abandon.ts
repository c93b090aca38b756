import { formatBearer } from '../core/secret.ts';
import type { Budget } from '../operations/budgets.ts';
import { CallFailure, callUpstream, type Call } from './call-upstream.ts';
import type { Visit } from './request.ts';

/** What became of a participant without a session: Connect has let it go, or it stays until its contact ends. */
export type Abandoned = 'ended' | 'left';

/**
 * Takes back a participant that nobody will have a bearer for, with its own token: a customer's chat ends with it. Asks
 * as far as the request's deadline, and fails with nothing of Connect's.
 */
export async function abandon(participantToken: string, { request, ports }: Visit): Promise<Abandoned> {
  const { trace, operation } = request;
  const { upstreamRequestId: made } = trace;
  const budget: Budget = {
    ...operation.budget,
    attempt: 1_500,
    repeatThrottled: true,
    upstream: operation.budget.deadline,
  };
  const ask = async (command: Call['command'], input: Call['input']): Promise<Record<string, unknown>> =>
    (await callUpstream({ command, input, budget }, request, ports)).output;
  try {
    const { ConnectionCredentials: connected } = (await ask('CreateParticipantConnection', {
      Type: ['CONNECTION_CREDENTIALS'],
      ConnectParticipant: true,
      ParticipantToken: participantToken,
    })) as { ConnectionCredentials?: { ConnectionToken?: string } };
    if (connected?.ConnectionToken === undefined) return 'left';
    await ask('DisconnectParticipant', {
      ConnectionToken: connected.ConnectionToken,
      ClientToken: formatBearer(ports.random(32)),
    });
    return 'ended';
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    // Connect refuses the tokens of a participant that is gone.
    return error.failure.kind === 'denied' && error.failure.certain ? 'ended' : 'left';
  } finally {
    // The call that made the participant is the one to look for.
    if (made !== undefined) trace.upstreamRequestId = made;
  }
}
