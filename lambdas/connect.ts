import { connectService } from './adapters/connect-service.ts';
import { sessionStarts } from './adapters/session-starts.ts';
import { startLimitStore } from './adapters/start-limit-store.ts';
import { readEnvironment } from './environment.ts';
import { connectHandlers } from './handlers/connect-handlers.ts';
import { pipeline } from './http/pipeline.ts';
import { connectOperations } from './operations/connect-operations.ts';
import { cookiesOf } from './live-cookies.ts';
import { livePorts } from './live-ports.ts';
import { liveReadings } from './live-readings.ts';

/** The Connect service's function: starts chats and creates participants, on the configured instance and flows. */

const environment = readEnvironment(process.env);
const { region, endpoints } = environment;
const { signIn, verification } = environment.settings;
// Read only where visitors sign in, or are verified.
const verifyIdentity = signIn && (await import('./adapters/identity.ts')).identityVerifier(signIn);
const verifyVisitor =
  verification &&
  (await import('./verification-port.ts')).verificationPort(verification, environment, process.env);
const cookies = await cookiesOf(environment.settings);
const upstream = connectService({
  region,
  ...(endpoints.connect !== undefined && { endpoint: endpoints.connect }),
  participantEndpoint: endpoints.participant,
  connections: 1,
});

export const handler = pipeline({
  operations: connectOperations,
  handlers: connectHandlers,
  ports: {
    // The limits of who starts a chat are asked while the ledger's record is written.
    ...livePorts(environment, upstream, {
      connections: 2,
      starts: sessionStarts,
      stores: (db) => ({
        readings: liveReadings(db),
        startLimits: startLimitStore(db),
        erasure: async () => (await import('./adapters/erasure-store.ts')).erasureStore(db),
      }),
    }),
    ...(verifyIdentity && { verifyIdentity }),
    ...(verifyVisitor && { verifyVisitor }),
    apiDocument: async () => (await import('./openapi/document.ts')).document,
  },
  log: (line) => process.stdout.write(`${line}\n`),
  metrics: environment.metrics,
  // Lambda sets it anew for every invocation.
  ...(cookies && { cookies }),
  traceHeader: () => process.env['_X_AMZN_TRACE_ID'],
});
