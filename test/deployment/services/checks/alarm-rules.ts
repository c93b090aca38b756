import { resourcesOf, type Template } from '../../../lib/synthesized.ts';
import { ofEach } from './check.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const most = { alarms: 100, characters: 10_240 } as const;

/**
 * Alarm rules: their syntax, and that each alarm named is one of the template. CloudWatch refuses a rule with an alarm
 * that does not exist.
 */
export const alarmRules = ofEach(
  'alarm-rule',
  'AWS::CloudWatch::CompositeAlarm',
  ({ AlarmName, AlarmRule }, template) => {
    const rule = String(AlarmRule);
    const { alarms, problem } = parsedRule(rule);
    if (problem !== undefined) return [problem];
    const there = new Set(alarmNames(template));
    return [
      ...alarms
        .filter((name) => !there.has(name))
        .map((name) => `The rule names the alarm ${name}, which there is not`),
      ...(alarms.includes(String(AlarmName)) ? ['The rule names the alarm itself'] : []),
      ...(alarms.length > most.alarms
        ? [`The rule has ${alarms.length} alarms, at most ${most.alarms}`]
        : []),
      ...(rule.length > most.characters ? [`The rule has ${rule.length} characters`] : []),
    ];
  },
);

export function alarmNames(template: Template): readonly string[] {
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    resourcesOf(template, type).map(([, { Properties }]) => String(Properties['AlarmName'])),
  );
}

/** The names of the alarms of a rule, each once; or why it is none. */
export function parsedRule(rule: string): {
  readonly alarms: readonly string[];
  readonly problem?: string;
} {
  const tokens = rule.match(/"[^"]*"|[^\s(),"]+|[(),]/g) ?? [];
  const alarms = new Set<string>();
  let at = 0;

  const need = (token: string): void => {
    if (tokens[at] !== token) throw new SyntaxError(`${token} is missing before ${tokens[at] ?? 'the end'}`);
    at++;
  };
  const any = (): void => {
    one();
    while (tokens[at] === 'AND' || tokens[at] === 'OR') {
      at++;
      one();
    }
  };
  const one = (): void => {
    const token = tokens[at++] ?? 'The end';
    switch (token) {
      case 'TRUE':
      case 'FALSE':
        return;
      case 'NOT':
        return one();
      case '(':
        any();
        return need(')');
      case 'ALARM':
      case 'OK':
      case 'INSUFFICIENT_DATA': {
        need('(');
        const named = (tokens[at++] ?? '').replaceAll('"', '');
        alarms.add(named.replace(/^arn:.*:alarm:/, ''));
        return need(')');
      }
      default:
        throw new SyntaxError(`${token} stands where a condition is expected`);
    }
  };
  try {
    any();
    if (at < tokens.length)
      throw new SyntaxError(`${tokens[at]} stands where AND, OR or the end is expected`);
    return { alarms: [...alarms] };
  } catch (error) {
    if (error instanceof SyntaxError) return { alarms: [...alarms], problem: `The rule: ${error.message}` };
    throw error;
  }
}
