import type { Run } from './run.ts';

/** What happened in a run, for whoever has to understand it: what was wrong, then everything in its order. */
export function story({ name, seed, history, verdict }: Run): string {
  const { asked, truth, passages } = history;
  const events = [
    ...asked.flatMap(({ operation, mark, sender, answers }) =>
      answers.map(({ at, took, status, errorType = '', retryAfter }) => ({
        at,
        text:
          `${operation} ${mark ?? `of ${sender}`}: ${status === 0 ? 'no answer' : status} ${errorType} after ` +
          `${Math.round(took)} ms${retryAfter === undefined ? '' : `, again in ${retryAfter} s`}`,
      })),
    ),
    ...passages.map(({ at, way, call, strike, status }) => ({
      at,
      text:
        `    ${way} ${call}: ${status ?? 'not answered'}` +
        (strike ? `; ${strike.does} ${strike.when}${strike.ms > 0 ? ` ${strike.ms} ms` : ''}` : ''),
    })),
  ].toSorted((a, b) => a.at - b.at);
  const began = events[0]?.at ?? 0;
  return [
    `${name}, seed ${seed}: npm run stress -- faults --only ${name} --seed ${seed}`,
    ...Object.entries(verdict).flatMap(([kind, sentences]) =>
      (sentences as readonly string[]).map((sentence) => `  ${kind}: ${sentence}`),
    ),
    ...events.map(({ at, text }) => `${String(Math.round(at - began)).padStart(7)} ms  ${text}`),
    `  At Connect: ${truth.chats.length} chat(s), ${truth.ended ? 'over' : 'open'}: ${truth.items.join('; ')}`,
  ].join('\n');
}
