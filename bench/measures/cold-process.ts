import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { messageEvent } from '../child/api-event.ts';
import type { RequestCounts } from '../message-counts.ts';
import type { Stage } from '../stage.ts';
import { labels, type ColdName, type VariantName } from '../variants.ts';
import { expectCalls } from './expected-calls.ts';

/** A chat for each variant, and the calls that one of its messages takes. */
export interface Visits {
  readonly bearers: Readonly<Record<VariantName, string>>;
  readonly counts: Readonly<Record<VariantName, RequestCounts>>;
}

export interface ColdRun {
  /** Milliseconds of CPU, of the whole process. */
  readonly cpu: number;
  /** What was written to stderr, where valgrind tells its numbers. */
  readonly errors: string;
}

export interface ColdOptions {
  /** Node and its flags, or what runs it. */
  readonly command: readonly [string, ...string[]];
  /** How many times slower time passes in it. */
  readonly slower?: number;
}

/** Runs a fresh process that loads a variant and answers one message. */
export async function coldRun(
  variant: ColdName,
  { command: [command, ...flags], slower }: ColdOptions,
  { bearers, counts }: Visits,
  { built, environment, folder, services, signal }: Stage,
): Promise<ColdRun> {
  const file = join(folder, 'event.json');
  const bearer = variant === 'empty' ? 'none' : bearers[variant];
  await writeFile(file, JSON.stringify(messageEvent(bearer, randomUUID())));
  await services.ask({ kind: 'seen' });
  const child = spawn(
    command,
    [
      ...flags,
      built.programs.coldRun,
      built.functionOf(variant).entry,
      file,
      ...(slower === undefined ? [] : [String(slower)]),
    ],
    {
      env: environment,
      signal,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  const [log, errors, told] = await Promise.all([
    readText(child.stdout as Readable),
    readText(child.stderr as Readable),
    readText(child.stdio[3] as Readable),
    ended,
  ]);
  const { status, body, cpu } = JSON.parse(told || '{}') as Partial<Told>;
  if (status !== 200 || cpu === undefined)
    throw new Error(
      `${labels[variant]} failed its first message after a cold start: ${status ?? 'no answer'} ${body ?? errors.slice(-2_000)} ${log}`,
    );
  const each = variant === 'empty' ? { dynamodbCalls: 0, upstreamCalls: 0 } : counts[variant];
  await expectCalls(services, 1, each, `${labels[variant]}, cold`);
  return { cpu, errors };
}

interface Told {
  readonly status: number;
  readonly body: string;
  readonly cpu: number;
}
