import { limitsOf } from '../../../lambdas/core/admission.ts';
import { createParticipantConnection } from '../../../lambdas/operations/create-participant-connection.ts';
import { startChat } from '../../../lambdas/operations/start-chat.ts';
import { startChatContact } from '../../../lambdas/operations/start-chat-contact.ts';
import type { Config } from '../../config/config.ts';
import { mend, skipped, unanswered, well, type Finding } from '../finding.ts';
import type { ConnectFacts, QuotaFact } from './facts.ts';

type Deployment = Pick<Config, 'instanceArns' | 'throttles' | 'optional'>;

/** The quotas that end chats when they run out, as Service Quotas names them. */
const quotas = {
  chats: { code: 'L-D4BA6F6E', name: 'Concurrent active chats per instance' },
  start: { code: 'L-AA48CD49', name: 'Rate of StartChatContact API requests' },
  // It is not verified that Service Quotas lists it everywhere. No code is documented.
  connection: { code: undefined, name: 'Rate of CreateParticipantConnection API requests' },
} as const;

/** The most that API Gateway lets an account have come at once. */
const mostBurst = 5_000;

/**
 * Compares Connect's chat quotas with the API's own limits, which should refuse first: for one caller, not for all. Those
 * of browsers' starts are the function's, and API Gateway's throttle a wall before them.
 */
export function quotaFindings(deployment: Deployment, { quotas: asked }: ConnectFacts): readonly Finding[] {
  const { instanceArns } = deployment;
  if ('failure' in asked) {
    const { failure } = asked;
    return failure.kind === 'not-allowed'
      ? [
          skipped(
            'The chat quotas were not checked: to have them checked, allow servicequotas:ListServiceQuotas and ' +
              'servicequotas:ListAWSDefaultServiceQuotas',
          ),
        ]
      : [unanswered('The chat quotas', failure, 'servicequotas:ListServiceQuotas')];
  }
  return instanceArns.flatMap((arn) => [
    ...chatsFindings(deployment, arn, asked.answer),
    ...startFindings(deployment, quotaOf(quotas.start, asked.answer, arn)),
    ...reconnectFindings(deployment, asked.answer, arn),
    ...missing(asked.answer, arn),
  ]);
}

function chatsFindings(
  { optional }: Deployment,
  arn: string,
  known: readonly QuotaFact[],
): readonly Finding[] {
  const quota = quotaOf(quotas.chats, known, arn);
  if (!quota) return [];
  const { admission } = optional;
  const instanceId = arn.slice(arn.lastIndexOf('/') + 1);
  const counted = limitsOf({ ...admission, share: 100 }).mostChats(instanceId);
  const most = limitsOf(admission).mostChats(instanceId);
  const what = `An instance takes ${quota.value} chats at once, waiting and idle ones included${note(quota)}`;
  return [
    counted <= quota.value
      ? well(`${what}; browsers may have ${most} of them`)
      : mend(
          `${what}, but admission counts with ${counted}, of which browsers may have ${most}`,
          `have "${quota.name}" raised in Service Quotas, or lower the number: ` +
            `-c admission='${JSON.stringify({ ...admission, chatsOf: { ...admission?.chatsOf, [instanceId]: quota.value } })}'`,
        ),
  ];
}

function startFindings(deployment: Deployment, quota: QuotaFact | undefined): readonly Finding[] {
  const { throttles, optional } = deployment;
  const { name, throttle, quota: kept = throttle } = startChat;
  const { rate = kept.rate } = optional.admission ?? {};
  const own = throttles[name];
  return [
    ...(quota ? [admittedFinding(rate, quota, deployment), throttledFinding(quota, deployment)] : []),
    ...(own && own.rate <= rate
      ? [
          skipped(
            `API Gateway lets ${own.rate} starts a second through, which a flood takes from everybody: name the rate in ` +
              'the setting admission, in place of StartChat in throttles',
          ),
        ]
      : []),
  ];
}

