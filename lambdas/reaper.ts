import { liveReaper } from './live-reaper.ts';

/**
 * Ends chats that are due, every minute, and hears what Connect tells of contacts. Its role may stop contacts of the
 * configured instances; another function's may only with `eraseAtConnect`.
 */
export const handler = liveReaper(process.env, (line) => process.stdout.write(`${line}\n`));

/** For `npm start`, which shows the lines to nobody on a terminal. */
export { liveReaper };
