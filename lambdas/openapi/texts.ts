import { componentTexts, structureNames } from './component-texts.ts';
import { memberTexts, type MemberText } from './member-texts.ts';

export function componentText(name: string): string {
  const text = /^(\w+)Request$/.exec(name);
  return text ? `What ${text[1]} takes.` : found('component-texts', componentTexts, name);
}

/** Whether it may have any members: it is somebody else's to say which. */
export function isOpen(component: string): boolean {
  return component === 'DescriptionPart';
}

export function memberText(component: string, member: string): MemberText {
  return memberTexts[`${component}.${member}`] ?? found('member-texts', memberTexts, member);
}

/** The component that a structure becomes: called after the member that holds it, or as the table says. */
export function structureName(component: string, member: string): string {
  return structureNames[`${component}.${member}`] ?? member;
}

/** The tables' keys, for whoever looks for one that nothing needs. */
export const textKeys = {
  components: Object.keys(componentTexts),
  structures: Object.keys(structureNames),
  members: Object.keys(memberTexts),
} as const;

function found<T>(table: string, texts: Readonly<Record<string, T>>, name: string): T {
  const text = texts[name];
  if (text === undefined)
    throw new Error(`${name} has no description: add it to lambdas/openapi/${table}.ts`);
  return text;
}
