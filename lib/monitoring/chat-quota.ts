import type { SimpleAlarm } from './alarm.ts';
import { connectChats, type Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';

/** CloudWatch takes ten metrics in an alarm, and the expression over them is one. */
const most = 9;

const levels = [
  {
    name: 'ChatQuota90',
    severity: 'urgent',
    loses:
      'Soon no visitor can start a chat: the Connect instance’s quota of concurrent chats is nearly used up.',
  },
  {
    name: 'ChatQuota80',
    severity: 'soon',
    loses:
      'No visitor has lost anything yet: most of the Connect instance’s quota of concurrent chats is in use.',
  },
] as const;

/**
 * Returns alarms on how full the Connect instances are, whoever has started the chats. The first nine instances are in
 * the alarm of the name itself, and further ones in alarms of their own, so that a tenth instance adds an alarm and
 * replaces none: CloudFormation refuses to replace an alarm by another kind under the same name.
 */
export function chatQuota({ instanceIds }: Place, thresholds: Thresholds): readonly SimpleAlarm[] {
  const batches = Array.from({ length: Math.ceil(instanceIds.length / most) }, (_none, index) =>
    instanceIds.slice(index * most, (index + 1) * most),
  );
  return levels.flatMap((level) =>
    batches.map((ids, index): SimpleAlarm => {
      const names = ids.map((_id, place) => `used${place}`);
      const used = ids.map((id) => connectChats(id, 'ConcurrentActiveChatsPercentage'));
      return {
        ...level,
        ...(index > 0 && { part: `-${index + 1}` }),
        condition: {
          metrics: Object.fromEntries(used.map((metric, place) => [names[place] ?? '', metric])),
          expression: names.length === 1 ? 'used0' : `MAX([${names.join(', ')}])`,
          period: 5,
          breaches: { atLeast: thresholds[level.name] },
          missing: {
            treat: 'ignore',
            because: 'Connect tells nothing without chats, but also while it fails to tell.',
          },
        },
      };
    }),
  );
}
