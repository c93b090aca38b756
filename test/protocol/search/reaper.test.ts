import { breaksNoPromise } from './bounded.ts';

/** The function that ends chats: beside connect, leave, start, revoke, end, Connect's events, and itself. */
breaksNoPromise({
  'a sweep and a first connection': { misfortunes: 1, states: 3_751 },
  'a sweep and a connection of a page that had left': { misfortunes: 1, states: 3_751 },
  'a sweep and a message of a page that had left': { misfortunes: 1, states: 1_922 },
  'a sweep and a leave': { misfortunes: 1, states: 997 },
  'a sweep and a revocation': { misfortunes: 1, states: 2_409 },
  'a sweep and an end': { misfortunes: 1, states: 8_542 },
  'a sweep and a start': { misfortunes: 1, states: 3_435 },
  'two sweeps': { misfortunes: 1, states: 26_267 },
  'an event and a sweep': { misfortunes: 1, states: 14_347 },
  'an event and a connection': { misfortunes: 1, states: 3_119 },
  'an event and a sweep of a start that was cut off': { misfortunes: 1, states: 2_863 },
});
