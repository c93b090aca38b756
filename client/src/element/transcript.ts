import { parsed } from '../api.ts';
import type { Message } from '../view.ts';
import { save } from './elements.ts';
import { interactive, interactiveResponse } from './interactive.ts';
import { member, textMember } from './json.ts';
import { isOver, type Parts } from './parts.ts';
import { eventText, nameOf } from './show-event.ts';

/** Downloads what has been said, as a text. While the chat goes on, with what is not shown yet. */
export async function saveTranscript(parts: Parts): Promise<void> {
  const { chat, snapshot, say } = parts;
  try {
    for (let now = snapshot(); now?.hasEarlier && !isOver(now); now = snapshot()) await chat()?.loadEarlier();
  } catch {
    // What there is, is better than nothing.
  }
  const lines = (snapshot()?.messages ?? []).flatMap((message) => {
    const line = lineOf(message, parts);
    return line === undefined ? [] : [line];
  });
  save(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }), `${say.text('conversation')}.txt`);
}

function lineOf(message: Message, { say }: Parts): string | undefined {
  const { time, mine, attachments, contentType, content, state, type } = message;
  if (state === 'failed' || time === 0) return undefined;
  const at = `[${say.dateTime(time)}]`;
  if (type === 'event') {
    const sentence = eventText(message, say);
    return sentence && `${at} ${sentence}`;
  }
  const asked =
    contentType === interactive || contentType === interactiveResponse ? parsed(content) : undefined;
  const shown = member(asked, 'data', 'content');
  const said =
    asked === undefined
      ? content
      : (textMember(asked, 'action') ??
        textMember(shown, 'title') ??
        textMember(shown, 'viewData', 'Heading') ??
        say.text('form'));
  const files = attachments.map(({ AttachmentName = '' }) => AttachmentName).join(', ');
  return `${at} ${mine ? say.text('you') : nameOf(message, say)}: ${files || said}`;
}
