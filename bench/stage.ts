import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTable } from '../local/dynamodb.ts';
import { functionDefaults } from '../local/settings.ts';
import { build, type Built } from './build.ts';
import { chats, type StartChat } from './chats.ts';
import { startProcess } from './child/asked-process.ts';
import { functionEnvironment } from './function-environment.ts';
import type { FunctionCode } from './own-function.ts';
import type { FunctionProcess, ServicesProcess } from './processes.ts';
import { coldNames, labels, type ColdName, type VariantName } from './variants.ts';

/** What every measure uses: the bundles, the services, and processes that run functions against them. */
export interface Stage {
  readonly built: Built;
  readonly services: ServicesProcess;
  /** The environment of a process that runs a function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts what a measure has started. */
  readonly signal: AbortSignal;
  /** The folder for files that a measure makes. */
  readonly folder: string;
  readonly startChat: StartChat;
  startFunction(variant: VariantName, flags?: readonly string[]): FunctionProcess;
  /** Ends every process, and removes the files. */
  end(): Promise<void>;
}

export async function setStage(variants: readonly ColdName[] = coldNames): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-chat-bff-bench-'));
  const ending = new AbortController();
  const processes: { end(): Promise<void> }[] = [];
  const end = async (): Promise<void> => {
    ending.abort();
    await Promise.all(processes.map((one) => one.end()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const built = await build(folder, variants);
    const services: ServicesProcess = startProcess(
      fileURLToPath(new URL('services/main.ts', import.meta.url)),
      [],
      { name: 'The process of DynamoDB and Connect', environment: { PATH: process.env['PATH'] ?? '' } },
    );
    processes.push(services);
    const urls = await services.ask({ kind: 'urls' });
    await createTable(urls.dynamodb);
    const environment = functionEnvironment(urls, folder);
    const start = ({ entry }: FunctionCode, name: string, flags: readonly string[] = []): FunctionProcess => {
      const started: FunctionProcess = startProcess(built.programs.function, [entry], {
        environment,
        flags,
        name,
      });
      processes.push(started);
      return started;
    };
    const startFunction = (variant: VariantName, flags?: readonly string[]): FunctionProcess =>
      start(built.functionOf(variant), labels[variant], flags);
    const startChat = chats(services, urls.dynamodb, {
      connect: start(built.connect, "Connect Chat BFF's function for starts"),
      participant: startFunction('own'),
    });
    const { signal } = ending;
    return { built, services, environment, signal, folder, startChat, startFunction, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function createTable(url: string): Promise<void> {
  // The SDK takes its credentials from this process's environment.
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
  await ensureTable(functionDefaults['TABLE_NAME'] ?? '', functionDefaults['AWS_REGION'] ?? '', url);
}
