import { button, byId, element } from '../shared/elements.ts';

export interface Offer {
  readonly label: string;
  readonly act: () => void;
}

/** Says what keeps the chat from going on, and offers the way out of it; no text takes it away. */
export function showNotice(text: string, offer?: Offer): void {
  const notice = byId('notice', HTMLElement);
  notice.hidden = text === '';
  notice.replaceChildren(
    ...(text === '' ? [] : [element('p', {}, text)]),
    ...(offer === undefined ? [] : [button(offer.label, offer.act)]),
  );
}
