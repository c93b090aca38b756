/**
 * Loopback addresses, all of which are this machine's on Linux: who comes from another one is another one to the API.
 * No two of them share a /24, which an operator takes for one network.
 */
export function networkAddress(index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= 65_024)
    throw new RangeError(`There are loopback networks from 0 to 65023, and ${index} is none`);
  return `127.${1 + Math.floor(index / 256)}.${index % 256}.1`;
}
