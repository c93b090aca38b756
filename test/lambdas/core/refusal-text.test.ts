import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refusalText } from '../../../lambdas/core/refusal-text.ts';

const cases: readonly (readonly [what: string, message: string, input: unknown, left: string])[] = [
  [
    'a sentence without a value stays as it is',
    'Content is not a valid InteractiveMessageResponse',
    { Content: '{}' },
    'Content is not a valid InteractiveMessageResponse',
  ],
  [
    'a member of the request may be named in quotes, nothing else',
    "'content' must not be 'hunter2', \"hunter2\" or `hunter2`",
    { Content: 'hunter2' },
    "'content' must not be '…', \"…\" or `…`",
  ],
  [
    'an apostrophe is no quote',
    "The participant isn't connected and can't send",
    {},
    "The participant isn't connected and can't send",
  ],
  ['what is quoted and not closed is cut to the end', 'Refused: "my pin is 12', {}, 'Refused: "…'],
  ['typographic quotes are quotes', 'Name “Ada” and «Bob» are taken', {}, 'Name “…” and «…» are taken'],
  [
    'a quoted value may have quotes, and AWS’s words, in it',
    "Value 'it's' at 'pin' at 'content' failed to satisfy constraint: short",
    { Content: "it's' at 'pin" },
    "Value '…' at 'content' failed to satisfy constraint: short",
  ],
  [
    'ids, ARNs, addresses and long numbers of anybody are cut',
    'Contact 11111111-1111-4111-8111-111111111111 of arn:aws:connect:eu-central-1:123456789012:instance/x, ' +
      'see https://example.com/a, write to ada@example.com or call +49 170 1234567',
    {},
    'Contact … of … see … write to … or call …',
  ],
  ['a word with digits is cut from 16 characters on', 'Bad a1b2c3d4e5f6a7b8 here', {}, 'Bad … here'],
  ['and stays below', 'Bad utf16 and sha256 here', {}, 'Bad utf16 and sha256 here'],
  ['Base64 without a digit is cut', 'Bad QVFJabcdEFGHijklMNOp== here', {}, 'Bad … here'],
  ['letters that are no words are cut', 'Bad AaAaAaAaAaAaAaAaAaAa here', {}, 'Bad … here'],
  [
    'what stands in the input is cut from eight characters on',
    'No pepper mint tea',
    { A: ['pepper mint'] },
    'No … tea',
  ],
  ['in another letter case, too', 'No PEPPER MINT tea', { A: 'pepper mint' }, 'No … tea'],
  [
    'the names of attributes are values',
    'Bad shoesizes here',
    { Attributes: { shoesizes: 'x' } },
    'Bad … here',
  ],
  [
    'a content type is AWS’s word, not the caller’s, and so is every other member of a fixed vocabulary',
    'Message content is not a valid InteractiveMessageResponse; Type must not be WEBSOCKET',
    {
      ContentType: 'application/vnd.amazonaws.connect.message.interactive.response',
      Content: '{"action":"Yes"}',
      Type: ['WEBSOCKET'],
    },
    'Message content is not a valid InteractiveMessageResponse; Type must not be WEBSOCKET',
  ],
  [
    'an attribute of such a name is a value all the same',
    'Bad pineapple here',
    { Attributes: { ContentType: 'pineapple' } },
    'Bad … here',
  ],
  [
    'a body is cut whole, also where it is not closed',
    'Bad {"pin":1234,"a":{"b":[5]}} and {pin: 99',
    {},
    'Bad … and …',
  ],
  ['the braces of a pattern are none', 'Must match [a-z]{1,3} fully', {}, 'Must match [a-z]{1,3} fully'],
  [
    'every pair of quotes there is, one within the other, turned around, doubled',
    'Bad ‹a b›, »c d«, ‚e f‘, ‘g ‹h› i’, „j k“, “l ‘m’ n”, \'\'q r\'\', ``s t`` and ""u v"" here',
    {},
    'Bad ‹…›, »…«, ‚…‘, ‘…’, „…“, “…”, \'…\', `…` and "…" here',
  ],
  ['a typographic apostrophe is no quote', 'It isn’t here and can’t be', {}, 'It isn’t here and can’t be'],
  [
    'a telephone number is one however it is written, and so is an address of the network',
    'Call +49 (0)30 1234-567, (555) 123-4567 or 555.123.4567 at 10.11.12.13',
    {},
    'Call …, … or … at …',
  ],
  [
    'what is set to a name is a value',
    'Bad Message(type=text, content=hello) here',
    {},
    'Bad Message(type=…, content=…) here',
  ],
  ['what follows Bearer is one', 'Authorization: Bearer abc123 is bad', {}, 'Authorization: Bearer … is bad'],
  ['lines become one', 'First\r\nsecond\u0000third', {}, 'First second third'],
  ['where no word is left, nothing is', '"secret"', {}, ''],
  ['letters alone are no words', 'a 1 b', {}, ''],
  ['cuts side by side become one', `Bad "a"'b' here`, {}, `Bad "…' here`],
  ['a quote with nothing behind it is not closed', 'Bad "', {}, 'Bad "…'],
  ['what lies too far behind is not looked at', `Bad "${'x'.repeat(2_100)}" here`, {}, 'Bad "…'],
  ['spaces at the ends, and between words all but one, are left out', '  Bad  thing ', {}, 'Bad thing'],
  [
    'a value is found across lines, as far as it reads the same',
    'No pepper\r\nmint tea',
    { A: 'pepper mint' },
    'No … tea',
  ],
  ['and a number, as JSON has it', 'Bad 1.25e+21 here', { A: 1.25e21 }, 'Bad … here'],
  ['two values are not one', 'Bad peppermint here', { First: 'pepp', Last: 'ermint' }, 'Bad peppermint here'],
  [
    'the name of an attribute is a value also where it begins with a capital',
    'Bad Shoesizes here',
    { Attributes: { Shoesizes: 'x' } },
    'Bad … here',
  ],
  ['and so is what no member of AWS’s is called', 'Bad myShoesize here', { myShoesize: 'x' }, 'Bad … here'],
  ['or could be', 'Bad Shoe sizes here', { 'Shoe sizes': 'x' }, 'Bad … here'],
  [
    'a name that ends as one of a fixed vocabulary is none',
    'Bad pineapple',
    { MyType: 'pineapple' },
    'Bad …',
  ],
  ['nor is one that begins so', 'Bad pineapple', { TypeOf: 'pineapple' }, 'Bad …'],
  [
    'a path to a member may be quoted, if each of its names is one',
    "'files[12].name' and 'files.ada' and 'fi[1]les' are bad",
    { Files: [{ Name: 'x' }] },
    "'files[12].name' and '…' and '…' are bad",
  ],
  ['short addresses are cut by their schemes', 'See http://a.b or ws://a.b now', {}, 'See … or … now'],
  ['an id is cut that reads as words', 'Bad deadbeef-cafe-face-dead-beefdeadbeef here', {}, 'Bad … here'],
  [
    'words with other signs between them than spaces stay',
    'See /contents/messages or open-close-open-close or contents-of-WEB-pages or contents-xml-messages',
    {},
    'See /contents/messages or open-close-open-close or contents-of-WEB-pages or contents-xml-messages',
  ],
  [
    'what has no vowels is no word',
    'Bad contents-bcdf-messages or contents-bcdfg-messages here',
    {},
    'Bad … or … here',
  ],
  ['nothing is left where letter case changes the length', 'No İ pepper mint', { A: 'pepper mint' }, ''],
  ['and no more than 500 characters ever', 'word '.repeat(200), {}, 'word '.repeat(100)],
];

