import { ofEach } from './check.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html and the pages of its commands */
const aggregates =
  'avg count count_distinct max min pct stddev sum earliest latest sortsFirst sortsLast'.split(' ');
const functions = (
  'abs ceil floor greatest least log sqrt bin datefloor dateceil fromMillis toMillis now ispresent coalesce isempty ' +
  'isblank concat ltrim rtrim trim strlen toupper tolower substr replace strcontains jsonParse jsonStringify ' +
  'isValidIp isValidIpv4 isValidIpv6 isIpInSubnet isIpv4InSubnet isIpv6InSubnet'
).split(' ');
const operators = new Set(
  '= != < <= > >= + - * / ^ % and or like =~ in'.split(' ').flatMap((word) => [word, word.toUpperCase()]),
);

/** Saved queries of Logs Insights, as far as ours use the language: what it does not know, it refuses. */
export const queries = ofEach('logs-query', 'AWS::Logs::QueryDefinition', ({ QueryString }) => {
  const lines = String(QueryString).split(/\s*\|\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  return lines.flatMap((line) => {
    const [, command = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
    try {
      (commands[command] ?? fails(`there is no command ${command || 'that is nothing'}`))(reader(rest));
      return [];
    } catch (error) {
      if (error instanceof SyntaxError) return [`The query, at "${line.trim()}": ${error.message}`];
      throw error;
    }
  });
});

type Reader = ReturnType<typeof reader>;

const commands: Readonly<Record<string, (read: Reader) => void>> = {
  fields: (read) => read.end(() => read.list(() => read.named(functions))),
  display: (read) => read.end(() => read.list(() => read.value([]))),
  filter: (read) => read.end(() => read.value(functions)),
  dedup: (read) => read.end(() => read.list(() => read.value([]))),
  limit: (read) => read.end(() => read.token(/^\d{1,5}$/, 'a number of rows')),
  sort: (read) =>
    read.end(() =>
      read.list(() => {
        read.value([]);
        read.take(/^(asc|desc)$/);
      }),
    ),
  stats: (read) =>
    read.end(() => {
      read.list(() => read.named([...aggregates, ...functions]));
      if (read.take(/^by$/i)) read.list(() => read.named(functions));
    }),
};

function reader(text: string) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)+\/|@?[\w.]+|[<>!]=|=~|\S/g) ?? [];
  let at = 0;

  const take = (pattern: RegExp): boolean => {
    if (!pattern.test(tokens[at] ?? '')) return false;
    at++;
    return true;
  };
  const token = (pattern: RegExp, what: string): void => {
    if (!take(pattern)) fails(`${what} is missing before ${tokens[at] ?? 'the end'}`);
  };
  const list = (element: () => void): void => {
    do element();
    while (take(/^,$/));
  };
  const value = (known: readonly string[]): void => {
    one(known);
    while (operators.has(tokens[at] ?? '')) {
      at++;
      one(known);
    }
  };
  const one = (known: readonly string[]): void => {
    if (take(/^(not|-)$/i)) return one(known);
    if (take(/^\($/) || take(/^\[$/)) {
      list(() => value(known));
      return token(/^[)\]]$/, 'a closing bracket');
    }
    if (take(/^["/\d]/)) return;
    const name = tokens[at] ?? '';
    if (!/^@?[A-Za-z_]/.test(name) || operators.has(name))
      fails(`${name || 'the end'} stands where a value is expected`);
    at++;
    if (!take(/^\($/)) return;
    if (!known.includes(name)) fails(`there is no function ${name} here`);
    // count(*), and periods such as 5m.
    list(() => take(/^\*$/) || take(/^\d+\w+$/) || value(known));
    token(/^\)$/, ')');
  };
  return {
    take,
    token,
    list,
    value,
    named(known: readonly string[]): void {
      value(known);
      if (take(/^as$/i)) token(/^[A-Za-z_]\w*$/, 'a name');
    },
    end(all: () => void): void {
      all();
      if (at < tokens.length) fails(`${tokens[at]} stands where the end is expected`);
    },
  };
}

function fails(message: string): never {
  throw new SyntaxError(message);
}
