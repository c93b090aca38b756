import type { ApiAnswer } from '../../support/api-call.ts';
import type { Call } from '../../../local/simulated-connect/calls.ts';
import type { Way } from './people.ts';
import type { Name, Stage } from './stage.ts';

/** What the writer has put into the table in place of an answer. */
export const planted = 'planted-by-the-writer';

/** Answers that are stored in clear, or read for all: docs/security.md says that a writer may falsify them. */
const inClear: ReadonlySet<Way> = new Set(['message', 'queue position', 'availability']);

export interface Use {
  readonly by: Name;
  readonly way: Way;
}

/** Makes the request. Returns its answer, and what it has opened that is another's; nothing where that is nothing. */
export async function use(
  { api, people, tokens }: Stage,
  { by, way }: Use,
): Promise<{ readonly answer: ApiAnswer; readonly opened: readonly string[] }> {
  const other: Name = by === 'attacker' ? 'victim' : 'attacker';
  const { secrets, contactId } = people[other];
  const { calls } = api.simulator;
  const [before, lines] = [calls.at(-1), api.log.length];
  const answer = await people[by].ask(way);
  const told = JSON.stringify(answer.body);
  const logged = api.log.slice(lines).join('\n');
  const made = before === undefined ? calls : calls.slice(calls.lastIndexOf(before) + 1);
  return {
    answer,
    opened: [
      ...secrets
        .filter((secret) => told.includes(secret))
        .map(() => `the ${by} is told what is the ${other}’s`),
      ...(told.includes(planted) && !inClear.has(way) ? [`the ${by} is told what was planted`] : []),
      ...made.flatMap((call) => {
        const what = reaches(call, other, tokens, contactId);
        return what === undefined ? [] : [`${call.operation} in the ${by}’s request ${what} of the ${other}`];
      }),
      ...[...tokens.keys()]
        .filter((token) => told.includes(token) || logged.includes(token))
        .map(() => 'a token in clear'),
      ...secrets
        .concat(people[by].secrets.filter((secret) => secret !== people[by].contactId))
        .filter((secret) => secret !== contactId && logged.includes(secret))
        .map(() => 'a secret in the log'),
    ],
  };
}

function reaches(
  { body, bearer, status, contactId }: Call,
  other: Name,
  tokens: ReadonlyMap<string, Name>,
  contact: string,
): string | undefined {
  if ((JSON.stringify(body) ?? '').includes(contact)) return 'names the contact';
  if (status === 200 && contactId === contact) return 'is of the contact';
  if (bearer !== undefined && tokens.get(bearer) === other) return 'is sent with a token';
  return undefined;
}
