import type { Template } from '../../lib/synthesized.ts';
import { parsedRule } from './checks/alarm-rules.ts';
import type { Refusal } from './refusal.ts';

/** A rule that is wrong about some of what it finds. A test fails for one that explains nothing any more. */
export interface Exception {
  readonly rule: string;
  readonly because: string;
  /** Whether the rule is wrong here. */
  readonly wrong: (refusal: Refusal, template: Template) => boolean;
}

export const exceptions: readonly Exception[] = [
  {
    rule: 'pf-cloudwatch-composite-self-reference',
    because: 'It takes an alarm whose name begins with the name of the composite for the composite itself.',
    wrong: ({ resource }, { Resources }) => {
      const { AlarmName, AlarmRule } = Resources[resource]?.Properties ?? {};
      return !parsedRule(String(AlarmRule)).alarms.includes(String(AlarmName));
    },
  },
];

export function excepted(refusal: Refusal, template: Template): boolean {
  return exceptions.some(({ rule, wrong }) => rule === refusal.rule && wrong(refusal, template));
}
