import { button, element } from './elements.ts';
import type { Parts } from './parts.ts';

export interface EndDialog {
  readonly node: HTMLDialogElement;
  open(): void;
  close(): void;
}

/** Asks whether the chat is really to end. */
export function createEndDialog({ say, chat }: Parts): EndDialog {
  const node = element(
    'dialog',
    { 'aria-labelledby': 'end-question', 'aria-describedby': 'end-warning' },
    element('h2', { id: 'end-question' }, say.text('endQuestion')),
    element('p', { id: 'end-warning' }, say.text('endWarning')),
    element(
      'div',
      { class: 'choices' },
      button(say.text('endCancel'), () => node.close(), { id: 'end-cancel' }),
      button(
        say.text('end'),
        () => {
          node.close();
          void chat()?.end();
        },
        { id: 'end-confirm', class: 'danger' },
      ),
    ),
  );
  return { node, open: () => node.showModal(), close: () => node.close() };
}
