import type { Scenario } from './scenario.ts';
import { bound } from './scenarios/bound.ts';
import { faults } from './scenarios/faults.ts';
import { lives } from './scenarios/lives.ts';
import { orphans } from './scenarios/orphans.ts';
import { hostile } from './scenarios/hostile.ts';
import { outage } from './scenarios/outage.ts';
import { overload } from './scenarios/overload.ts';
import { queue } from './scenarios/queue.ts';
import { reconnect } from './scenarios/reconnect.ts';
import { refusals } from './scenarios/refusals.ts';
import { soak } from './scenarios/soak.ts';
import { starts } from './scenarios/starts.ts';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  reconnect,
  bound,
  overload,
  starts,
  queue,
  lives,
  orphans,
  faults,
  outage,
  soak,
  hostile,
  refusals,
];
