import { byId, element } from '../shared/elements.ts';

/** A typing event counts this long unless another or a message follows, in ms; chatjs sends one every 10 s. */
const typingMs = 12_000;

/** "Robin is typing", while it is so. */
export function createTypingIndicator() {
  const place = byId('typing', HTMLElement);
  let timer = 0;

  function stop(): void {
    clearTimeout(timer);
    place.replaceChildren();
  }

  return {
    start(name: string): void {
      clearTimeout(timer);
      timer = setTimeout(stop, typingMs);
      if (place.childElementCount > 0) return;
      place.replaceChildren(
        element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')),
        element('span', {}, `${name} is typing`),
      );
    },
    stop,
  };
}
