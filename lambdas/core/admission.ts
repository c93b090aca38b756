import type { Limit } from './limit.ts';

/** How many chats browsers may start. What is left out has its default. */
export interface Admission {
  /** Chats that a Connect instance takes at once, its quota: 500. */
  readonly chats?: number;
  /** The same of single instances, by id. */
  readonly chatsOf?: Readonly<Record<string, number>>;
  /** Percent of the quota that may be in use when a browser starts another chat: 80. */
  readonly share?: number;
  /** Starts a second in one instance, whoever starts them: 5. */
  readonly rate?: number;
  /** Starts at once above that: 8. */
  readonly burst?: number;
  /** Starts from one network, an IPv4 /24 or an IPv6 /56; false for no limit. 40 in 5 minutes. */
  readonly perNetwork?: StartsIn | false;
  /** Starts of one signed-in visitor; false for no limit. 10 in 5 minutes. */
  readonly perUser?: StartsIn | false;
}

/** So many at once, and as many again in so many minutes. */
export interface StartsIn {
  /** How many, 1 to 100,000. */
  readonly starts: number;
  /** In how many minutes, 1 to 1,440. */
  readonly minutes: number;
}

/** The limits in force. */
export interface AdmissionLimits {
  /** Chats that may be open in an instance for another one to begin. */
  readonly mostChats: (instanceId: string) => number;
  readonly inAll: Limit;
  readonly perNetwork: Limit | undefined;
  readonly perUser: Limit | undefined;
}

export function limitsOf(admission: Admission = {}): AdmissionLimits {
  const { chats = 500, chatsOf = {}, share = 80, rate = 5, burst = 8 } = admission;
  const { perNetwork = { starts: 40, minutes: 5 }, perUser = { starts: 10, minutes: 5 } } = admission;
  return {
    mostChats(instanceId) {
      const quota = (Object.hasOwn(chatsOf, instanceId) ? chatsOf[instanceId] : undefined) ?? chats;
      return Math.max(1, Math.floor((quota * share) / 100));
    },
    inAll: { burst, milliseconds: (burst * 1_000) / rate },
    perNetwork: limitOf(perNetwork),
    perUser: limitOf(perUser),
  };
}

function limitOf(given: StartsIn | false): Limit | undefined {
  return given === false ? undefined : { burst: given.starts, milliseconds: given.minutes * 60_000 };
}
