import { participantService } from './adapters/participant-service.ts';
import { participantHandlers } from './handlers/participant-handlers.ts';
import { pipeline } from './http/pipeline.ts';
import { participantOperations } from './operations/participant-operations.ts';
import { cookiesOf } from './live-cookies.ts';
import { livePorts } from './live-ports.ts';
import { liveShaper } from './live-shaper.ts';
import { readVariables } from './read-variables.ts';
import { sharedSettings } from './settings/shared-settings.ts';

/** The Participant Service's function: parses what browsers send, and holds no permission on Connect. */

const environment = readVariables(process.env, sharedSettings);
const { region, endpoints } = environment;
const cookies = await cookiesOf(environment.settings);
const upstream = participantService({
  region,
  ...(endpoints.participant !== undefined && { endpoint: endpoints.participant }),
  connections: 1,
});

export const handler = pipeline({
  operations: participantOperations,
  handlers: participantHandlers,
  // The session is read while the ledger's record is written.
  ports: livePorts(environment, upstream, { connections: 2, shaper: liveShaper }),
  log: (line) => process.stdout.write(`${line}\n`),
  metrics: environment.metrics,
  // Lambda sets it anew for every invocation.
  ...(cookies && { cookies }),
  traceHeader: () => process.env['_X_AMZN_TRACE_ID'],
});
