import { attachmentTypes, normalAttachmentType } from '../operations/attachment-types.ts';
import type { Service } from '../core/access.ts';
import { isOrigin, isRedirectUri } from '../core/settings.ts';
import { isObject } from '../core/json.ts';
import { quotaClasses } from '../core/quota.ts';
import { idleTimerBounds, idleTimers } from '../core/timers-of-connect.ts';
import { attributeName, hasMembers, isListOf, isText, isTexts, isWhole } from './fits.ts';
import type { RequestSettings, StartSetting } from './request-setting.ts';

const both: readonly Service[] = ['connect', 'participant'];

const areAttributes = (value: unknown): boolean =>
  isTexts(value) && Object.keys(value as object).every((name) => attributeName.test(name));
/** `__proto__` is not a name: assigned to an object, it would be lost. */
export const isEntryPointName = (name: string): boolean => /^(?!__)[\w-]{1,64}$/.test(name);

const areIdleTimers = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  hasMembers(
    value,
    Object.fromEntries(
      Object.keys(idleTimers).map((name) => [
        `${name}?`,
        isWhole(idleTimerBounds.minimum, idleTimerBounds.maximum),
      ]),
    ),
  );

/** The form of an entry point's options that are the same in both. */
export const entryPointForm =
  'attributes (strings, by names of letters, digits, dashes and underscores), chatDurationInMinutes (60 to 10080) and ' +
  `idleTimers (${Object.keys(idleTimers).join(', ')}: minutes, ${idleTimerBounds.minimum} to ${idleTimerBounds.maximum}) as options`;

/** What an entry point has in a deployment's settings and in the functions' environment alike. */
export const entryPointMembers = {
  'attributes?': areAttributes,
  'chatDurationInMinutes?': isWhole(60, 10_080),
  'idleTimers?': areIdleTimers,
};

/** As SendMessage's page has it. The API model allows 16,384 characters of any type, which is more. */
const messageMaximum = {
  'text/plain': 1_024,
  'text/markdown': 1_024,
  'application/json': 12_000,
  'application/vnd.amazonaws.connect.message.interactive.response': 12_288,
};

const isQuota = (value: unknown): boolean =>
  hasMembers(value, { rate: isWhole(1, 10_000), burst: isWhole(1, 10_000) });
const areQuotas = (value: unknown): boolean =>
  hasMembers(value, Object.fromEntries(quotaClasses.map((name) => [`${name}?`, isQuota])));

/** The settings that both functions read: which values fit, how each is written, and its default. */
export const sharedSettings: Omit<RequestSettings, StartSetting> = {
  entryPoints: {
    variable: 'ENTRY_POINTS',
    form: `{"default":{"instanceId":"…","contactFlowId":"…"}}, with queueId, ${entryPointForm}`,
    fits: (value) =>
      isObject(value) &&
      Object.keys(value).length > 0 &&
      Object.entries(value).every(
        ([name, entryPoint]) =>
          isEntryPointName(name) &&
          hasMembers(entryPoint, {
            instanceId: isText,
            contactFlowId: isText,
            'queueId?': isText,
            ...entryPointMembers,
          }),
      ),
    otherwise: undefined,
    readBy: both,
  },
  allowedOrigins: {
    variable: 'ALLOWED_ORIGINS',
    form: '["https://www.example.com"]: exact origins, each once, or http://localhost:* for any port of this machine',
    fits: isListOf(isOrigin),
    otherwise: [],
    readBy: both,
  },
  cookieOrigins: {
    variable: 'COOKIE_ORIGINS',
    form: '["https://www.example.com"]: some of the allowed origins, exactly as there, each once',
    fits: isListOf(isOrigin),
    otherwise: [],
    readBy: both,
  },
  redirectUris: {
    variable: 'REDIRECT_URIS',
    form: '["https://www.example.com/signed-in"]: exact URIs, each once',
    fits: isListOf(isRedirectUri),
    otherwise: [],
    readBy: both,
  },
  attributeNames: {
    variable: 'ATTRIBUTE_NAMES',
    form: '["topic","language"], or ["*"] for any: names of letters, digits, dashes and underscores, each once',
    fits: isListOf((name) => name === '*' || attributeName.test(name)),
    otherwise: [],
    readBy: both,
  },
  attributePrefix: {
    variable: 'ATTRIBUTE_PREFIX',
    form: 'at most 64 letters, digits, dashes and underscores',
    fits: (value) => typeof value === 'string' && /^[\w-]{0,64}$/.test(value),
    otherwise: '',
    readBy: both,
  },
  attachmentTypes: {
    variable: 'ATTACHMENT_TYPES',
    form: '["image/png","application/pdf"]: media types, each once',
    fits: isListOf((type) => /^[\w.+-]+\/[\w.+-]+$/.test(normalAttachmentType(type))),
    otherwise: attachmentTypes.map(({ type }) => type),
    readBy: both,
  },
  attachmentMaximum: {
    variable: 'ATTACHMENT_MAXIMUM',
    form: 'a whole number of bytes from 1 to 104857600',
    fits: isWhole(1, 104_857_600),
    otherwise: 20_971_520,
    readBy: both,
  },
  messageMaximum: {
    variable: 'MESSAGE_MAXIMUM',
    form: '{"text/plain":1024}: characters by content type, each 1 to 16384',
    fits: (value) => isObject(value) && Object.values(value).every(isWhole(1, 16_384)),
    otherwise: messageMaximum,
    readBy: both,
  },
  quotas: {
    variable: 'QUOTAS',
    form:
      `{"send":{"rate":20,"burst":30}}: requests per second and burst that Amazon Connect allows an instance, by class ` +
      `(${quotaClasses.join(', ')}), or by class under the id of an instance`,
    fits: (value) =>
      isObject(value) &&
      Object.entries(value).every(([name, quota]) =>
        (quotaClasses as readonly string[]).includes(name)
          ? isQuota(quota)
          : /^(?!__)[\w-]{1,100}$/.test(name) && areQuotas(quota),
      ),
    otherwise: {},
    readBy: both,
  },
};
