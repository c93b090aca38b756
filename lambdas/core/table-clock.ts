/**
 * How far this process's clock is from the table's. All processes compare instants on the table's rows, and DynamoDB
 * answers every call with its `Date`. A clock that is right is left as it is: Date is of whole seconds.
 */
export interface TableClock {
  /** Takes in an answer's Date, and when the call was sent and answered, by this process's clock in epoch milliseconds. */
  readonly heard: (date: string | undefined, sent: number, answered: number) => void;
  /** Milliseconds that this process's clock is ahead; 0 for one that may be right. */
  readonly ahead: () => number;
}

/** Milliseconds that a clock, or a Date, may be off without being taken for wrong. */
export const clockTolerance = 1_000;

export function tableClock(): TableClock {
  let ahead = 0;
  return {
    heard(date = '', sent, answered) {
      // In the middle of the second that it names.
      const told = Date.parse(date) + 500;
      const off = (sent + answered) / 2 - told - ahead;
      const known = 500 + (answered - sent) / 2 + clockTolerance;
      if (Math.abs(off) > known) ahead += Math.round(off);
    },
    ahead: () => ahead,
  };
}

/** An instant, or a time, as DynamoDB expires items by it, and as the index of due chats has it: never earlier. */
export function wholeSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}
