/** Code to try the command with: of its two mutants the test beside it kills one. */
export function sum(first: number, second: number): number {
  return first + second;
}
