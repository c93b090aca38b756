import type { Check } from './check.ts';
import { isJson } from './json.ts';

/** A line that a person pastes into a shell: what stands in single quotes ends there, and JSON is JSON. */
export const outputs: Check = ({ Outputs }) =>
  Object.entries(Outputs)
    .filter(([, { Value }]) => String(Value).startsWith('curl '))
    .flatMap(([resource, { Value }]) => {
      const line = String(Value);
      const quoted = [...line.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
      const outside = line.replaceAll(/'[^']*'/g, '');
      return [
        ...(/['"`$;&|<>\\]/.test(outside) ? [`A shell would read more than words in ${line}`] : []),
        ...quoted.filter((text) => text.startsWith('{') && !isJson(text)).map((text) => `${text} is no JSON`),
      ].map((says) => ({ rule: 'output', resource, says }));
    });
