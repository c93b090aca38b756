import type { InputOf } from '../core/commands.ts';
import type { IdleTimers } from '../core/idle-timers.ts';
import { idleTimers as all } from '../core/timers-of-connect.ts';
import type { Ports } from '../core/ports.ts';
import type { EntryPoint } from '../core/settings.ts';
import { newTrace } from '../core/trace.ts';
import { CallFailure, callUpstream, failureName, type CallPorts } from './call-upstream.ts';
import type { ApiRequest } from './request.ts';

/** Of one attempt: milliseconds. Further ones follow as far as the start has time. */
const attempt = 2_000;

/**
 * Gives a new chat the idle timers of its entry point, if that has any. Never fails: the chat has begun, and goes on
 * without them.
 */
export async function setIdleTimers(
  contactId: string,
  { instanceId, idleTimers }: EntryPoint,
  request: ApiRequest,
  ports: Pick<Ports, CallPorts>,
): Promise<void> {
  if (!idleTimers) return;
  const { trace, operation } = request;
  // Of its own: the start's request id is the one to look for, and a throttle here is none of the start's.
  const own = newTrace();
  try {
    await callUpstream(
      {
        command: 'UpdateParticipantRoleConfig',
        input: inputOf(instanceId, contactId, idleTimers),
        budget: { ...operation.budget, attempt, attempts: 3, repeatThrottled: true },
      },
      { ...request, trace: own },
      ports,
    );
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    trace.idleTimersFailure = failureName(error);
  } finally {
    trace.upstreamAttempts += own.upstreamAttempts;
    trace.upstreamMilliseconds += own.upstreamMilliseconds;
  }
}

/** What Connect is asked for them. To ask it again changes nothing. */
function inputOf(
  instanceId: string,
  contactId: string,
  timers: IdleTimers,
): InputOf<'UpdateParticipantRoleConfig'> {
  return {
    InstanceId: instanceId,
    ContactId: contactId,
    ChannelConfiguration: {
      Chat: {
        ParticipantTimerConfigList: Object.entries(all).flatMap(([name, timer]) => {
          const minutes = timers[name as keyof IdleTimers];
          return minutes === undefined
            ? []
            : [{ ...timer, TimerValue: { ParticipantTimerDurationInMinutes: minutes } }];
        }),
      },
    },
  };
}
