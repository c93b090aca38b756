import { shared } from './played.ts';

interface Event {
  readonly type: string;
  readonly data: { readonly name?: string; readonly nesting?: number };
}

/** Tells the worker, of Node's own judgement, how each file's suite has ended, and the first failure in it. */
// oxlint-disable-next-line require-yield -- what a reporter yields is printed, and this prints nothing.
async function* reporter(events: AsyncIterable<Event>): AsyncGenerator<never> {
  let failed: string | undefined;
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (type === 'test:fail') failed ??= data.name ?? '';
    if (data.nesting !== 0) continue;
    shared.over(data.name ?? '', failed);
    failed = undefined;
  }
}

// `--test-reporter` takes a module's default export.
// oxlint-disable-next-line import/no-default-export
export default reporter;
