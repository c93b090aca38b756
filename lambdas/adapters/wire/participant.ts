import { firstErrorName } from '../../core/error-name.ts';
import type { Shape } from '../../core/shape.ts';
import { classify, isTransport, UpstreamError } from '../../core/upstream-failure.ts';
import type { CommandName, OutputOf } from '../../core/commands.ts';
import { isObject, parsed, type Unchecked } from '../../core/json.ts';
import type { Upstream } from '../../core/ports.ts';
import { createParticipantConnection } from '../../operations/create-participant-connection.ts';
import { disconnectParticipant } from '../../operations/disconnect-participant.ts';
import { getTranscript } from '../../operations/get-transcript.ts';
import type { Operation } from '../../operations/operation.ts';
import { sendEvent } from '../../operations/send-event.ts';
import { sendMessage } from '../../operations/send-message.ts';
import { serviceEndpoint } from './endpoints.ts';
import { httpClient, type HttpAnswer } from './http-client.ts';
import type { UpstreamOptions } from '../upstream-options.ts';

/**
 * The Participant Service's wire (REST JSON, the token in `X-Amz-Bearer`) without the AWS SDK, for what chats are made
 * of: the SDK takes three times the CPU time of such a call, and half of a cold start. test/lambdas/transport holds every byte
 * of the requests, and what is made of the answers, to the SDK's.
 */
const direct = [createParticipantConnection, sendMessage, sendEvent, getTranscript, disconnectParticipant];

/** Which commands these are. */
export type DirectCommand = (typeof direct)[number]['command'];

export interface ParticipantWire extends Upstream {
  /** What it can send. */
  readonly commands: ReadonlySet<CommandName>;
}

export function participantWire({ region, endpoint, connections = 0 }: UpstreamOptions): ParticipantWire {
  const client = httpClient({
    endpoint: endpoint ?? serviceEndpoint('participant.connect', region),
    connections,
  });
  const operations = new Map<CommandName, Operation>(
    direct.map((operation) => [operation.command, operation]),
  );
  return {
    commands: new Set(operations.keys()),
    async send<C extends CommandName>(command: C, input: object, timeout: number) {
      const operation = operations.get(command);
      if (!operation) throw new Error(`${command} goes through the AWS SDK`);
      const { ConnectionToken, ParticipantToken, ...members }: Tokens = input;
      const body = JSON.stringify(declared(operation.input, members));
      const answer = await client
        .post(
          operation.path,
          {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(body)),
            'x-amz-bearer': String(ConnectionToken ?? ParticipantToken),
          },
          body,
          timeout,
        )
        .catch((error: unknown) => {
          if (!isTransport(error)) throw error;
          throw new UpstreamError(classify(error));
        });
      const requestId = requestIdOf(answer);
      const output = outputOf(operation, answer, requestId);
      // It has what the operation declares of the command's answer, and nothing else.
      return { output: output as OutputOf<C>, requestId };
    },
  };
}

/** What goes into the header instead of the body. */
interface Tokens {
  readonly ConnectionToken?: unknown;
  readonly ParticipantToken?: unknown;
}

function outputOf(operation: Operation, answer: HttpAnswer, requestId: string | undefined): unknown {
  const { status } = answer;
  const content = answer.body === '' ? {} : parsed(answer.body);
  if (status >= 300 || !isObject(content)) {
    const { name, message } = errorOf(answer, isObject(content) ? content : {});
    throw new UpstreamError(classify({ status, name, message }), requestId);
  }
  return declared(operation.output, content);
}

function requestIdOf({ headers }: HttpAnswer): string | undefined {
  return one(headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id']);
}

/** The error's name, wherever the service wrote it. */
function errorOf(
  { headers }: HttpAnswer,
  content: Unchecked,
): { readonly name: string | undefined; readonly message: string | undefined } {
  const given = one(headers['x-amzn-errortype']) ?? content['code'] ?? content['__type'];
  const message = [content['message'], content['Message']].find(Boolean);
  return {
    name: typeof given === 'string' ? firstErrorName(given) : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}

/** The members that the operation declares, in that order, as the SDK's schemas have it; null counts as absent. */
function declared(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'list' && Array.isArray(value))
    return value.map((element) => declared(shape.of, element));
  if (shape.kind !== 'structure' || !isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members))
    if (Object.hasOwn(value, name) && value[name] !== null) result[name] = declared(member, value[name]);
  return result;
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
