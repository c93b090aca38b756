import { admissionForm, isAdmission, isVerification, verificationForm } from './admission-fits.ts';
import { attributeName, hasMembers, isListOf, isText, isTexts } from './fits.ts';
import type { RequestSettings, StartSetting } from './request-setting.ts';

const areAttributeNames = (value: unknown): boolean =>
  isTexts(value) && Object.values(value as object).every((name) => attributeName.test(String(name)));

/** A URL as OpenID Connect has its issuers: https, no query and no fragment. */
const isIssuer = (value: unknown): boolean =>
  typeof value === 'string' && /^https:\/\/[^?#\s]+$/.test(value) && URL.canParse(value);

/** The settings of starts and of erasures, which only the Connect service's function reads. */
export const startSettings: Pick<RequestSettings, StartSetting> = {
  signIn: {
    variable: 'SIGN_IN',
    form:
      '{"issuer":"https://…","audience":["…"],"claims":{"displayName":"name","customerId":"sub",' +
      '"attributes":{"email":"customerEmail"}},"anonymous":false}, with jwksUri as an option',
    fits: (value) =>
      hasMembers(value, {
        issuer: isIssuer,
        audience: isListOf(isText),
        'jwksUri?': isIssuer,
        claims: (claims) =>
          hasMembers(claims, {
            'displayName?': isText,
            'customerId?': isText,
            'attributes?': areAttributeNames,
          }),
        anonymous: (anonymous) => typeof anonymous === 'boolean',
      }),
    otherwise: undefined,
    readBy: ['connect'],
  },
  admission: {
    variable: 'ADMISSION',
    form: admissionForm,
    fits: isAdmission,
    otherwise: undefined,
    readBy: ['connect'],
  },
  verification: {
    variable: 'VERIFICATION',
    form: verificationForm,
    fits: isVerification,
    otherwise: undefined,
    readBy: ['connect'],
  },
  eraseAtConnect: {
    variable: 'ERASE_AT_CONNECT',
    form: 'true or false',
    fits: (value) => typeof value === 'boolean',
    otherwise: false,
    readBy: ['connect'],
  },
};
