import { parsed } from '../api.ts';
import { describeView } from '../describe-view.ts';
import type { Message } from '../view.ts';
import { button, element } from './elements.ts';
import { member, textMember } from './json.ts';
import { isOver, type Parts } from './parts.ts';
import { picker } from './picker.ts';
import { viewForm, type ViewAnswer } from './view-form.ts';

export const interactive = 'application/vnd.amazonaws.connect.message.interactive';
export const interactiveResponse = 'application/vnd.amazonaws.connect.message.interactive.response';

/** Something the visitor is asked. */
export interface Asked {
  readonly node: HTMLElement;
  /** Closes it once it has been answered, or cannot be any more. */
  update(): void;
}

/** An interactive message: a view by its token, or something to choose from. */
export function showInteractive(message: Message, parts: Parts): Asked {
  const asked = parsed(message.content);
  const content = member(asked, 'data', 'content');
  return textMember(content, 'viewToken') === undefined
    ? showPicker(message, content, parts)
    : showView(message, asked, parts);
}

/** What the visitor has said since, and has not failed. */
function saidSince({ key }: Message, { snapshot }: Parts): readonly Message[] {
  const messages = snapshot()?.messages ?? [];
  const from = messages.findIndex((one) => one.key === key);
  return messages
    .slice(from + 1)
    .filter(({ mine, type, state }) => mine && type === 'message' && state !== 'failed');
}

function isClosed({ snapshot }: Parts): boolean {
  const now = snapshot();
  return now === undefined || isOver(now);
}

function showPicker(message: Message, content: unknown, parts: Parts): Asked {
  const { say, chat } = parts;
  const { nodes, choices } = picker(content, say, (value) => {
    chat()?.send(value);
  });
  const fields = element('fieldset', { class: 'interactive' }, ...nodes);
  return {
    node: fields,
    update() {
      const answer = saidSince(message, parts).find((one) => choices.has(one.content));
      fields.disabled = answer !== undefined || isClosed(parts);
      for (const [value, choice] of choices)
        if (value === answer?.content) choice.setAttribute('aria-pressed', 'true');
        else choice.removeAttribute('aria-pressed');
    },
  };
}

function showView(message: Message, asked: unknown, parts: Parts): Asked {
  const { say, chat, signal } = parts;
  const content = member(asked, 'data', 'content');
  const viewToken = textMember(content, 'viewToken') ?? '';
  const viewData = member(content, 'viewData');
  const templateType = textMember(asked, 'templateType') ?? 'ViewResource';
  const heading = textMember(viewData, 'Heading') ?? say.text('form');
  const fields = element('fieldset', { class: 'interactive' }, element('legend', { dir: 'auto' }, heading));
  const answer = ({ action, data }: ViewAnswer): void => {
    chat()?.send(JSON.stringify({ templateType, version: '1.0', action, data }), interactiveResponse);
  };

  async function fill(): Promise<void> {
    const one = chat();
    if (one === undefined) return;
    try {
      const { View } = await describeView(one, viewToken, signal);
      fields.append(...viewForm(View, viewData, say, answer));
    } catch {
      if (signal.aborted) return;
      const note = element('p', { class: 'note' }, `${say.text('formFailed')} `);
      const again = (): void => {
        note.remove();
        void fill();
      };
      note.append(button(say.text('tryAgain'), again, { class: 'link' }));
      fields.append(note);
    }
  }

  void fill();
  return {
    node: fields,
    update() {
      fields.disabled =
        saidSince(message, parts).some(({ contentType }) => contentType === interactiveResponse) ||
        isClosed(parts);
    },
  };
}
