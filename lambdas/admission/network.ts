/**
 * The network of an address, as a text of its own for each: 24 bits of an IPv4 address, and of an IPv6 one 56, which is
 * what one customer has. An IPv4 address written as an IPv6 one counts as what it is. Undefined for what is no address.
 */
export function networkOf(address: string): string | undefined {
  if (isFour(address)) return `4/${address.split('.').slice(0, 3).join('.')}`;
  const groups = groupsOf(address.replace(/%.*$/, ''));
  if (!groups) return undefined;
  const [, , , fourth = 0, , sixth, seventh = 0, eighth = 0] = groups;
  if (sixth === 0xffff && groups.slice(0, 5).every((group) => group === 0))
    return `4/${seventh >> 8}.${seventh & 0xff}.${eighth >> 8}`;
  return `6/${[...groups.slice(0, 3), fourth & 0xff00].map((group) => group.toString(16)).join(':')}`;
}

function isFour(address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** The eight groups of an IPv6 address. A URL has them in hexadecimal, whatever they were written in. */
function groupsOf(address: string): readonly number[] | undefined {
  const url = `http://[${address}]`;
  if (!/^[0-9a-f:.]+$/i.test(address) || !URL.canParse(url)) return undefined;
  const [before = '', after] = new URL(url).hostname.slice(1, -1).split('::');
  const [first, last] = [hexadecimal(before), hexadecimal(after ?? '')];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}

function hexadecimal(groups: string): readonly number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16));
}
