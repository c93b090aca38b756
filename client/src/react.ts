import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Chat, ChatOptions } from './chat.ts';
import { recoverChat } from './recover.ts';
import { sendFile } from './send-file.ts';
import { resumeChat, startChat, type StartOptions } from './start.ts';
import type { MessageType, Status } from './state.ts';
import type { Snapshot } from './view.ts';

/** A chat, and what can be done with it. The functions stay the same from one rendering to the next. */
export interface ConnectChat extends Omit<Snapshot, 'status'> {
  /** `none` as long as there is no chat: on the server, before the first start, and while the page is made. */
  readonly status: Status | 'none';
  /** Starts a chat; where there is one that goes on, it stays. */
  readonly start: (options: Omit<StartOptions, keyof ChatOptions>) => void;
  /** Answers the message's key; undefined where there is no chat. */
  readonly send: (content: string, contentType?: MessageType) => string | undefined;
  readonly sendFile: (file: File) => string | undefined;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  /** The visitor is writing: for every key that is pressed. `typing` is who of the others is. */
  readonly notifyTyping: () => void;
  /** All that is shown has been seen. */
  readonly read: () => void;
  readonly loadEarlier: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** For what is not here, such as downloadFile(). */
  readonly chat: Chat | undefined;
}

interface None extends Omit<Snapshot, 'status'> {
  readonly status: 'none';
}

const none: None = { status: 'none', messages: [], hasEarlier: false };
const getNone = (): None => none;
const never = (): (() => void) => () => {};

/**
 * The chat of this browser with the endpoint: goes on with the one that there is, and ends its part with the component,
 * not the chat. Other components and tabs may use the same one.
 */
export function useConnectChat(options: ChatOptions): ConnectChat {
  const { endpoint, storage, session } = options;
  const latest = useRef(options);
  const current = useRef<Chat>(undefined);
  const [chat, setChat] = useState<Chat>();

  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    let isShown = true;
    const use = (found: Chat | undefined): void => {
      current.current = found;
      setChat(found);
    };
    /** The session may be in a cookie alone, of which only the API can tell. */
    const recover = async (): Promise<void> => {
      const found = await recoverChat(latest.current).catch(() => undefined);
      if (isShown && current.current === undefined) use(found);
      else found?.close();
    };
    use(resumeChat(latest.current));
    if (session !== undefined && current.current === undefined) void recover();
    return () => {
      isShown = false;
      current.current?.close();
      use(undefined);
    };
  }, [endpoint, storage, session]);

  const snapshot = useSyncExternalStore<Snapshot | None>(
    chat?.subscribe ?? never,
    chat?.getSnapshot ?? getNone,
    getNone,
  );

  const actions = useMemo(
    () => ({
      start(request: Omit<StartOptions, keyof ChatOptions>) {
        const status = current.current?.getSnapshot().status ?? 'ended';
        if (status !== 'ended' && status !== 'failed') return;
        current.current = startChat({ ...latest.current, ...request });
        setChat(current.current);
      },
      send: (content: string, contentType?: MessageType) => current.current?.send(content, contentType),
      sendFile: (file: File) => current.current && sendFile(current.current, file),
      retry: (key: string) => current.current?.retry(key),
      discard: (key: string) => current.current?.discard(key),
      notifyTyping: () => current.current?.typing(),
      read: () => current.current?.read(),
      loadEarlier: async () => await current.current?.loadEarlier(),
      end: async () => await current.current?.end(),
    }),
    [],
  );

  return { ...snapshot, ...actions, chat };
}
