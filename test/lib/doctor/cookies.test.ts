import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { domainToASCII } from 'node:url';
import { askSuffixes, publicSuffixes } from '../../../lib/doctor/site/ask-suffixes.ts';
import { siteOf, suffixRules } from '../../../lib/doctor/site/same-site.ts';
import { siteFindings } from '../../../lib/doctor/site/site-checks.ts';
import { startLocalApi } from '../../support/local-api.ts';
import { account, askDoctor, awsFor, origin, region, type Told } from './ask-doctor.ts';
import { frontOf, type Meet } from './front.ts';

/**
 * Of the list's own test data.
 *
 * Source: https://github.com/publicsuffix/list/blob/main/tests/test_psl.txt
 */
const registrable: Readonly<Record<string, string>> = {
  'example.COM': 'example.com',
  'a.b.example.com': 'example.com',
  'b.example.uk.com': 'example.uk.com',
  'test.ac': 'test.ac',
  'a.b.c.mm': 'b.c.mm',
  'www.test.co.jp': 'test.co.jp',
  'a.b.ide.kyoto.jp': 'b.ide.kyoto.jp',
  'a.b.c.kobe.jp': 'b.c.kobe.jp',
  'www.city.kobe.jp': 'city.kobe.jp',
  'a.b.test.ck': 'b.test.ck',
  'www.www.ck': 'www.ck',
  'www.test.k12.ak.us': 'test.k12.ak.us',
  'www.食狮.公司.cn': '食狮.公司.cn',
  'www.食狮.com.cn': '食狮.com.cn',
};

test('a site is that of browsers, by the list that CDK brings along', () => {
  const rules = suffixRules(readFileSync(publicSuffixes, 'utf8'));
  assert.ok(rules);
  for (const [host, site] of Object.entries(registrable))
    assert.equal(siteOf(domainToASCII(host), rules), domainToASCII(site));
  // Nobody's: each host below is a site of its own, and so is the name itself.
  for (const name of ['co.uk', 'github.io', 'cloudfront.net'])
    assert.deepEqual([siteOf(name, rules), siteOf(`a.b.${name}`, rules)], [name, `b.${name}`]);
  assert.equal(suffixRules('<html>Sign in</html>'), undefined);
});

const domainOf = (domainName: string): Readonly<Record<string, string>> => ({
  domainName,
  certificateArn: `arn:aws:acm:${region}:${account}:certificate/11111111-1111-4111-8111-111111111111`,
});
const withCookies = { cookieOrigins: origin, ...domainOf('chat-api.example.com') };

/** Asks about an API whose pages are as they are deployed; `meet` stands before it. */
async function ask(
  t: TestContext,
  settings: Readonly<Record<string, string>>,
  {
    deployed = [],
    meet,
    list,
    also = [],
  }: {
    /** The origins whose pages may have cookies. */
    readonly deployed?: readonly string[];
    readonly meet?: Meet;
    readonly list?: URL;
    readonly also?: readonly string[];
  } = {},
): Promise<Told> {
  const api = await startLocalApi({
    simulator: { account: { id: account } },
    environment: {
      ALLOWED_ORIGINS: JSON.stringify([settings['allowedOrigins'] ?? origin]),
      COOKIE_ORIGINS: JSON.stringify(deployed),
    },
  });
  t.after(() => api.close());
  return askDoctor({
    url: (await awsFor(t, api.simulator.url)).url,
    settings,
    also: ['--api', meet ? await frontOf(t, api.url, meet) : api.url, ...also],
    ...(list && { publicSuffixes: list }),
  });
}

test('pages on the site of the API, which lets their cookies through: nothing to correct', async (t) => {
  const { lines, code } = await ask(t, withCookies, { deployed: [origin] });
  assert.ok(
    lines.includes(`✔ Pages of ${origin} are on the site of chat-api.example.com, which is example.com`),
  );
  assert.ok(lines.includes(`✔ Pages of ${origin} may have their session in a cookie`));
  assert.equal(code, 0, lines.join('\n'));
});

test('a page under the same public suffix is another site: give the API a domain of the page’s', async (t) => {
  for (const [page, domainName, site, own] of [
    ['https://www.shop.co.uk', 'chat.bank.co.uk', 'shop.co.uk', 'bank.co.uk'],
    ['https://shop.github.io', 'chat.github.io', 'shop.github.io', 'chat.github.io'],
  ] as const) {
    const settings = { allowedOrigins: page, cookieOrigins: page, ...domainOf(domainName) };
    const { wrong, code } = await ask(t, settings, { deployed: [page] });
    assert.deepEqual(wrong, [
      `✖ Pages of ${page} can have no cookie of ${domainName}: for browsers their site is ${site}, and the API's is ` +
        `${own}: give the API a domainName below the site of the page, or take the origin out of cookieOrigins`,
    ]);
    assert.equal(code, 1);
  }
});

