/** Cuts what arrives in pieces into lines, and no line at anything but its line feed. */
export function lines(take: (line: string) => void): {
  readonly write: (piece: string) => void;
  /** Takes what is left without a line feed. */
  readonly end: () => void;
} {
  let rest = '';
  return {
    write(piece) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) take(line);
    },
    end() {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