for (const [what, message, input, left] of cases)
  test(what, () => {
    assert.equal(refusalText(message, input), left);
  });

const word = fc.constantFrom('Content', 'must', 'be', 'shorter', 'than', '1024', 'characters', "isn't");
const secret = fc.stringMatching(/^[A-Za-z0-9+/_=-]{8,120}$/);

test('nothing of eight characters or more of the input is in what is left, wherever it stood', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 8 }),
      secret,
      fc.array(word, { maxLength: 8 }),
      (before, value, after) => {
        const message = [...before, value, ...after].join(' ');
        const left = refusalText(message, { Content: value });
        for (let at = 0; at + 8 <= value.length; at++)
          assert.ok(!left.toLowerCase().includes(value.slice(at, at + 8).toLowerCase()), left);
      },
    ),
  );
});

test('no token of another session is in what is left', () => {
  const token = fc.oneof(
    fc.uuid(),
    // Of bytes: a string of its own making has the names of JavaScript's members in it, which are words.
    fc.uint8Array({ minLength: 15 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.stringMatching(/^[\w-]{43}$/).filter((text) => /\d/.test(text)),
  );
  fc.assert(
    fc.property(token, fc.constantFrom('', '.', ',', ')', "'"), (value, end) => {
      assert.ok(!refusalText(`The token ${value}${end} is bad`, {}).includes(value.slice(0, 16)));
    }),
  );
});

test('it is bounded, whatever it is given', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000, unit: 'binary' }), fc.anything(), (message, input) => {
      assert.ok(refusalText(message, input).length <= 600);
    }),
  );
});
