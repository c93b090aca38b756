import assert from 'node:assert/strict';
import { test } from 'node:test';
import { values } from '../../bench/scale/inputs.ts';
import { asked, operationOf, ratesOfOneChat } from '../../bench/scale/traffic.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { firewall, type Request } from '../lib/firewall.ts';
import { synthesized } from '../lib/synthesized.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** The traffic of the scale model, through the web ACL of the template: honest visitors notice nothing of it. */

const { template } = synthesized('the command line');
const named = (name: string): Operation => operations.find((one) => one.name === name) ?? assert.fail(name);

let bearers = 0;
function newBearer(): string {
  return `${String(bearers++).padStart(42, '-')}A`;
}

/** Times by chance alone, so many a second in the mean. */
function* chance(
  rate: number,
  { from, until, random }: { readonly from: number; readonly until: number; readonly random: () => number },
): Generator<number> {
  for (let at = from - Math.log(random()) / rate; at < until; at -= Math.log(random()) / rate) yield at;
}

/** So many chats at a time, as the scale model has visitors, with a file each; at a second, all lose their network. */
function* office(
  chats: number,
  { seconds, cutAt }: { readonly seconds: number; readonly cutAt: number },
): Generator<readonly [number, Request]> {
  const random = seededRandom(40);
  const address = '198.51.100.7';
  const all: [number, Request][] = [];
  const send = (at: number, { method, path }: Operation, bearer?: string): void => {
    all.push([at, { address, method, path: `/v1${path}`, ...(bearer !== undefined && { bearer }) }]);
  };
  const rates = ratesOfOneChat(values);
  const length = values.chatMinutes * 60;
  for (let place = 0; place < chats; place++) {
    // One chat after the other, the first of them long begun.
    for (let begins = -random() * length; begins < seconds; begins += length) {
      const bearer = newBearer();
      const within = (): number => begins + random() * length;
      send(begins, operationOf.start);
      for (let path = 0; path < values.preflights; path++)
        send(begins, { ...operationOf.message, method: 'OPTIONS' as 'POST' });
      for (const kind of asked.filter((one) => one !== 'start'))
        for (const at of chance(rates[kind], { from: begins, until: begins + length, random }))
          send(at, operationOf[kind], bearer);
      for (const name of ['StartAttachmentUpload', 'CompleteAttachmentUpload', 'GetAttachment'])
        send(within(), named(name), bearer);
      if (begins <= cutAt && cutAt < begins + length) {
        for (const attempt of [0, 0.3, 1.2])
          send(cutAt + 3 * random() + attempt, named('CreateParticipantConnection'), bearer);
        send(cutAt + 5 + random(), named('GetTranscript'), bearer);
      }
    }
  }
  yield* all.filter(([at]) => at >= 0 && at < seconds).toSorted(([a], [b]) => a - b);
}

test('an office of forty chats behind one address passes untouched for four hours, a cut of its network included', () => {
  const refused = firewall(template, 0);
  let sent = 0;
  for (const [now, request] of office(40, { seconds: 4 * 3_600, cutAt: 7_000 })) {
    assert.equal(refused(request, now), undefined, `${request.method} ${request.path} at ${now} s`);
    sent++;
  }
  assert.ok(sent > 40_000, `${sent}`);
});

test('three times as many are too many for one address: the same traffic meets the rules', () => {
  const refused = firewall(template, 0);
  const met = new Set<string | undefined>();
  for (const [now, request] of office(120, { seconds: 1_800, cutAt: 900 })) met.add(refused(request, now));
  assert.ok(met.has('Requests'), [...met].join(' '));
});
