/** Tells whoever waits what is going on, one line a step. */
export interface Progress {
  readonly step: (text: string) => void;
}

export function progressTo(output: { write(text: string): unknown }, now: () => number): Progress {
  const began = now();
  return {
    step(text) {
      const seconds = Math.round((now() - began) / 1_000);
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      output.write(`${time.padStart(6)}  ${text}\n`);
    },
  };
}
