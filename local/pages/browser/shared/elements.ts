export { button, element } from '../../../../client/src/element/elements.ts';

/** The page's element with this id, which the page's HTML promises. */
export function byId<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}`);
  return found;
}
