import { pathToFileURL } from 'node:url';
import type { FromReaper, ToReaper } from './reaper-lane.ts';

// The function that ends chats, in a process of its own: invoked by messages, as Lambda invokes it.

type Handler = (event: object) => Promise<void>;

let handler: Promise<Handler> | undefined;

function tell(message: FromReaper): void {
  process.send?.(message);
}

async function receive(message: ToReaper): Promise<void> {
  if ('module' in message) {
    Object.assign(process.env, message.environment);
    handler = (import(pathToFileURL(message.module).href) as Promise<{ handler: Handler }>).then(
      (loaded) => loaded.handler,
    );
    await handler;
    tell({ id: 0, failed: undefined });
    return;
  }
  try {
    await (
      await handler
    )?.(message.event);
    tell({ id: message.id, failed: undefined });
  } catch (error) {
    tell({ id: message.id, failed: String(error) });
  }
}

process.on('message', (message) => void receive(message as ToReaper));
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
