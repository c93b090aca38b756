import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { parsed } from '../../lambdas/core/json.ts';

/** An answer of the API, its body read as JSON. */
export interface Asked {
  readonly status: number;
  readonly body: unknown;
}

/** How long a visitor waits, as long as API Gateway does: milliseconds. */
const patienceMs = 29_000;

/**
 * Asks once, over a connection of its own: one that was kept would be asked again where its process was killed. Resolves
 * with undefined where no answer came. A text is sent as it is, as a beacon is; anything else as JSON.
 */
export function ask(
  url: string,
  path: string,
  body: object | string,
  bearer?: string,
): Promise<Asked | undefined> {
  return new Promise((resolve) => {
    const asked = request(`${url}/v1${path}`, {
      method: 'POST',
      agent: false,
      timeout: patienceMs,
      headers: {
        'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        ...(bearer !== undefined && { 'x-amz-bearer': bearer }),
      },
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.on('response', (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, body: parsed(answer) }),
        () => resolve(undefined),
      );
    });
    asked.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

/** A chat as a start answers it. */
export interface StartedChat {
  readonly contactId: string;
  readonly bearer: string;
}

export function chatOf(asked: Asked | undefined): StartedChat | undefined {
  if (asked?.status !== 200) return undefined;
  const { ContactId, ParticipantToken } = asked.body as {
    readonly ContactId: string;
    readonly ParticipantToken: string;
  };
  return { contactId: ContactId, bearer: ParticipantToken };
}
