import { randomUUID } from 'node:crypto';
import { messageEvent } from '../child/api-event.ts';
import type { Handled } from '../child/requests.ts';
import type { Seen } from '../services/calls.ts';
import type { FunctionProcess } from '../processes.ts';
import type { Stage } from '../stage.ts';
import { labels, type VariantName } from '../variants.ts';

/** Checks that a variant does its job, before anything is timed. Throws an error that says what it fails to do. */
export async function assertCorrect(variant: VariantName, stage: Stage): Promise<void> {
  const worker = stage.startFunction(variant);
  try {
    const bearer = await stage.startChat(variant);
    const other = await stage.startChat(variant);
    await stage.services.ask({ kind: 'seen' });
    const clientToken = randomUUID();
    const ask = (...parameters: Parameters<typeof messageEvent>): Promise<Asked> =>
      askOnce(worker, stage, parameters);

    const first = await ask(bearer, clientToken);
    expect(
      variant,
      'answers a message 200 with Id and AbsoluteTime',
      first,
      first.status === 200 && isSent(first),
    );
    const [call] = first.seen.connect;
    expect(
      variant,
      'makes one upstream call for a message, with a ClientToken',
      first,
      first.seen.connect.length === 1 &&
        call?.operation === 'SendMessage' &&
        call.status === 200 &&
        call.clientToken !== undefined,
    );
    const again = await ask(bearer, clientToken);
    expect(
      variant,
      'answers the same ClientToken with the same Id, without a call upstream',
      again,
      again.status === 200 && idOf(again) === idOf(first) && again.seen.connect.length === 0,
    );
    const elsewhere = await ask(other, clientToken);
    expect(
      variant,
      "takes another session's equal ClientToken for another message, sent with that session's connection token",
      elsewhere,
      elsewhere.status === 200 &&
        idOf(elsewhere) !== idOf(first) &&
        elsewhere.seen.connect.length === 1 &&
        elsewhere.seen.connect[0]?.connectionToken !== call?.connectionToken,
    );
    for (const bad of ['not-a-bearer', randomBearer()]) {
      const refused = await ask(bad, randomUUID());
      expect(
        variant,
        'refuses a bearer that is none with 401 or 403, without a call upstream',
        refused,
        [401, 403].includes(refused.status) && refused.seen.connect.length === 0,
      );
    }
    for (const content of ['x'.repeat(1_025), '']) {
      const refused = await ask(bearer, randomUUID(), content);
      expect(
        variant,
        'refuses a Content that is empty or over 1,024 characters with 400, without a call upstream',
        refused,
        refused.status === 400 && refused.seen.connect.length === 0,
      );
    }
    const next = await ask(bearer, randomUUID());
    expect(
      variant,
      'takes a new ClientToken for a new message',
      next,
      next.status === 200 && idOf(next) !== idOf(first) && next.seen.connect.length === 1,
    );
  } finally {
    await worker.end();
  }
}

interface Asked extends Handled {
  readonly seen: Seen;
}

async function askOnce(
  worker: FunctionProcess,
  { services }: Stage,
  parameters: Parameters<typeof messageEvent>,
): Promise<Asked> {
  const handled = await worker.ask({ kind: 'handle', event: messageEvent(...parameters) });
  return { ...handled, seen: await services.ask({ kind: 'seen' }) };
}

function expect(variant: VariantName, does: string, asked: Asked, holds: boolean): void {
  if (holds) return;
  const { status, body, seen, log } = asked;
  throw new Error(
    `${labels[variant]} must be one that ${does}; it answered ${status} ${body} after ` +
      `${seen.connect.length} calls upstream. Nothing was timed. Its log: ${log.trim() || 'empty'}`,
  );
}

function sentOf({ body }: Handled): { readonly Id?: unknown; readonly AbsoluteTime?: unknown } {
  return JSON.parse(body) as { readonly Id?: unknown; readonly AbsoluteTime?: unknown };
}

function idOf(handled: Handled): unknown {
  return sentOf(handled).Id;
}

function isSent(handled: Handled): boolean {
  const { Id, AbsoluteTime } = sentOf(handled);
  return typeof Id === 'string' && Id !== '' && typeof AbsoluteTime === 'string';
}

function randomBearer(): string {
  return Buffer.from(`${randomUUID()}${randomUUID()}`).subarray(0, 32).toString('base64url');
}
