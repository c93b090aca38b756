/** A number for each value that has the same text, so that states are compared by numbers. */
export type IdOf = (value: unknown) => number;

export function interning(): IdOf {
  const byText = new Map<string, number>();
  const byObject = new WeakMap<object, number>();
  const idOfText = (text: string): number => {
    const id = byText.get(text) ?? byText.size;
    if (id === byText.size) byText.set(text, id);
    return id;
  };
  return (value) => {
    if (typeof value !== 'object' || value === null) return idOfText(`${typeof value} ${String(value)}`);
    const id = byObject.get(value) ?? idOfText(textOf(value));
    byObject.set(value, id);
    return id;
  };
}

function textOf(value: object): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Uint8Array
      ? Buffer.from(member).toString('base64')
      : member instanceof Map
        ? [...member]
        : member,
  );
}
