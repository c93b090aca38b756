import { ofEach } from './check.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const functions = new Set(
  (
    'ABS ANOMALY_DETECTION_BAND AVG CEIL DATAPOINT_COUNT DATE DAY DIFF DIFF_TIME EPOCH FILL FIRST FLOOR HOUR IF ' +
    'INSIGHT_RULE_METRIC LAMBDA LAST LOG LOG10 MAX METRICS METRIC_COUNT MIN MINUTE MONTH PERIOD RATE REMOVE_EMPTY ' +
    'RUNNING_SUM SEARCH SERVICE_QUOTA SLICE SORT STDDEV SUM TIME_SERIES YEAR'
  ).split(' '),
);
/** Words that some functions take in place of a value. */
const words = new Set(['REPEAT', 'LINEAR', 'ASC', 'DESC']);
const operators = new Set([
  '+',
  '-',
  '*',
  '/',
  '^',
  '>=',
  '<=',
  '>',
  '<',
  '==',
  '!=',
  '&&',
  '||',
  'AND',
  'OR',
]);

/** The expressions of alarms. */
export const alarmExpressions = ofEach('metric-math', 'AWS::CloudWatch::Alarm', ({ Metrics }) => {
  const queries = (Metrics ?? []) as readonly { readonly Id: string; readonly Expression?: string }[];
  const ids = queries.map(({ Id }) => Id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `Two metrics have the id ${id}`),
    ...queries.flatMap(({ Id, Expression }) =>
      Expression === undefined ? [] : expressionProblems(Expression, ids, Id),
    ),
  ];
});

/** What is wrong with an expression over the metrics of these ids. */
export function expressionProblems(
  expression: string,
  ids: readonly string[],
  own?: string,
): readonly string[] {
  const tokens = expression.match(/"[^"]*"|'[^']*'|\d+(?:\.\d+)?|\w+|[<>=!]=|&&|\|\||\S/g) ?? [];
  let at = 0;

  const need = (token: string): void => {
    if (tokens[at] !== token) throw new SyntaxError(`${token} is missing before ${tokens[at] ?? 'the end'}`);
    at++;
  };
  const list = (end: string): void => {
    if (tokens[at] !== end) {
      any();
      while (tokens[at] === ',') {
        at++;
        any();
      }
    }
    need(end);
  };
  const any = (): void => {
    one();
    while (operators.has(tokens[at] ?? '')) {
      at++;
      one();
    }
  };
  const one = (): void => {
    const token = tokens[at++] ?? 'the end';
    if (token === '-' || token === '!') return one();
    if (token === '(') return list(')');
    if (token === '[') return list(']');
    if (/^["'\d]/.test(token) || words.has(token)) return;
    if (tokens[at] === '(') {
      if (!functions.has(token)) throw new SyntaxError(`there is no function ${token}`);
      at++;
      return list(')');
    }
    if (token === own || !ids.includes(token)) throw new SyntaxError(`${token} is no metric`);
  };
  try {
    any();
    if (at < tokens.length) throw new SyntaxError(`${tokens[at]} stands where an operator is expected`);
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return [`The expression ${expression}: ${error.message}`];
    throw error;
  }
}
