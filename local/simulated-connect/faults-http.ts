import type { IncomingMessage, ServerResponse } from 'node:http';
import { parsed } from './content-rules.ts';
import { faultProblem, isFault } from './faults.ts';
import type { Faults } from './faults.ts';
import { answerJson, readBody } from './json-http.ts';

const maxBodyBytes = 64 * 1024;

/** Serves GET (the faults left), POST (one more) and DELETE (none any more), each with the faults then left. */
export async function handleFaults(
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') {
    const fault = parsed((await readBody(request, maxBodyBytes)).toString());
    if (!isFault(fault)) {
      answerJson(response, 400, { message: faultProblem(fault) });
      return;
    }
    faults.add(fault);
  } else if (request.method === 'DELETE') {
    faults.clear();
  } else if (request.method !== 'GET') {
    answerJson(response, 404, { message: 'Not found' });
    return;
  }
  answerJson(response, 200, { Faults: faults.list() });
}
