import type { Check } from './check.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/**
 * What all services ask of tags, https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html;
 * for IAM, `team` and `Team` are one key: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html.
 */
export const tags: Check = ({ Resources }) =>
  Object.entries(Resources).flatMap(([resource, { Type, Properties }]) => {
    const given = Properties?.['Tags'];
    if (!Array.isArray(given)) return [];
    const keys = (given as readonly Tag[]).map(({ Key }) =>
      Type === 'AWS::IAM::Role' ? Key.toLowerCase() : Key,
    );
    return [
      ...(given as readonly Tag[])
        .filter(({ Key, Value }) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(Key + Value))
        .map(({ Key, Value }) => `The tag ${Key}=${Value} has a character that tags do not take`),
      ...keys
        .filter((key, index) => keys.indexOf(key) !== index)
        .map((key) => `The tag ${key} is there twice`),
    ].map((says) => ({ rule: 'tag', resource, says }));
  });
