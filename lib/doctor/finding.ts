/** What a check says: all is well, something must be mended, or it could not be made. One line each. */
export interface Finding {
  readonly mark: '✔' | '✖' | '–';
  readonly sentence: string;
}

export function well(sentence: string): Finding {
  return { mark: '✔', sentence };
}

/** What is wrong, and what to do about it. */
export function mend(wrong: string, remedy: string): Finding {
  return { mark: '✖', sentence: `${wrong}: ${remedy}` };
}

export function skipped(sentence: string): Finding {
  return { mark: '–', sentence };
}
