/** A request over the channel between two processes, with the number that its answer repeats. */
export interface Numbered<T> {
  readonly number: number;
  readonly value: T;
}

export interface NumberedAnswer {
  readonly number: number;
  readonly value?: unknown;
  readonly problem?: string;
}

/** Answers the parent's requests, which come one at a time, and ends when the parent is gone. */
export function answerRequests(answer: (request: never) => Promise<unknown>): void {
  process.on('message', (request: Numbered<never>) => {
    void answered(request, answer).then((message) => process.connected && process.send?.(message));
  });
  process.once('disconnect', () => process.exit());
  // Ctrl-C reaches the whole group; the parent ends its children itself.
  process.on('SIGINT', () => undefined);
}

async function answered(
  { number, value }: Numbered<never>,
  answer: (request: never) => Promise<unknown>,
): Promise<NumberedAnswer> {
  try {
    return { number, value: await answer(value) };
  } catch (error) {
    return { number, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