function admittedFinding(rate: number, quota: QuotaFact, { optional }: Deployment): Finding {
  const { name } = startChat;
  return rate <= quota.value
    ? well(`${name} is admitted ${rate} times a second; Connect takes ${quota.value}${note(quota)}`)
    : mend(
        `${name} is admitted ${rate} times a second, but Connect takes ${quota.value}${note(quota)}`,
        `have "${quota.name}" raised in Service Quotas, or lower the rate: ` +
          `-c admission='${JSON.stringify({ ...optional.admission, ...throttleWithin(quota) })}'`,
      );
}

function throttledFinding(quota: QuotaFact, { throttles }: Deployment): Finding {
  const { name, throttle } = startChatContact;
  const { rate } = throttles[name] ?? throttle;
  return rate <= quota.value
    ? well(`${name} is throttled at ${rate} a second; Connect takes ${quota.value}${note(quota)}`)
    : mend(
        `${name} is throttled at ${rate} a second, but Connect takes ${quota.value}${note(quota)}`,
        `have "${quota.name}" raised in Service Quotas, or lower the throttle: ` +
          `-c throttles='${JSON.stringify({ [name]: throttleWithin(quota) })}'`,
      );
}

function throttleWithin({ value }: QuotaFact): { readonly rate: number; readonly burst: number } {
  return { rate: Math.max(1, Math.floor(value)), burst: Math.max(1, Math.ceil(value * 1.5)) };
}

/**
 * Reconnections wait for Connect's rate behind API Gateway, which has to let in all chats at once: whoever it refuses
 * gives the chat up.
 */
function reconnectFindings(
  { throttles }: Deployment,
  known: readonly QuotaFact[],
  arn: string,
): readonly Finding[] {
  const { name, throttle, quota: kept = throttle } = createParticipantConnection;
  const rate = quotaOf(quotas.connection, known, arn);
  const chats = quotaOf(quotas.chats, known, arn);
  const { burst } = throttles[name] ?? throttle;
  const wanted = Math.min(mostBurst, Math.ceil((chats?.value ?? 0) * 1.2));
  return [
    ...(!rate
      ? []
      : [
          rate.value >= kept.rate
            ? well(`${name} is called ${kept.rate} times a second; Connect takes ${rate.value}${note(rate)}`)
            : mend(
                `${name} is called ${kept.rate} times a second, but Connect takes ${rate.value}${note(rate)}, so that fewer chats survive a reconnection of all`,
                `have "${rate.name}" raised in Service Quotas`,
              ),
        ]),
    ...(!chats
      ? []
      : [
          burst >= Math.min(chats.value, mostBurst)
            ? well(`Of ${chats.value} chats at once, API Gateway lets ${burst} reconnect in the same moment`)
            : mend(
                `Of ${chats.value} chats at once, API Gateway lets ${burst} reconnect in the same moment: the others are lost`,
                `-c throttles='{"${name}":{"rate":${Math.max(throttle.rate, Math.ceil(wanted / 12))},"burst":${wanted}}}'`,
              ),
        ]),
  ];
}

function missing(known: readonly QuotaFact[], arn: string): readonly Finding[] {
  return Object.values(quotas)
    .filter((quota) => !quotaOf(quota, known, arn))
    .map(({ name }) =>
      skipped(`"${name}" is not listed by Service Quotas in this Region, and was not compared`),
    );
}

function note({ isDefault }: QuotaFact): string {
  return isDefault ? ' (AWS’s default)' : '';
}

/** Returns the instance's own quota, else the account's, else the default for all. */
function quotaOf(
  { code, name }: { readonly code: string | undefined; readonly name: string },
  known: readonly QuotaFact[],
  instanceArn: string,
): QuotaFact | undefined {
  const same = known.filter((quota) => quota.code === code || quota.name === name);
  return (
    same.find(({ resource }) => resource === instanceArn) ??
    same.find((quota) => forAll(quota) && !quota.isDefault) ??
    same.find(forAll)
  );
}

function forAll({ resource }: QuotaFact): boolean {
  return resource === undefined || resource === '*';
}
