import { connectService } from './adapters/connect-service.ts';
import { readEnvironment } from './environment.ts';
import { connectHandlers } from './handlers/connect-handlers.ts';
import { pipeline } from './http/pipeline.ts';
import { operations } from './operations/operations.ts';
import { livePorts } from './live-ports.ts';
import { liveReadings } from './live-readings.ts';

/** The Connect service's function: starts chats and creates participants, on the configured instance and flows. */

const environment = readEnvironment(process.env);
const { region, endpoints } = environment;
const { signIn } = environment.settings;
// Read only where visitors sign in.
const verifyIdentity = signIn && (await import('./adapters/identity.ts')).identityVerifier(signIn);
const upstream = connectService({
  region,
  ...(endpoints.connect !== undefined && { endpoint: endpoints.connect }),
  participantEndpoint: endpoints.participant,
  connections: 1,
});

export const handler = pipeline({
  operations: operations.filter(({ service }) => service === 'connect'),
  handlers: connectHandlers,
  ports: {
    ...livePorts(environment, upstream, { connections: 1, readings: liveReadings }),
    ...(verifyIdentity && { verifyIdentity }),
    apiDocument: async () => (await import('./openapi/document.ts')).document,
  },
  log: (line) => process.stdout.write(`${line}\n`),
  metrics: environment.metrics,
  // Lambda sets it anew for every invocation.
  traceHeader: () => process.env['_X_AMZN_TRACE_ID'],
});
