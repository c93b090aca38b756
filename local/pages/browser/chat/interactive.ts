import { contentTypes } from '../shared/content-types.ts';
import { button, element } from '../shared/elements.ts';
import { member, parsed, textMember } from '../shared/json.ts';
import type { Item } from './connection.ts';
import type { Asked, EntryContext } from './asked.ts';
import { picker } from './picker.ts';
import { viewForm, type ViewAnswer } from './view-form.ts';

/** An interactive message: a view by its token, or something to pick from. */
export function showInteractive(item: Item, context: EntryContext): Asked {
  const message = parsed(item.Content);
  const content = member(message, 'data', 'content');
  const viewToken = textMember(content, 'viewToken');
  const fields = element('fieldset', { class: 'interactive' });
  const update = (): void => {
    fields.disabled = context.isAnswered(item);
  };
  if (viewToken === undefined) {
    fields.append(...picker(content, context.actions));
  } else {
    const viewData = member(content, 'viewData');
    fields.append(element('legend', {}, textMember(viewData, 'Heading') ?? 'A form for you'));
    void fill(fields, { viewToken, viewData, templateType: textMember(message, 'templateType') }, context);
  }
  return { node: fields, update };
}

interface ViewMessage {
  readonly viewToken: string;
  readonly viewData: unknown;
  readonly templateType: string | undefined;
}

async function fill(fields: HTMLElement, message: ViewMessage, context: EntryContext): Promise<void> {
  const { viewToken, viewData, templateType = 'ViewResource' } = message;
  const answer = ({ action, data }: ViewAnswer): void =>
    context.actions.sendMessage(
      contentTypes.interactiveResponse,
      JSON.stringify({ templateType, version: '1.0', action, data }),
    );
  try {
    const view = await context.actions.describeView(viewToken);
    fields.append(...viewForm(view, viewData, answer));
  } catch {
    const note = element(
      'p',
      { class: 'meta' },
      'This form cannot be shown. ',
      button(
        'Try again',
        () => {
          note.remove();
          void fill(fields, message, context);
        },
        { class: 'link' },
      ),
    );
    fields.append(note);
  }
}
