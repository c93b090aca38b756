import { openSync, writeSync } from 'node:fs';

/** The right time of a world whose clocks leap: all processes that read the file leap at once. */
export interface LeapingClock {
  /** For stress/preload/leaping-clock.ts. */
  readonly file: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly leap: (milliseconds: number) => void;
}

export function leapingClock(file: string): LeapingClock {
  const descriptor = openSync(file, 'w');
  const bytes = Buffer.alloc(8);
  let ahead = 0;
  const write = (): void => {
    bytes.writeDoubleLE(ahead);
    writeSync(descriptor, bytes, 0, bytes.length, 0);
  };
  write();
  return {
    file,
    now: () => Date.now() + ahead,
    leap(milliseconds) {
      // DynamoDB tells the time in whole milliseconds to nobody, but rows have them.
      ahead += Math.ceil(milliseconds);
      write();
    },
  };
}
