import { formatMessages, type Message } from 'esbuild';
import { sortChanged } from './changed.ts';
import { findModules, type Modules } from './modules.ts';

export interface ReloadOptions {
  readonly root: string;
  /** Builds the functions and replaces the processes that answer; resolves with the new ones' ids. */
  readonly exchange: () => Promise<readonly number[]>;
  /** Prints a line for a person, or a few. */
  readonly say: (text: string) => void;
  /** Returns milliseconds since any fixed time. */
  readonly now: () => number;
  readonly modules?: (root: string) => Promise<Modules>;
}

/**
 * Returns a function that takes paths of changed files. It replaces what can be replaced, says what cannot, and leaves
 * everything as it is if the new code is wrong. It works one at a time; files that change meanwhile come next.
 */
export function createReload(options: ReloadOptions): (paths: readonly string[]) => Promise<void> {
  const { root, exchange, say, now, modules = findModules } = options;
  // Files whose code does not run yet: the next attempt covers them, too.
  let open: readonly string[] = [];
  let before = Promise.resolve();

  async function reload(): Promise<void> {
    const paths = [...new Set(open)].toSorted();
    if (paths.length === 0) return;
    const began = now();
    try {
      const { exchanged, kept } = sortChanged(paths, await modules(root));
      if (exchanged.length > 0) {
        const pids = await exchange();
        const took = ((now() - began) / 1_000).toFixed(1);
        const processes = pids.length === 1 ? '' : ` Processes ${pids.join(', ')}.`;
        say(`Swapped in after a change of ${listed(exchanged)}, in ${took} s.${processes}`);
      }
      open = [];
      if (kept.length > 0)
        say(
          `${listed(kept)} ${kept.length === 1 ? 'is' : 'are'} also of what goes on running: ` +
            'restart npm start to have the change there too.',
        );
    } catch (error) {
      say(`${await trouble(error)}\nThe code before goes on.`);
    }
  }

  return (paths) => {
    before = before.then(() => {
      open = [...open, ...paths];
      return reload();
    });
    return before;
  };
}

const mostNamed = 3;

function listed(paths: readonly string[]): string {
  const named = paths.slice(0, mostNamed).join(', ');
  return paths.length > mostNamed ? `${named} and ${paths.length - mostNamed} more` : named;
}

const mostLines = 8;

/**
 * Returns the first of esbuild's errors with its line of code, or the first lines of what a process printed that did
 * not start.
 */
async function trouble(error: unknown): Promise<string> {
  const { errors, message } = error as { readonly errors?: readonly Message[]; readonly message?: string };
  const first = errors?.[0];
  if (first === undefined)
    return `The changed code does not start:\n${(message ?? String(error)).split('\n').slice(0, mostLines).join('\n')}`;
  const [text = ''] = await formatMessages([first], { kind: 'error' });
  const more = (errors?.length ?? 1) - 1;
  return `The changed code does not build:\n${text.trim()}${more > 0 ? `\n(and ${more} more)` : ''}`;
}
