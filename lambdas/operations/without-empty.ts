import type { Unchecked } from '../core/json.ts';

/**
 * Members that count as absent when they are empty. AWS's own clients for iOS and Android leave empty what they have
 * nothing for, and Connect takes it: typing with an empty Content, an attachment with an empty ClientToken, or the
 * empty NextToken with which Connect has ended a transcript.
 */
export function withoutEmpty(...names: readonly string[]): (given: Unchecked) => Unchecked {
  return (given) =>
    names.some((name) => given[name] === '')
      ? Object.fromEntries(
          Object.entries(given).filter(([name, value]) => value !== '' || !names.includes(name)),
        )
      : given;
}
