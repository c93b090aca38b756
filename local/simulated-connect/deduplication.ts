/** Remembers the answer given to a ClientToken, so that a second call with it has no second effect. */
export interface Deduplication {
  /** Returns the answer of `perform`, or the one given to this key before. What throws is not remembered. */
  answer(
    key: string | undefined,
    perform: () => object,
  ): { readonly output: object; readonly deduplicated: boolean };
}

// AWS documents a window of 7 days for some operations and none for those of a chat; a bound on memory is enough here.
const answersKept = 100_000;

export function createDeduplication(): Deduplication {
  const answers = new Map<string, object>();
  return {
    answer(key, perform) {
      const known = key === undefined ? undefined : answers.get(key);
      if (known !== undefined) return { output: known, deduplicated: true };
      const output = perform();
      if (key !== undefined) {
        answers.set(key, output);
        const oldest = answers.keys().next();
        if (answers.size > answersKept && oldest.done !== true) answers.delete(oldest.value);
      }
      return { output, deduplicated: false };
    },
  };
}
