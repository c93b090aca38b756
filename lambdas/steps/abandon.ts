import { newUpstreamToken } from '../core/tokens.ts';
import type { Budget } from '../operations/budgets.ts';
import { CallFailure, callUpstream, type CallPorts } from './call-upstream.ts';
import type { ScopedRequest } from './request.ts';

/** What became of a participant without a session: Connect has let it go, or it stays until its contact ends. */
export type Abandoned = 'ended' | 'left';

/**
 * Takes back a participant that nobody will have a bearer for, with its own token: a customer's chat ends with it. Asks
 * as far as the request's deadline, and fails with nothing of Connect's.
 */
export async function abandon(
  participantToken: string,
  { request, ports }: ScopedRequest<CallPorts>,
): Promise<Abandoned> {
  const { trace, operation } = request;
  const { upstreamRequestId } = trace;
  const budget: Budget = {
    ...operation.budget,
    attempt: 1_500,
    repeatThrottled: true,
    upstream: operation.budget.deadline,
  };
  try {
    const { ConnectionCredentials } = await callUpstream(
      {
        command: 'CreateParticipantConnection',
        input: {
          Type: ['CONNECTION_CREDENTIALS'],
          ConnectParticipant: true,
          ParticipantToken: participantToken,
        },
        budget,
      },
      request,
      ports,
    );
    const token = ConnectionCredentials?.ConnectionToken;
    if (token === undefined) return 'left';
    await callUpstream(
      {
        command: 'DisconnectParticipant',
        input: { ConnectionToken: token, ClientToken: newUpstreamToken(ports.random) },
        budget,
      },
      request,
      ports,
    );
    return 'ended';
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    // Connect refuses the tokens of a participant that is gone.
    return error.failure.kind === 'denied' && error.failure.certain ? 'ended' : 'left';
  } finally {
    // The call that made the participant is the one to look for.
    if (upstreamRequestId !== undefined) trace.upstreamRequestId = upstreamRequestId;
  }
}
