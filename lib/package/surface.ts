import { entry, type Declaration } from './declarations.ts';

/** One thing that an app can see of the package. */
export interface Member {
  /** `ConnectChatBff` for a declaration itself, `ConnectChatBff.api` for a part of it. */
  readonly name: string;
  /** As it is declared, on one line. */
  readonly signature: string;
  /** Whether an app can import it by its name; a part has that of its whole. */
  readonly exported: boolean;
}

interface Statement {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Reads what the package exports, and everything that this names, from declarations without comments. */
export function surfaceOf(declarations: readonly Declaration[]): Member[] {
  const statements = new Map(
    declarations.flatMap(({ text }) => statementsOf(text)).map((one) => [one.name, one]),
  );
  const index = declarations.find(({ path }) => path === entry)?.text ?? '';
  const exports = new Set(
    [...index.matchAll(/^export (?:type )?\{ ([^}]+) \}/gm)].flatMap(([, names = '']) => names.split(', ')),
  );
  const named = new Set(exports);
  // The loop also visits what is added meanwhile.
  for (const name of named) {
    const statement = statements.get(name);
    if (!statement)
      throw new Error(`${entry} exports ${name}, whose declaration lib/package/surface.ts does not find`);
    for (const [word] of statement.lines.join('\n').matchAll(/[A-Za-z_]\w*/g))
      if (statements.has(word)) named.add(word);
  }
  return [...named].toSorted().flatMap((name) => membersOf(statements.get(name), exports.has(name)));
}

/**
 * Splits a file into its declarations, as the compiler prints them: everything inside one is indented, but for its end.
 */
function statementsOf(text: string): Statement[] {
  const statements: { name: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const [, name] =
      /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|function|enum) (\w+)/.exec(
        line,
      ) ?? [];
    if (name !== undefined) statements.push({ name, lines: [line] });
    else if (/^[\s}]/.test(line)) statements.at(-1)?.lines.push(line);
  }
  return statements;
}

function membersOf(statement: Statement | undefined, exported: boolean): Member[] {
  const { name, lines } = statement ?? { name: '', lines: [] };
  const [first = ''] = lines;
  const head = first.replace(/^(?:export )?(?:declare )?/, '');
  if (!/^(?:abstract )?(?:class|interface) /.test(head))
    return [{ name, signature: oneLine([head, ...lines.slice(1)]), exported }];
  const parts: string[][] = [];
  for (const line of lines.slice(1)) {
    if (/^ {4}[^\s}]/.test(line)) parts.push([line]);
    else if (line.startsWith(' ')) parts.at(-1)?.push(line);
  }
  return [
    { name, signature: head.replace(/ \{$/, ''), exported },
    ...parts.map((part) => ({
      name: `${name}.${/^ {4}(?:(?:static|readonly|get|set|abstract|protected) )*(\w+)/.exec(part[0] ?? '')?.[1]}`,
      signature: oneLine(part),
      exported,
    })),
  ];
}

function oneLine(lines: readonly string[]): string {
  return lines.join(' ').replaceAll(/\s+/g, ' ').trim().replace(/;$/, '');
}
