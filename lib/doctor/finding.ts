import { detailOf, type Failure } from './facts.ts';

/** The result of a check: all is well, something must be mended, or the check could not be made. One line each. */
export interface Finding {
  readonly mark: '✔' | '✖' | '–';
  readonly sentence: string;
}

export function well(sentence: string): Finding {
  return { mark: '✔', sentence };
}

/** Makes a finding of what is wrong and what to do about it. */
export function mend(wrong: string, remedy: string): Finding {
  return { mark: '✖', sentence: `${wrong}: ${remedy}` };
}

export function skipped(sentence: string): Finding {
  return { mark: '–', sentence };
}

/** Makes a finding of why AWS gave no answer. `permission` is what the question takes. */
export function unanswered(what: string, failure: Failure, permission: string): Finding {
  switch (failure.kind) {
    case 'not-allowed':
      return mend(`${what} may not be read with these credentials`, `allow them ${permission}`);
    case 'throttled':
      return mend(`${what} could not be checked, as AWS throttles`, 'run the doctor again in a minute');
    case 'no-credentials':
    case 'credentials-refused':
    case 'not-found':
    case 'not-published':
    case 'unreachable':
    case 'other':
      return mend(
        `${what} could not be checked (${detailOf(failure)})`,
        'run the doctor again, and see status.aws.amazon.com if it stays so',
      );
  }
}

/**
 * Makes a finding of an optional check that could not be made, which is nothing to mend. `permission` is what it takes.
 */
export function unlooked(what: string, failure: Failure, permission: string): Finding {
  return skipped(
    failure.kind === 'not-allowed'
      ? `${what} was not checked: to have it checked, allow ${permission}`
      : `${what} was not checked, as AWS did not say (${detailOf(failure)})`,
  );
}
