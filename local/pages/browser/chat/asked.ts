import type { Actions } from './actions.ts';
import type { Item } from './connection.ts';

/** What showing an entry takes of the page. */
export interface EntryContext {
  readonly actions: Actions;
  readonly isAnswered: (item: Item) => boolean;
}

/** Something the visitor is asked. */
export interface Asked {
  readonly node: HTMLElement;
  /** Closes it once it has been answered. */
  update(): void;
}
