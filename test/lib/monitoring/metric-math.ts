/** CloudWatch's metric math, as far as the alarms use it. A series is one value for each period; undefined is no data. */

export type Values = readonly (number | undefined)[];

type Value = number | Values;

/** Evaluates an expression over the series it names. */
export function evaluate(expression: string, series: Readonly<Record<string, Values>>): Values {
  const tokens = expression.match(/\d+(?:\.\d+)?|\w+|>=|<=|==|[-+*/()[\],<>]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/g, '')) throw new Error(`not understood: ${expression}`);
  const length = Object.values(series)[0]?.length ?? 0;
  let at = 0;

  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at++;
    return true;
  };
  const need = (token: string): void => {
    if (!take(token)) throw new Error(`${token} is missing in ${expression} before ${tokens[at]}`);
  };
  const binary = (next: () => Value, operators: Readonly<Record<string, Operator>>) => (): Value => {
    let left = next();
    for (let operator = operators[tokens[at] ?? '']; operator; operator = operators[tokens[at] ?? '']) {
      at++;
      left = combine(left, next(), operator);
    }
    return left;
  };
  const list = (): Value[] => {
    const all: Value[] = [];
    do all.push(compare());
    while (take(','));
    return all;
  };
  const primary = (): Value => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const inner = compare();
      need(')');
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (take('(')) {
      const array = take('[');
      const given = list();
      if (array) need(']');
      need(')');
      return apply(token, given, length);
    }
    const named = series[token];
    if (!named) throw new Error(`${expression} names ${token}, which is no metric`);
    return named;
  };
  const product = binary(primary, { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? undefined : a / b) });
  const sum = binary(product, { '+': (a, b) => a + b, '-': (a, b) => a - b });
  const compare = binary(sum, {
    '>=': (a, b) => Number(a >= b),
    '<=': (a, b) => Number(a <= b),
    '>': (a, b) => Number(a > b),
    '<': (a, b) => Number(a < b),
  });
  const result = compare();
  if (at !== tokens.length) throw new Error(`${expression} goes on after its end`);
  return spread(result, length);
}

type Operator = (a: number, b: number) => number | undefined;

function spread(value: Value, length: number): Values {
  return typeof value === 'number' ? Array.from({ length }, () => value) : value;
}

function combine(a: Value, b: Value, operator: Operator): Value {
  if (typeof a === 'number' && typeof b === 'number') return operator(a, b) ?? Number.NaN;
  const length = typeof a === 'number' ? (b as Values).length : a.length;
  const [left, right] = [spread(a, length), spread(b, length)];
  return left.map((value, index) => {
    const other = right[index];
    return value === undefined || other === undefined ? undefined : operator(value, other);
  });
}

function apply(name: string, given: readonly Value[], length: number): Value {
  const [first = [], second = [], third = []] = given.map((value) => spread(value, length));
  switch (name) {
    case 'FILL':
      return first.map((value, index) => value ?? second[index]);
    case 'IF':
      // Both branches are evaluated, but only the chosen one has to have a value.
      return first.map((value, index) =>
        value === undefined ? undefined : (value === 0 ? third : second)[index],
      );
    case 'MAX':
      return Array.from({ length }, (_none, index) => {
        const values = given
          .map((value) => spread(value, length)[index])
          .filter((value) => value !== undefined);
        return values.length === 0 ? undefined : Math.max(...values);
      });
    default:
      throw new Error(`metric math has no ${name} here`);
  }
}
