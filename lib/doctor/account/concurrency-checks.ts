import { operations } from '../../../lambdas/operations/operations.ts';
import { throttleOf } from '../../api/rates.ts';
import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, skipped, unlooked, well, type Finding } from '../finding.ts';
import { concurrencyQuota } from './ask-concurrency.ts';
import type { ConcurrencyFact } from './facts.ts';

type Deployment = Pick<Config, 'region' | 'reservedConcurrency' | 'throttles'>;

/**
 * Concurrent executions that Lambda keeps unreserved in every account. It refuses a reservation that would leave fewer.
 */
const keptUnreserved = 100;

/** Checks how many functions may run at once: new accounts have 10 or 50 in place of 1,000. */
export function concurrencyFindings(
  deployment: Deployment,
  asked: Asked<ConcurrencyFact>,
): readonly Finding[] {
  if ('failure' in asked)
    return [
      unlooked(
        'How many functions Lambda runs at once',
        asked.failure,
        'lambda:GetAccountSettings or servicequotas:GetServiceQuota',
      ),
    ];
  return [limitFinding(deployment, asked.answer), ...reservedFindings(deployment, asked.answer)];
}

function limitFinding(deployment: Deployment, { limit }: ConcurrencyFact): Finding {
  const most = mostAtOnce(deployment);
  const what = `Lambda runs ${limit} functions at once in this account`;
  return limit >= most
    ? well(`${what}; this API needs about ${most} at its throttles, when all chats reconnect`)
    : mend(
        `${what}${limit <= 50 ? ', as new ones do' : ''}, but this API needs about ${most} at its throttles, when all chats reconnect, so visitors are turned away`,
        raise(deployment),
      );
}

function raise({ region }: Deployment): string {
  return (
    'have "Concurrent executions" raised, which costs nothing: aws service-quotas request-service-quota-increase ' +
    `--service-code lambda --quota-code ${concurrencyQuota} --desired-value 1000 --region ${region}`
  );
}

/**
 * Returns the most requests at once: those that the throttles let through, each taking a second as in a cold start; and
 * of those that wait their turn at Connect, for up to 28 seconds, as many as may come at once.
 */
function mostAtOnce({ throttles }: Deployment): number {
  return operations
    .filter(({ command }) => command !== undefined)
    .reduce((sum, operation) => {
      const { rate, burst } = throttleOf(operation, throttles);
      return sum + (operation.quota && operation.countsAs ? burst : rate);
    }, 0);
}

function reservedFindings(
  deployment: Deployment,
  { unreserved, held, limit }: ConcurrencyFact,
): readonly Finding[] {
  const { participant = 0, connect = 0 } = deployment.reservedConcurrency;
  const wanted = participant + connect;
  if (wanted === 0) return [];
  const what = 'Whether Lambda can reserve what reservedConcurrency takes';
  if ('failure' in held) return [unlooked(what, held.failure, 'lambda:GetFunctionConcurrency')];
  if (unreserved === undefined && limit - wanted >= keptUnreserved)
    return [skipped(`${what} was not checked: to have it checked, allow lambda:GetAccountSettings`)];
  const free = (unreserved ?? limit) + held.answer - keptUnreserved;
  return [
    wanted <= free
      ? well(`Lambda can reserve the ${wanted} of reservedConcurrency: ${free} are free`)
      : mend(
          `reservedConcurrency needs ${wanted}, but only ${Math.max(0, free)} can be reserved, as Lambda keeps ${keptUnreserved} for all others: the deployment would be refused`,
          `leave it out or lower it, or ${raise(deployment)}`,
        ),
  ];
}
