import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../client/src/edges.ts';
import { apply, nothing, type ChatEvent, type State } from '../../client/src/state.ts';
import { openTabs } from '../../client/src/tabs.ts';

/** A browser whose tabs share a channel; of them the first one leads. `loses`: what arrives nowhere. */
function createBrowser(loses: (post: { readonly type: string }) => boolean) {
  const channels: Channel[] = [];
  const posts: { readonly type: string }[] = [];
  const open = () => {
    const leads = channels.length === 0;
    const tab: { state: State; readonly heard: ChatEvent[] } = { state: nothing, heard: [] };
    const channel: Channel = {
      onmessage: null,
      postMessage(post) {
        const data = structuredClone(post) as { readonly type: string };
        posts.push(data);
        if (!loses(data)) for (const other of channels) if (other !== channel) other.onmessage?.({ data });
      },
      close() {},
    };
    channels.push(channel);
    const shared = openTabs({
      name: 'chat',
      signal: new AbortController().signal,
      edges: {
        page: channels.length,
        openChannel: () => channel,
        alone: (name, _signal, lead) =>
          (name === 'chat' ? leads : !name.endsWith(' last')) ? lead() : new Promise(() => {}),
      },
      lead: () => new Promise(() => {}),
      state: () => tab.state,
      follow: (state) => (tab.state = state),
      hear(event) {
        tab.heard.push(event);
        tab.state = apply(tab.state, event);
      },
      perform() {},
    });
    return {
      ...tab,
      read: () => tab.state,
      say(id: string) {
        const item = {
          Id: id,
          Type: 'MESSAGE',
          AbsoluteTime: '2026-11-27T10:00:00.000Z',
          Content: id,
        } as const;
        const event: ChatEvent = { type: 'items', items: [item] };
        tab.state = apply(tab.state, event);
        shared.tell(event);
      },
    };
  };
  return { open, hellos: () => posts.filter(({ type }) => type === 'hello').length };
}

test('a tab hears each event once, and asks for everything as soon as it has missed one, and only then', () => {
  let lost = false;
  const { open, hellos } = createBrowser(({ type }) => type === 'event' && lost);
  const leader = open();
  leader.say('before');
  const followers = [open(), open()];
  const greetings = hellos();
  const shows = (tab: typeof leader): readonly string[] => [...tab.read().items.keys()];
  leader.say('a');
  leader.say('b');
  assert.equal(hellos(), greetings);
  for (const follower of followers) {
    assert.equal(follower.heard.length, 2);
    assert.deepEqual(shows(follower), ['before', 'a', 'b']);
  }
  lost = true;
  leader.say('c');
  lost = false;
  leader.say('d');
  assert.equal(hellos(), greetings + followers.length);
  for (const follower of followers) {
    // The one that came out of turn is in what it has asked for.
    assert.equal(follower.heard.length, 2);
    assert.deepEqual(shows(follower), ['before', 'a', 'b', 'c', 'd']);
  }
  leader.say('e');
  assert.equal(hellos(), greetings + followers.length);
  for (const follower of followers) {
    assert.equal(follower.heard.length, 3);
    assert.deepEqual(shows(follower), ['before', 'a', 'b', 'c', 'd', 'e']);
  }
});

test('nobody hears of a tab before it stands in line for being the last', async () => {
  const posts: unknown[] = [];
  const asked: [name: string, granted: () => Promise<void>][] = [];
  openTabs({
    name: 'chat',
    signal: new AbortController().signal,
    edges: {
      page: 7,
      openChannel: () => ({ onmessage: null, postMessage: (post) => void posts.push(post), close() {} }),
      alone(name, _signal, granted) {
        asked.push([name, granted]);
        return new Promise(() => {});
      },
    },
    lead: () => new Promise(() => {}),
    state: () => nothing,
    follow() {},
    hear() {},
    perform() {},
  });
  assert.deepEqual(
    asked.map(([name]) => name),
    ['chat', 'chat last', 'chat 7'],
  );
  assert.deepEqual(posts, []);
  await asked[2]?.[1]();
  assert.deepEqual(posts, [{ type: 'hello' }]);
});
