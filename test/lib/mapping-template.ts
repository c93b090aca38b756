/**
 * API Gateway's mapping templates, as far as this stack uses them: `#set`, `#if`, `#foreach`, `==`, `||` and a few
 * methods. What it does not know, it throws on; so does a second override of one header, on which API Gateway answers
 * 500.
 */
export function responseOverrides(
  template: string,
  requestHeaders: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const overrides: Record<string, string> = {};
  const variables = new Map<string, unknown>();
  const lines = template.split('\n');
  run(0, lines.length);
  return overrides;

  function run(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const line = lines[index] ?? '';
      const set = /^#set\((\$[\w.-]+) = (.+)\)$/.exec(line);
      const condition = /^#if\((.+)\)$/.exec(line)?.[1];
      const each = /^#foreach\((\$\w+) in (.+)\)$/.exec(line);
      if (set) assign(set[1] ?? '', value(set[2] ?? ''));
      else if (condition !== undefined || each) {
        const end = endOf(index);
        if (each)
          for (const element of value(each[2] ?? '') as unknown[]) {
            variables.set(each[1] ?? '', element);
            run(index + 1, end);
          }
        else if (truth(condition ?? '')) run(index + 1, end);
        index = end;
      } else throw new Error(`Not known in a mapping template: ${line}`);
    }
  }

  function endOf(index: number): number {
    let depth = 0;
    for (let at = index; at < lines.length; at++) {
      if (/^#(if|foreach)\(/.test(lines[at] ?? '')) depth++;
      if (lines[at] === '#end' && --depth === 0) return at;
    }
    throw new Error('#end is missing');
  }

  function assign(name: string, assigned: unknown): void {
    const header = /^\$context\.responseOverride\.header\.([\w-]+)$/.exec(name)?.[1];
    if (header === undefined) variables.set(name, assigned);
    else if (header in overrides) throw new Error(`${header} is overridden twice`);
    else overrides[header] = assigned as string;
  }

  function truth(condition: string): boolean {
    return condition.split(' || ').some((part) => {
      const [left = '', right] = part.split(' == ');
      return right === undefined ? value(left) === true : value(left) === value(right);
    });
  }

  function value(expression: string): unknown {
    const literal = /^'([^']*)'$/.exec(expression)?.[1];
    if (literal !== undefined) return literal;
    if (expression === '$input.params().header') return requestHeaders;
    const call = /^(\$\w+)\.(\w+)\((.*)\)$/.exec(expression);
    if (!call) {
      if (!variables.has(expression)) throw new Error(`${expression} is not set`);
      return variables.get(expression);
    }
    const [, of = '', method, argument = ''] = call;
    const on = value(of);
    switch (method ?? '') {
      case 'keySet':
        return Object.keys(on as object);
      case 'get':
        return (on as Record<string, string>)[value(argument) as string];
      case 'toLowerCase':
        return (on as string).toLowerCase();
      case 'matches':
        // Java's `matches` is of the whole string.
        return new RegExp(`^(?:${value(argument) as string})$`).test(on as string);
      default:
        throw new Error(`${method} is not known here`);
    }
  }
}
