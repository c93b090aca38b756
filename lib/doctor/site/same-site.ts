import { domainToASCII } from 'node:url';

/**
 * What is one site for browsers: by https and the list of public suffixes, whose names (com, co.uk, github.io) belong to
 * nobody. Pure.
 *
 * Source: https://github.com/publicsuffix/list/wiki/Format, https://url.spec.whatwg.org/#host-same-site
 */

/** The rules of the list; undefined if the text is something else. */
export function suffixRules(text: string): ReadonlySet<string> | undefined {
  const rules = new Set(
    text
      .split('\n')
      .map((line) => line.trim().split(/\s/, 1)[0] ?? '')
      .filter((line) => line !== '' && !line.startsWith('//'))
      .map(ascii),
  );
  return rules.has('com') && rules.has('co.uk') ? rules : undefined;
}

/** The list has names as they are read, and browsers ask for hosts in letters of ASCII. */
function ascii(rule: string): string {
  const [, mark = '', name = ''] = /^(!|\*\.)?(.*)$/.exec(rule) ?? [];
  return mark + domainToASCII(name);
}

/** The name that a host's site has: its public suffix and the label before; the host itself if that is a suffix. */
export function siteOf(host: string, rules: ReadonlySet<string>): string {
  const labels = host.toLowerCase().split('.');
  return labels.slice(Math.max(0, labels.length - suffixLength(labels, rules) - 1)).join('.');
}

/** Labels of the public suffix: of the rules that match, an exception wins, else the longest. */
function suffixLength(labels: readonly string[], rules: ReadonlySet<string>): number {
  for (let from = 0; from < labels.length; from++) {
    const name = labels.slice(from).join('.');
    const length = labels.length - from;
    if (rules.has(`!${name}`)) return length - 1;
    if (rules.has(name) || rules.has(['*', ...labels.slice(from + 1)].join('.'))) return length;
  }
  return 1;
}
