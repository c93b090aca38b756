/** Returns the tags of every deployment. Those of the settings are added to them, or override them. */
export function ownTags(environment: string | undefined): Readonly<Record<string, string>> {
  return { application: 'connect-chat-bff', ...(environment !== undefined && { environment }) };
}

/** AWS's bounds on tags: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
const most = { tags: 50, key: 128, value: 256 } as const;
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;

/** Says why AWS would refuse these tags beside a deployment's own. */
export function tagProblems(
  tags: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): readonly string[] {
  const keys = Object.keys({ ...own, ...tags });
  return [
    ...Object.entries(tags)
      .filter(([key, value]) => !fits(key, most.key) || !fits(value, most.value))
      .map(
        ([key]) =>
          `tags has ${JSON.stringify(key.slice(0, most.key))}: a key is of at most ${most.key} and a value of at most ` +
          `${most.value} characters, which are letters, digits, spaces and _.:/=+-@`,
      ),
    ...Object.entries(tags)
      .filter((tag) => tag.some((text) => /^aws:/i.test(text)))
      .map(([key]) => `tags has ${key}: AWS reserves keys and values that begin with aws:`),
    ...keys.flatMap((key, index) => {
      const twin = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
      return twin === undefined
        ? []
        : [`tags has ${key} beside ${twin}, which are the same key for IAM: leave one out`];
    }),
    ...(keys.length > most.tags
      ? [
          `tags has ${Object.keys(tags).length}, and with ${Object.keys(own).join(' and ')} these are ${keys.length}: ` +
            `AWS allows ${most.tags} for each resource`,
        ]
      : []),
  ];
}

function fits(text: string, maximum: number): boolean {
  // Some services count code points, others UTF-16: the text has to fit both.
  return text.length <= maximum && characters.test(text);
}
