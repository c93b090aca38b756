import { useEffect, useState } from 'react';
import { useConnectChat } from 'connect-chat-bff-client/react';

/** A whole chat: goes on by itself after a reload, and in every tab. */
export function Support({ endpoint }: { readonly endpoint: string }) {
  const { status, problem, typing, messages, start, send, retry, read, notifyTyping, end } = useConnectChat({
    endpoint,
  });
  const [visitor, setVisitor] = useState('');
  const [text, setText] = useState('');
  const isOpen = status !== 'none' && status !== 'ended' && status !== 'failed';

  useEffect(() => {
    if (document.hasFocus()) read();
  }, [messages, read]);

  return (
    <>
      <h1>Ask us</h1>
      <p role="status">
        {problem?.text ?? (typing === undefined ? words[status] : `${typing || 'The agent'} is writing …`)}
      </p>
      <div role="log">
        <ol>
          {messages
            .filter(({ type }) => type !== 'event')
            .map(({ key, mine, name, content, state, problem }) => (
              <li key={key} className={`${mine ? 'mine' : ''} ${state}`}>
                {mine ? 'You' : name}: {content}
                <small>
                  {problem?.text ?? (mine && state)}{' '}
                  {state === 'failed' && <button onClick={() => retry(key)}>Try again</button>}
                </small>
              </li>
            ))}
        </ol>
      </div>
      {isOpen ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send(text);
            setText('');
          }}
        >
          <label>
            Message
            <input
              required
              maxLength={1024}
              autoComplete="off"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                notifyTyping();
              }}
            />
          </label>
          <button>Send</button>
          <button type="button" onClick={() => void end()}>
            End chat
          </button>
        </form>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start({ displayName: visitor.trim() });
          }}
        >
          <label>
            Your name
            <input
              required
              maxLength={256}
              autoComplete="name"
              value={visitor}
              onChange={(event) => setVisitor(event.target.value)}
            />
          </label>
          <button>Start chat</button>
        </form>
      )}
    </>
  );
}

/** What a status is called. Where there is a problem, its own sentence says more. */
const words: Readonly<Record<ReturnType<typeof useConnectChat>['status'], string>> = {
  none: '',
  starting: 'Connecting …',
  connecting: 'Connecting …',
  connected: '',
  reconnecting: 'Reconnecting …',
  ending: 'Ending the chat …',
  ended: 'The chat has ended.',
  failed: 'The chat could not be started.',
};
