import { stageName } from '../lambdas/core/stage-name.ts';
import { isLoopback } from './own-requests.ts';

/** What the banner tells of `npm start`. */
export interface Running {
  /** From the first API process on. */
  readonly ports: readonly number[];
  readonly pids: readonly number[];
  /** The built-in simulated Connect's URL. */
  readonly simulator: string | undefined;
  readonly quotas: boolean;
  /** Where a person can play the agent, if Connect is simulated. */
  readonly agentConsole: string | undefined;
  /** Services that are used in place of built-in ones, or besides: name and URL. */
  readonly services: readonly (readonly [name: string, url: string])[];
  /** Whether DynamoDB is the embedded one. */
  readonly embedded: boolean;
  /** Whether requests are printed as the functions log them. */
  readonly json: boolean;
  /** Seconds since the process began. */
  readonly seconds: number;
}

/** Returns what `npm start` prints when it is ready. */
export function banner(running: Running): string {
  const { ports, agentConsole, json, seconds } = running;
  const base = `http://localhost:${ports[0]}`;
  const api = `${base}/${stageName}`;
  const asJson = "-H 'content-type: application/json'";
  const call = `curl -sS --fail-with-body -w '\\n' ${api}`;
  const bearer = '-H "x-amz-bearer: ${BEARER:?no chat was started}"';
  return `
Connect Chat BFF is ready, after ${seconds.toFixed(1)} s.

  Chat page      ${base}/
${agentConsole === undefined ? '' : `  Agent console  ${agentConsole}\n`}  Operations     ${base}/ops
  Reference      ${base}/docs
  API            ${api}    (${api}/openapi.json)
${instances(running)}
Start a chat, keep its bearer, send a message:

  BEARER=$(${call}/chats ${asJson} -d '{"ParticipantDetails":{"DisplayName":"Ada"}}' | sed -n -e 's/.*"ParticipantToken":"\\([^"]*\\)".*/\\1/p' -e t -e 'w /dev/stderr')
  ${call}/participant/message ${bearer} ${asJson} -d '{"ContentType":"text/plain","Content":"Hello"}'
  ${call}/participant/transcript ${bearer} ${asJson} -d '{}'

${whereThingsAre(running)} Ctrl-C ends it.
${json ? 'A line of JSON follows for each request.' : 'A line follows for each request; --json has it as the functions log it.'}

`;
}

function instances({ ports, pids }: Running): string {
  if (ports.length === 1) return '';
  const rows = ports.map(
    (port, index) => `[${index + 1}]  http://localhost:${port}/${stageName}    process ${pids[index]}`,
  );
  return `  API processes  ${rows.join('\n                 ')}\n`;
}

function whereThingsAre({ simulator, quotas, embedded, services }: Running): string {
  const simulated = [
    simulator !== undefined && `Amazon Connect (${simulator})${quotas ? ' with its default quotas' : ''}`,
    embedded && 'DynamoDB (in memory, gone at the end)',
    'API Gateway',
  ].filter((what) => what !== false);
  const elsewhere = services.map(([name, url]) => `${name} at ${url}`);
  const leaving = services.filter(([, url]) => !isLoopback(url)).map(([name]) => name);
  return [
    `Simulated here: ${simulated.join(', ')}.`,
    ...(elsewhere.length > 0 ? [`In use besides: ${elsewhere.join(', ')}.`] : []),
    leaving.length === 0
      ? 'Nothing leaves this machine.'
      : `What goes to ${leaving.join(', ')} leaves this machine.`,
  ].join(' ');
}