test('an API that is asked at another site than its domain’s: the page has to use the domain', async () => {
  const elsewhere = 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/v1';
  const list = await askSuffixes(publicSuffixes);
  const deployment = { cookieOrigins: [origin], optional: { domainName: 'chat-api.example.com' } };
  assert.deepEqual(siteFindings(deployment, elsewhere, list), [
    {
      mark: '✖',
      sentence:
        `Pages of ${origin} can have no cookie of a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com: for browsers their ` +
        "site is example.com, and the API's is amazonaws.com: the page has to use chat-api.example.com, and the doctor " +
        '--api with that address',
    },
  ]);
});

test('without a list of public suffixes, the site is not checked, which is no error', async (t) => {
  const { lines, code } = await ask(t, withCookies, {
    deployed: [origin],
    list: new URL('file:///nowhere/public_suffix_list.dat'),
  });
  assert.ok(
    lines.some((line) => /^– Whether chat-api\.example\.com is on the site .* could not be read/.test(line)),
  );
  assert.equal(code, 0);
});

const wrongApis: Readonly<Record<string, { readonly deployed: readonly string[]; readonly meet?: Meet }>> = {
  'that was deployed without it': { deployed: [] },
  'behind something that takes the permission away': {
    deployed: [origin],
    async meet(_request, response, passed) {
      const { status, headers, body } = await passed();
      const { 'access-control-allow-credentials': _, ...rest } = headers;
      response.writeHead(status, rest).end(body);
    },
  },
  'behind something that allows headers of its own': {
    deployed: [origin],
    async meet(_request, response, passed) {
      const { status, headers, body } = await passed();
      const allowed = headers['access-control-allow-headers']?.replace(/,x-csrf\b/i, '');
      response
        .writeHead(status, { ...headers, ...(allowed && { 'access-control-allow-headers': allowed }) })
        .end(body);
    },
  },
};
for (const [what, { deployed, meet }] of Object.entries(wrongApis))
  test(`an API ${what}: deploy again, and look in front of it`, async (t) => {
    const { wrong, code } = await ask(t, withCookies, { deployed, ...(meet && { meet }) });
    assert.deepEqual(wrong, [
      `✖ Pages of ${origin} may not have their session in a cookie as the API is deployed: deploy again with these ` +
        'settings, which have this origin in cookieOrigins, and find what changes CORS headers in front of the API',
    ]);
    assert.equal(code, 1);
  });

test('an API that lets cookies through which the settings no longer have: deploy again', async (t) => {
  const { wrong, code } = await ask(t, {}, { deployed: [origin] });
  assert.deepEqual(wrong, [
    `✖ Pages of ${origin} may have their session in a cookie as the API is deployed: deploy again with these settings, ` +
      'which do not have this origin in cookieOrigins',
  ]);
  assert.equal(code, 1);
});

const begins = ['--start-chat'];

test('a chat is started with its session in a cookie, and ended by it, and the cookie is not printed', async (t) => {
  const { lines, output, code } = await ask(t, withCookies, { deployed: [origin], also: begins });
  assert.ok(lines.includes('✔ A chat was started through the API, and ended'));
  assert.ok(lines.includes('✔ A chat was started with its session in a cookie, and ended by the cookie'));
  assert.doesNotMatch(output, /[\w-]{43}/);
  assert.equal(code, 0, output);
});

/** What stands before the API, and what is said of it. */
const fronts: Readonly<Record<string, { readonly meet: Meet; readonly mend: RegExp }>> = {
  'the cookie from answers': {
    async meet(_request, response, passed) {
      const { status, headers, body } = await passed();
      const { 'set-cookie': _, ...rest } = headers;
      response.writeHead(status, rest).end(body);
    },
    mend: /^✖ A chat whose session is in a cookie was started, and its cookie did not arrive: find what removes Set-Cookie in front/,
  },
  'the cookie from requests': {
    async meet(request, response, passed) {
      delete request.headers.cookie;
      const { status, headers, body } = await passed();
      response.writeHead(status, headers).end(body);
    },
    mend: /^✖ The cookie of a chat does not reach the API \(403 AccessDeniedException\): find what removes Cookie or x-csrf in front/,
  },
  'the header against forged requests': {
    async meet(request, response, passed) {
      delete request.headers['x-csrf'];
      const { status, headers, body } = await passed();
      response.writeHead(status, headers).end(body);
    },
    mend: /^✖ A chat whose session is in a cookie could not be started \(403 AccessDeniedException\): deploy again .* find what removes x-csrf in front/,
  },
};
for (const [what, { meet, mend }] of Object.entries(fronts))
  test(`something in front of the API that removes ${what} is told`, async (t) => {
    const { wrong, code } = await ask(t, withCookies, { deployed: [origin], meet, also: begins });
    assert.equal(wrong.length, 1, wrong.join('\n'));
    assert.match(wrong[0] ?? '', mend);
    assert.equal(code, 1);
  });
