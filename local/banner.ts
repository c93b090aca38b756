import type { LocalSettings } from './settings.ts';

/** What `npm start` says when it is ready. */
export function banner({
  port,
  simulator,
  agentConsole,
  settings,
  seconds,
}: {
  readonly port: number;
  readonly simulator: string | undefined;
  /** Where a person can play the agent, if Connect is simulated. */
  readonly agentConsole: string | undefined;
  readonly settings: LocalSettings;
  /** Since the process began. */
  readonly seconds: number;
}): string {
  const base = `http://localhost:${port}`;
  const simulated = [
    simulator !== undefined &&
      `Amazon Connect (${simulator})${settings.quotas ? ' with its default quotas' : ''}`,
    settings.dynamodb === undefined && 'DynamoDB (in memory, gone at the end)',
    'API Gateway',
  ].filter((what) => what !== false);
  return `
Connect Chat BFF is ready, after ${seconds.toFixed(1)} s.

  Chat page      ${base}/
${agentConsole === undefined ? '' : `  Agent console  ${agentConsole}\n`}  Operations     ${base}/ops
  API            ${base}/v1    (${base}/v1/openapi.json)

Start a chat, keep its bearer, send a message:

  BEARER=$(curl -s ${base}/v1/chats -H 'content-type: application/json' -d '{"ParticipantDetails":{"DisplayName":"Ada"}}' | sed 's/.*"ParticipantToken":"\\([^"]*\\)".*/\\1/')
  curl -s ${base}/v1/participant/message -H "x-amz-bearer: $BEARER" -H 'content-type: application/json' -d '{"ContentType":"text/plain","Content":"Hello"}'
  curl -s ${base}/v1/participant/transcript -H "x-amz-bearer: $BEARER" -H 'content-type: application/json' -d '{}'

Simulated here: ${simulated.join(', ')}. Nothing leaves this machine. Ctrl-C ends it.
A line of JSON follows for each request.

`;
}
