import type { IdleTimers } from './idle-timers.ts';

/** Each timer in Connect's terms. */
export const idleTimers = {
  customerIdle: { ParticipantRole: 'CUSTOMER', TimerType: 'IDLE' },
  customerDisconnect: { ParticipantRole: 'CUSTOMER', TimerType: 'DISCONNECT_NONCUSTOMER' },
  agentIdle: { ParticipantRole: 'AGENT', TimerType: 'IDLE' },
  agentDisconnect: { ParticipantRole: 'AGENT', TimerType: 'DISCONNECT_NONCUSTOMER' },
} as const satisfies Record<keyof IdleTimers, object>;

/** Minutes, from the API's model. */
export const idleTimerBounds = { minimum: 2, maximum: 480 } as const;
