import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { answerRequests } from './answer-requests.ts';
import { messageEvent, receiptEvent } from './api-event.ts';
import { lambdaContext } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
import type { Block, FunctionRequest, Handled, Memory } from './requests.ts';

// A process that runs one function, as Lambda would: loaded once, and asked one request after the other.

const handler = await loadHandler(process.argv[2] ?? '');

async function handle({ event }: FunctionRequest & { readonly kind: 'handle' }): Promise<Handled> {
  const write = process.stdout.write.bind(process.stdout);
  let log = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    log += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  try {
    const { statusCode, body } = await handler(event, lambdaContext(event.requestContext.requestId));
    return { status: statusCode, body, log };
  } finally {
    process.stdout.write = write;
  }
}

async function block({
  send,
  bearer,
  requests,
}: FunctionRequest & { readonly kind: 'block' }): Promise<Block> {
  const milliseconds: number[] = [];
  const make = send === 'message' ? messageEvent : receiptEvent;
  const before = process.cpuUsage();
  for (let sent = 0; sent < requests; sent++) {
    const event = make(bearer, randomUUID());
    const context = lambdaContext(event.requestContext.requestId);
    const began = performance.now();
    const { statusCode, body } = await handler(event, context);
    milliseconds.push(performance.now() - began);
    if (statusCode !== 200) throw new Error(`A ${send} was answered ${statusCode}: ${body}`);
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1_000, milliseconds };
}

async function memory(): Promise<Memory> {
  const { gc } = globalThis;
  if (!gc) throw new Error('Memory is looked at in a process with --expose-gc');
  for (let round = 0; round < 3; round++) {
    gc();
    // Memory of finalized objects is freed by the next collection.
    await setTimeout(20);
  }
  return { resident: process.memoryUsage.rss() };
}

answerRequests(async (request: FunctionRequest) => {
  switch (request.kind) {
    case 'handle':
      return await handle(request);
    case 'block':
      return await block(request);
    case 'memory':
      return await memory();
  }
});
