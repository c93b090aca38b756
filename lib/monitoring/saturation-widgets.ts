import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { tableCalls } from '../../lambdas/table.ts';
import { cdkMetric } from './cdk-metric.ts';
import { apiGateway, dynamodb, firewall, lambda, own, type Place } from './metric.ts';
import { counts, graph, milliseconds, type Row } from './widgets.ts';

/** Shows how many requests are turned away, and where. */
export function abuseRow(place: Place): Row {
  const { webAclName } = place;
  const ofWebAcl = (name: string): readonly IMetric[] =>
    (['BlockedRequests', 'AllowedRequests'] as const).map((metric) =>
      cdkMetric(firewall(place, name, metric)),
    );
  return [
    ...(webAclName === undefined ? [] : [graph('WAF', 8, ofWebAcl(webAclName), counts)]),
    graph('Refused by API Gateway and functions: 4xx', 8, [cdkMetric(apiGateway(place, '4XXError'))], counts),
    graph(
      'Starts from elsewhere, wrong, beyond a limit, not verified, not counted',
      8,
      (
        [
          'chatsRefusedDenied',
          'chatsRefusedInvalid',
          'chatsRefusedLimited',
          'unverified',
          'uncounted',
        ] as const
      ).map((label) => cdkMetric(own(place, label, { service: 'connect' }), { label })),
      counts,
    ),
  ];
}

/** Shows how busy functions and table are. */
export function saturationRow(place: Place): Row {
  const ofFunctions = (name: Parameters<typeof lambda>[2], statistic: string): readonly IMetric[] =>
    (['participant', 'connect'] as const).map((service) =>
      cdkMetric(lambda(place, service, name, statistic), { label: `${name} ${service}` }),
    );
  const ofTable = [
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'WriteThrottleEvents',
  ] as const;
  return [
    graph('Functions at once', 6, ofFunctions('ConcurrentExecutions', 'Maximum'), counts),
    graph(
      'Functions: crashes and throttles',
      6,
      [...ofFunctions('Errors', 'Sum'), ...ofFunctions('Throttles', 'Sum')],
      counts,
    ),
    graph('Functions: p99 of duration', 6, ofFunctions('Duration', 'p99'), milliseconds),
    graph(
      'Table',
      6,
      [
        ...ofTable.map((name) => cdkMetric(dynamodb(place, name))),
        ...tableCalls.map((call) =>
          cdkMetric(dynamodb(place, 'SystemErrors', call), { label: `SystemErrors ${call}` }),
        ),
      ],
      counts,
    ),
  ];
}
