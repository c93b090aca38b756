import { noneIsGood, type SimpleAlarm } from './alarm.ts';
import { ofReaper, type Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';

/** Returns the alarms on the function that ends chats. Nobody waits for its answer: what it fails at would go unseen. */
export function reaperAlarms(place: Place, thresholds: Thresholds): readonly SimpleAlarm[] {
  return [
    {
      name: 'ReaperStopped',
      severity: 'soon',
      loses:
        'Soon visitors may not be able to start a chat: chats that were left are no longer ended, and fill the instance.',
      condition: {
        metrics: { sweeps: ofReaper(place, 'sweeps') },
        expression: 'sweeps',
        period: 5,
        breaches: { fewerThan: thresholds.ReaperStopped },
        during: { datapoints: 2, of: 2 },
        missing: {
          treat: 'breaching',
          because:
            'The function is due every minute, also where nobody chats: no data means that it does not run.',
        },
      },
    },
    {
      name: 'ReapsFailed',
      severity: 'soon',
      loses:
        'Chats that were left stay open and take places of the instance’s quota: Connect does not let them be ended.',
      condition: {
        metrics: { failed: ofReaper(place, 'reapsFailed') },
        expression: 'failed',
        period: 5,
        breaches: { atLeast: thresholds.ReapsFailed },
        during: { datapoints: 3, of: 3 },
        missing: noneIsGood,
      },
    },
    {
      name: 'StartsUnfound',
      severity: 'notice',
      loses: 'An agent may get a chat in which nobody is: a start was cut off, and its contact is not known.',
      condition: {
        metrics: { unfound: ofReaper(place, 'startsUnfound') },
        expression: 'unfound',
        period: 5,
        breaches: { atLeast: thresholds.StartsUnfound },
        missing: noneIsGood,
      },
    },
  ];
}
