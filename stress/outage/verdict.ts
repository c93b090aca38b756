import type { Look } from './page-visitor.ts';

/** What one visitor and its agent have said, what became of it, and what the page shows in the end. */
export interface Account {
  readonly name: string;
  readonly said: readonly string[];
  readonly agentSaid: readonly string[];
  /** The visitor's messages at Connect, in its order, of all contacts that have its name. */
  readonly arrived: readonly string[];
  readonly contacts: number;
  readonly shown: Look;
}

/** What was wrong, a sentence each. */
export interface Verdict {
  /** Not at Connect, or there twice. */
  readonly notOnce: readonly string[];
  readonly disordered: readonly string[];
  /** The page shows something else than what was said. */
  readonly shownElse: readonly string[];
  /** What agents have said is not shown, or not once and in order. */
  readonly unheard: readonly string[];
  /** Visitors with another number of chats than one. */
  readonly chats: readonly string[];
}

export function judge(accounts: readonly Account[]): Verdict {
  const of = (find: (account: Account) => readonly string[]): readonly string[] =>
    accounts.flatMap((account) => find(account).map((what) => `${account.name}: ${what}`));
  return {
    notOnce: of(({ said, arrived }) => [
      ...said.filter((text) => !arrived.includes(text)).map((text) => `${text} is not at Connect`),
      ...arrived
        .filter((text, index) => arrived.indexOf(text) !== index)
        .map((text) => `${text} is there twice`),
      ...arrived.filter((text) => !said.includes(text)).map((text) => `nobody said ${text}`),
    ]),
    disordered: of(({ said, arrived }) => {
      const places = said.map((text) => arrived.indexOf(text)).filter((place) => place >= 0);
      return places
        .slice(1)
        .flatMap((place, index) =>
          place < (places[index] ?? 0) ? [`${arrived[place]} came too early`] : [],
        );
    }),
    shownElse: of(({ said, shown }) => difference(shown.own, said)),
    unheard: of(({ agentSaid, shown }) => difference(shown.theirs, agentSaid)),
    chats: of(({ contacts }) => (contacts === 1 ? [] : [`${contacts} chats`])),
  };
}

function difference(shown: readonly string[], said: readonly string[]): readonly string[] {
  const [a, b] = [JSON.stringify(shown), JSON.stringify(said)];
  return a === b ? [] : [`shows ${a}, and ${b} was said`];
}

/** Whether a page shows all that was said, and that all is well. */
export function isBack({ said, agentSaid }: Pick<Account, 'said' | 'agentSaid'>, look: Look): boolean {
  return (
    look.calm && difference(look.own, said).length === 0 && difference(look.theirs, agentSaid).length === 0
  );
}
