import { breaksNoPromise } from './bounded.ts';

/** Whatever a session goes through, in pairs, with one misfortune at any point. */
breaksNoPromise({
  'connect and connect': { misfortunes: 1, states: 5_150 },
  'connect and renew': { misfortunes: 1, states: 8_977 },
  'connect and revoke': { misfortunes: 1, states: 1_966 },
  'connect and leave': { misfortunes: 1, states: 752 },
  'renew and renew': { misfortunes: 1, states: 8_184 },
  'renew and revoke': { misfortunes: 1, states: 16_583 },
  'renew and leave': { misfortunes: 1, states: 1_029 },
  'connect, renew and end': { misfortunes: 1, states: 14_063 },
  'revoke and revoke': { misfortunes: 1, states: 1_696 },
  'revoke and leave': { misfortunes: 1, states: 537 },
  'revoke and end': { misfortunes: 1, states: 22_919 },
  'leave and leave': { misfortunes: 1, states: 209 },
  'leave and end': { misfortunes: 1, states: 2_915 },
  'end and end': { misfortunes: 1, states: 10_721 },
});
