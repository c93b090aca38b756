import type { Check } from './check.ts';
import { isJson } from './json.ts';

/** Lines that a person pastes into a shell: what stands in single quotes ends there, and JSON is JSON. */
export const outputs: Check = ({ Outputs }) =>
  Object.entries(Outputs).flatMap(([resource, { Value }]) => {
    const quoted = [...String(Value).matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
    const outside = String(Value).replaceAll(/'[^']*'/g, '');
    return [
      ...(/['"`$;&|<>\\]/.test(outside) ? [`A shell would read more than words in ${String(Value)}`] : []),
      ...quoted.filter((text) => text.startsWith('{') && !isJson(text)).map((text) => `${text} is no JSON`),
    ].map((says) => ({ rule: 'output', resource, says }));
  });
