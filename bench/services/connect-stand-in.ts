import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import { headerBytes, type ConnectCall } from './calls.ts';
import { pace } from './pace.ts';

export interface ConnectStandInOptions {
  /** Milliseconds that every call takes, if its work does not take longer. */
  readonly delay: () => number;
  readonly saw: (call: ConnectCall) => void;
  /** The connection tokens that it takes; those it issues are added. */
  readonly connectionTokens: Set<string>;
}

type Json = Readonly<Record<string, unknown>>;

interface Asked {
  readonly body: Json;
  readonly bearer: string | undefined;
}

interface Operation {
  readonly name: string;
  readonly answer: (asked: Asked) => Json | Refusal;
}

interface Refusal {
  readonly status: number;
  readonly type: string;
}

/**
 * Stands in for Connect, as far as a chat needs it: strict about path, token, body and ClientToken, and as fast as
 * possible, so that only the callers are measured. The same ClientToken gets the same answer.
 */
export function createConnectStandIn({ delay, saw, connectionTokens }: ConnectStandInOptions): Server {
  const participantTokens = new Set<string>();
  const day = 86_400_000;

  function sent({ body, bearer }: Asked): Json | Refusal {
    if (bearer === undefined || !connectionTokens.has(bearer)) return denied;
    if (!isText(body['ContentType']) || !isText(body['ClientToken'])) return invalid;
    const Id = createHash('sha256').update(`${bearer} ${body['ClientToken']}`).digest('hex').slice(0, 36);
    return { Id, AbsoluteTime: new Date().toISOString() };
  }

  const operations: Readonly<Record<string, Operation>> = {
    'POST /participant/message': {
      name: 'SendMessage',
      answer: (asked) => (isText(asked.body['Content']) ? sent(asked) : invalid),
    },
    'POST /participant/event': { name: 'SendEvent', answer: sent },
    'POST /participant/connection': {
      name: 'CreateParticipantConnection',
      answer({ bearer }) {
        if (bearer === undefined || !participantTokens.has(bearer)) return denied;
        const ConnectionToken = opaqueToken();
        connectionTokens.add(ConnectionToken);
        const Expiry = new Date(Date.now() + day).toISOString();
        return {
          Websocket: { Url: 'wss://stand-in.invalid/', ConnectionExpiry: Expiry },
          ConnectionCredentials: { ConnectionToken, Expiry },
        };
      },
    },
    'PUT /contact/chat': {
      name: 'StartChatContact',
      answer({ body }) {
        if (!isText(body['ClientToken']) || !isText(body['InstanceId'])) return invalid;
        const ParticipantToken = opaqueToken();
        participantTokens.add(ParticipantToken);
        return { ContactId: randomUUID(), ParticipantId: randomUUID(), ParticipantToken };
      },
    },
  };

  return createServer((request, response) => {
    const began = performance.now();
    const serve = async (): Promise<void> => {
      const text = await readText(request);
      const operation = operations[`${request.method} ${request.url}`];
      const content = parsed(text);
      const body = isObject(content) ? content : undefined;
      const bearer = headerOf(request, 'x-amz-bearer');
      const isJson = headerOf(request, 'content-type') === 'application/json';
      const answer: Json | Refusal =
        operation === undefined
          ? { status: 404, type: 'ResourceNotFoundException' }
          : body === undefined || !isJson
            ? invalid
            : operation.answer({ body, bearer });
      await pace(began, delay());
      const refusal = 'type' in answer ? (answer as Refusal) : undefined;
      const status = refusal?.status ?? 200;
      const clientToken = body?.['ClientToken'];
      saw({
        operation: operation?.name ?? `${request.method} ${request.url}`,
        began,
        ended: performance.now(),
        headerBytes: headerBytes(request.method ?? '', request.url ?? '', request.rawHeaders),
        bodyBytes: Buffer.byteLength(text),
        clientToken: isText(clientToken) ? clientToken : undefined,
        connectionToken: bearer,
        status,
      });
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-requestid': randomUUID(),
        ...(refusal && { 'x-amzn-errortype': refusal.type }),
      });
      response.end(JSON.stringify(refusal ? { Message: refusal.type } : answer));
    };
    serve().catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
}

const denied: Refusal = { status: 403, type: 'AccessDeniedException' };
const invalid: Refusal = { status: 400, type: 'ValidationException' };

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Tokens are as long as Connect's. */
export function opaqueToken(): string {
  return Array.from({ length: 12 }, () => randomUUID().replaceAll('-', '')).join('');
}
