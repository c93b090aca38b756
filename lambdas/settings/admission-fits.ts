import { isObject } from '../core/json.ts';
import { hasMembers, isText, isWhole } from './fits.ts';

/** What the settings of admission take. */

const isStartsIn = (value: unknown): boolean =>
  value === false || hasMembers(value, { starts: isWhole(1, 100_000), minutes: isWhole(1, 1_440) });
const isChats = isWhole(1, 1_000_000);

export const admissionForm =
  '{"chats":500,"chatsOf":{"11111111-1111-4111-8111-111111111111":2500},"share":80,"rate":5,"burst":8,' +
  '"perNetwork":{"starts":40,"minutes":5},"perUser":{"starts":10,"minutes":5}}, each of them as an option: whole ' +
  'numbers, share in percent, and false for no limit of a network or of a user';

export function isAdmission(value: unknown): boolean {
  return hasMembers(value, {
    'chats?': isChats,
    'chatsOf?': (chats) => isObject(chats) && Object.values(chats).every(isChats),
    'share?': isWhole(1, 100),
    'rate?': isWhole(1, 10_000),
    'burst?': isWhole(1, 5_000),
    'perNetwork?': isStartsIn,
    'perUser?': isStartsIn,
  });
}

const region = String.raw`[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}`;
const secretArn = new RegExp(
  String.raw`^arn:aws(?:-[a-z]+)*:(?:secretsmanager:${region}:\d{12}:secret:[\w/+=.@!-]{1,512}|` +
    String.raw`ssm:${region}:\d{12}:parameter/[\w./-]{1,1011})$`,
);

/** An address of the provider's, or of a stand-in on this machine. */
const isCheckUrl = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost):\d+\/)[^?#\s@]+$/.test(value) &&
  URL.canParse(value);

export const verificationForm =
  '{"provider":"turnstile","secretArn":"arn:aws:secretsmanager:…","hostname":"www.example.com","action":"chat",' +
  '"onFailure":"refuse"}: provider turnstile or recaptcha, secretArn of a secret or of an SSM parameter, onFailure ' +
  'refuse or admit; with url (https) and, for recaptcha, score (0 to 1) as options';

export function isVerification(value: unknown): boolean {
  return (
    hasMembers(value, {
      provider: (name) => name === 'turnstile' || name === 'recaptcha',
      'url?': isCheckUrl,
      secretArn: (arn) => typeof arn === 'string' && secretArn.test(arn),
      hostname: (name) => typeof name === 'string' && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name),
      action: (name) => isText(name) && /^[\w/-]{1,100}$/.test(String(name)),
      'score?': (score) => typeof score === 'number' && score >= 0 && score <= 1,
      onFailure: (what) => what === 'refuse' || what === 'admit',
    }) &&
    (value['provider'] === 'recaptcha' || value['score'] === undefined)
  );
}
