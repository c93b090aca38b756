export { member, textMember } from '../../../../client/src/element/json.ts';

/** The value of a JSON text; undefined when it is not JSON. */
export function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '') as unknown;
  } catch {
    return undefined;
  }
}
