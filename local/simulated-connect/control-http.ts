import type { IncomingMessage, ServerResponse } from 'node:http';
import { isForThisMachine, isFromThisMachine } from '../own-requests.ts';
import type { AgentApi } from './agent-api.ts';
import type { Call } from './calls.ts';
import type { ContactSnapshot } from './contact-snapshot.ts';
import { parsed } from './content-rules.ts';
import type { Faults } from './faults.ts';
import { handleFaults } from './faults-http.ts';
import { answerJson, readBody } from './json-http.ts';
import { isRecord } from './validation.ts';

export interface ControlHttpParts {
  /** Where the agent console is. */
  readonly consoleUrl: () => string;
  readonly calls: readonly Call[];
  readonly contacts: () => readonly ContactSnapshot[];
  readonly faults: Faults;
  readonly expire: (what: 'connection' | 'participant') => void;
  readonly agentApi: AgentApi;
}

/** Serves /_simulator/…, for tests in other processes: `path` is what follows /_simulator. */
export async function handleControl(
  parts: ControlHttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  // It shows tokens: a page from elsewhere must not reach it, neither directly nor by a name it rebinds to loopback.
  if (!isForThisMachine(request.headers) || !isFromThisMachine(request.headers)) {
    answerJson(response, 403, { message: 'Only this machine may ask' });
  } else if (request.method === 'GET' && path === '/') {
    answerJson(response, 200, { Simulated: 'Amazon Connect', Console: parts.consoleUrl() });
  } else if (path === '/faults') {
    await handleFaults(parts.faults, request, response);
  } else if (path.startsWith('/agent/')) {
    await parts.agentApi(request, response, path.slice('/agent'.length));
  } else if (request.method === 'GET' && path === '/calls') {
    answerJson(response, 200, { calls: callsSince(parts.calls, request.url ?? '') });
  } else if (request.method === 'GET' && path === '/contacts') {
    answerJson(response, 200, { contacts: parts.contacts() });
  } else if (request.method === 'POST' && path === '/expire') {
    const body = parsed((await readBody(request, 1_024)).toString());
    const what = isRecord(body) ? body['what'] : undefined;
    if (what !== 'connection' && what !== 'participant') {
      answerJson(response, 400, { message: 'what must be "connection" or "participant"' });
      return;
    }
    parts.expire(what);
    answerJson(response, 200, {});
  } else {
    answerJson(response, 404, { message: 'Not found' });
  }
}

/** Of the query `since`, in ms since 1970: those that arrived then or later. Without it, all. */
function callsSince(calls: readonly Call[], url: string): readonly Call[] {
  const since = Number(new URLSearchParams(url.split('?')[1]).get('since'));
  return since > 0 ? calls.filter(({ at }) => at >= since) : calls;
}
