import { createAfterChat } from './after-chat.ts';
import { createComposer } from './composer.ts';
import { createConversation } from './conversation.ts';
import { element, setText } from './elements.ts';
import { createEndDialog } from './end-dialog.ts';
import { createHeader } from './header.ts';
import { createKept } from './kept.ts';
import { createLauncher } from './launcher.ts';
import { isOver, type Parts } from './parts.ts';
import { createStartForm, type Introduction } from './start-form.ts';
import { createUnread } from './unread.ts';
import { problemText } from './words.ts';

/** The element's parts on the page, in one language. */
export interface Widget {
  readonly node: HTMLElement;
  /** Something has changed in the chat, or it is another one. */
  update(): void;
  readonly isOpen: () => boolean;
  open(): void;
  close(): void;
  setStarting(isStarting: boolean): void;
  /** The chat could not be started. */
  fail(text: string): void;
}

export interface WidgetHandlers {
  readonly onStart: (introduction: Introduction) => void;
  readonly onRestart: () => void;
  /** The visitor looks at it, and there is no chat. */
  readonly onVacant: () => void;
}

type View = 'start' | 'chat' | 'over';

export function createWidget(
  parts: Parts,
  { onStart, onRestart, onVacant }: WidgetHandlers,
  isOpenAtFirst: boolean,
): Widget {
  const { say, settings, snapshot, emit, signal } = parts;
  const isPage = settings.mode === 'page';
  const goesOn = (): boolean => {
    const now = snapshot();
    return now !== undefined && !isOver(now);
  };
  const kept = createKept(settings, goesOn);
  const conversation = createConversation(parts, () => unread.update());
  const composer = createComposer(parts, kept, conversation.node);
  const start = createStartForm(parts, onStart);
  const after = createAfterChat(parts, () => {
    onRestart();
    start.focus();
  });
  const dialog = createEndDialog(parts);
  const header = createHeader(
    parts,
    () => dialog.open(),
    () => close(true),
  );
  const launcher = createLauncher(parts, () => (isOpen ? close(true) : open(true)));
  const notice = element('div', { id: 'notice', role: 'status' });
  const panel = element(
    'section',
    { id: 'panel', 'aria-labelledby': 'title' },
    header.node,
    start.form,
    conversation.node,
    notice,
    after.node,
    composer.form,
  );
  const node = element(
    'div',
    { class: `widget ${settings.mode}`, lang: say.language, dir: say.direction },
    panel,
    isPage ? undefined : launcher.node,
    dialog.node,
  );
  const unread = createUnread(
    parts,
    kept,
    () => isOpen && document.visibilityState === 'visible' && conversation.isAtEnd(),
    (count, hasNew) => {
      launcher.update(count);
      if (hasNew) conversation.tellNew();
    },
  );
  let isOpen = isPage || (kept.read('window') || (isOpenAtFirst ? 'open' : 'closed')) === 'open';
  let view: View | undefined;
  let asking: AbortController | undefined;

  function viewOf(): View {
    const now = snapshot();
    if (now === undefined || now.status === 'failed') return 'start';
    return now.status === 'ended' ? 'over' : 'chat';
  }

  function showOpen(): void {
    panel.hidden = !isOpen;
    node.classList.toggle('is-open', isOpen);
    launcher.setOpen(isOpen);
    watchAvailability();
    unread.update();
  }

  /** Only a visitor who sees the answer is worth the question. */
  function watchAvailability(): void {
    asking?.abort();
    asking = undefined;
    if (!isOpen || view !== 'start' || signal.aborted) return;
    asking = new AbortController();
    start.watch(asking.signal);
    onVacant();
  }

  function open(isByHand = false): void {
    if (isOpen) return;
    isOpen = true;
    kept.write('window', 'open');
    showOpen();
    conversation.update();
    emit('chat-open', undefined);
    if (isByHand) focus();
  }

  function close(isByHand = false): void {
    if (!isOpen || isPage) return;
    isOpen = false;
    kept.write('window', 'closed');
    showOpen();
    emit('chat-close', undefined);
    if (isByHand) launcher.node.focus();
  }

  function focus(): void {
    if (view === 'start') start.focus();
    else if (view === 'over') after.focus();
    else composer.focus();
  }

  function focused(): Element | null {
    const root = node.getRootNode();
    return root instanceof ShadowRoot ? root.activeElement : null;
  }

  function show(next: View): void {
    if (next === view) return;
    view = next;
    node.dataset['view'] = view;
    start.form.hidden = view !== 'start';
    conversation.node.hidden = view === 'start';
    composer.form.hidden = view !== 'chat';
    after.node.hidden = view !== 'over';
    if (view !== 'chat' && dialog.node.open) dialog.close();
    if (view === 'start') conversation.clear();
    // Before there was a chat, nothing was kept.
    if (view === 'chat' && isOpen && !isPage) kept.write('window', 'open');
    watchAvailability();
  }

  function noticeText(): string {
    const now = snapshot();
    if (view !== 'chat' || now === undefined) return '';
    const { problem } = now;
    const isAway = !navigator.onLine;
    if (problem === undefined && !isAway) return '';
    if (problem?.kind === 'full') return problemText(say, problem);
    const reason = problem && !isAway ? problemText(say, problem) : say.text('offline');
    return isAway || problem?.again === true ? say.text('away', { reason }) : reason;
  }

  function update(): void {
    const before = focused();
    header.update();
    const next = viewOf();
    if (next === 'over') after.update();
    show(next);
    if (next !== 'start') conversation.update();
    setText(notice, noticeText());
    const problem = snapshot()?.problem;
    if (snapshot()?.status === 'failed' && problem) start.fail(problemText(say, problem));
    unread.update();
    // What is taken away leaves the visitor where the chat goes on.
    if (before?.checkVisibility() === false) focus();
  }

  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    close(true);
  });
  for (const name of ['online', 'offline']) addEventListener(name, update, { signal });
  document.addEventListener('visibilitychange', () => unread.update(), { signal });
  signal.addEventListener('abort', () => asking?.abort());
  update();
  showOpen();

  return {
    node,
    update,
    isOpen: () => isOpen,
    open,
    close,
    setStarting: (isStarting) => start.setBusy(isStarting),
    fail: (text) => start.fail(text),
  };
}
