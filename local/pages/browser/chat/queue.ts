import { parsed } from '../shared/json.ts';
import { endpoint } from './api.ts';
import { availabilityText, placeText } from './words.ts';

const availabilityEveryMs = 30_000;
const placeEveryMs = 10_000;

/** Tells whether a chat would be answered, now and from time to time, until `stopping`. */
export function watchAvailability(tell: (text: string) => void, stopping: AbortSignal): void {
  watch('/chats/availability', {}, { everyMs: availabilityEveryMs, stopping }, (answer) =>
    tell(availabilityText(answer)),
  );
}

/** Tells the place in line, as it changes, until `stopping`. */
export function watchPlace(bearer: string, tell: (text: string) => void, stopping: AbortSignal): void {
  watch('/session/queue', { 'x-amz-bearer': bearer }, { everyMs: placeEveryMs, stopping }, (answer) =>
    tell(placeText(answer)),
  );
}

/** Asks only while somebody looks at the page. What goes wrong is not told: the chat does not depend on it. */
function watch(
  path: string,
  headers: Readonly<Record<string, string>>,
  { everyMs, stopping }: { readonly everyMs: number; readonly stopping: AbortSignal },
  tell: (answer: unknown) => void,
): void {
  async function ask(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    try {
      const response = await fetch(endpoint + path, { headers, signal: stopping });
      const answer = response.ok ? parsed(await response.text()) : undefined;
      if (!stopping.aborted) tell(answer);
    } catch {
      // Offline, or stopped.
    }
  }
  const asking = setInterval(() => void ask(), everyMs);
  const look = (): void => void ask();
  document.addEventListener('visibilitychange', look, { signal: stopping });
  stopping.addEventListener('abort', () => clearInterval(asking), { once: true });
  void ask();
}
