import { queuePosition } from '../waiting.ts';
import { button, element, icon, setText } from './elements.ts';
import { isOver, type Parts } from './parts.ts';
import { agentName } from './show-event.ts';
import { watch } from './watch.ts';
import { placeText } from './words.ts';

const placeEveryMs = 10_000;

export interface Header {
  readonly node: HTMLElement;
  readonly end: HTMLButtonElement;
  update(): void;
}

/** Who is there, or how long it takes; and the ways out. */
export function createHeader(parts: Parts, onEnd: () => void, onClose: () => void): Header {
  const { say, settings, chat, snapshot, signal } = parts;
  const isPage = settings.mode === 'page';
  const presence = element('p', { id: 'presence', role: 'status', dir: 'auto' });
  const end = button(say.text('end'), onEnd, { id: 'end', hidden: true });
  const close = button(icon('close'), onClose, {
    id: 'close',
    class: 'round',
    'aria-label': say.text('close'),
    title: say.text('close'),
  });
  let place = '';
  let waiting: AbortController | undefined;

  /** Asks for the place in line as long as nobody has come. */
  function watchPlace(): void {
    const one = chat();
    if (waiting !== undefined || one === undefined) return;
    const { signal: stopped } = (waiting = new AbortController());
    const ask = async (): Promise<void> => {
      const answer = await queuePosition(one, stopped);
      if (stopped.aborted) return;
      place = placeText(say, answer);
      update();
    };
    watch(ask, placeEveryMs, stopped);
  }

  function stopWatching(): void {
    waiting?.abort();
    waiting = undefined;
    place = '';
  }

  function textOf(): string {
    const now = snapshot();
    if (now === undefined || isOver(now)) return '';
    if (now.status === 'ending') return say.text('ending');
    const name = agentName(now.messages);
    if (name !== undefined) return say.text('with', { name });
    if (now.status === 'connected') return place || say.text('soon');
    return say.text(now.status === 'reconnecting' ? 'reconnecting' : 'connecting');
  }

  function update(): void {
    const now = snapshot();
    const isWaiting = now?.status === 'connected' && agentName(now.messages) === undefined;
    if (isWaiting) watchPlace();
    else stopWatching();
    end.hidden = now === undefined || isOver(now) || now.status === 'ending';
    setText(presence, textOf());
  }

  signal.addEventListener('abort', stopWatching);
  return {
    node: element(
      'header',
      {},
      element('span', { class: 'brand' }, icon('chat')),
      element(
        'div',
        { class: 'title' },
        element(isPage ? 'h1' : 'h2', { id: 'title' }, say.text('title')),
        presence,
      ),
      end,
      isPage ? undefined : close,
    ),
    end,
    update,
  };
}
