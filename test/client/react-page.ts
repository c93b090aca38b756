import { createElement, StrictMode, useState, version } from 'react';
import { createRoot } from 'react-dom/client';
import { useConnectChat } from '../../client/src/react.ts';

declare const ENDPOINT: string;

function button(name: string, onClick: () => void): ReturnType<typeof createElement> {
  return createElement('button', { onClick }, name);
}

/** A page of somebody's, with React: what react.test.ts drives. */
function Page(): ReturnType<typeof createElement> {
  const { status, messages, start, send, end } = useConnectChat({
    endpoint: ENDPOINT,
    ...(location.search === '?cookie' && { session: 'cookie', storage: 'memory' }),
  });
  const [text, setText] = useState('');
  return createElement(
    'main',
    {},
    createElement('p', { id: 'react' }, `React ${version}`),
    createElement('p', {}, `status: ${status}`),
    createElement(
      'ol',
      {},
      messages
        .filter(({ type }) => type === 'message')
        .map(({ key, content, state }) => createElement('li', { key }, `${content} (${state})`)),
    ),
    createElement('input', {
      value: text,
      onChange: (event: { readonly target: { readonly value: string } }) => setText(event.target.value),
    }),
    button('Start', () => start({ displayName: `React ${version}` })),
    button('Send', () => {
      send(text);
      setText('');
    }),
    button('End', () => void end()),
  );
}

createRoot(document.querySelector('#root') as Element).render(
  createElement(StrictMode, {}, createElement(Page)),
);
