import type { ConnectChatElement } from '../../../../client/src/element/index.ts';
import { element } from '../shared/elements.ts';

const chat = document.querySelector<ConnectChatElement>('connect-chat');
const query = new URLSearchParams(location.search);

// ?lang=ar, ?theme=dark, ?sound: the element's own attributes, to look at.
for (const name of ['lang', 'theme', 'sound']) {
  const value = query.get(name);
  if (value !== null) chat?.setAttribute(name, value);
}

if (chat !== null)
  chat.beforeStart = (start) => ({
    ...start,
    // A page of yours takes its CAPTCHA's; this is the token of Cloudflare's test keys, and of the local provider.
    request: { ...start.request, VerificationToken: 'XXXX.DUMMY.TOKEN.XXXX' },
  });

document.querySelector('#ask')?.addEventListener('click', () => chat?.open());
document
  .querySelector('#languages')
  ?.append(
    ...['en', 'de', 'es', 'ar'].map((lang) =>
      element('a', { href: `?lang=${lang}`, hreflang: lang, lang }, lang),
    ),
  );
