import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { passOn } from './front.ts';

/**
 * AWS's services on one port, as the SDKs' wires have them: JSON, REST with JSON, and the query protocol with XML. What
 * they answer is the test's, by service and operation (`lambda:GetAlias`); without an answer they say that there is
 * no such thing.
 */
export interface AwsStub {
  readonly url: string;
  /** What has been asked, in order. */
  readonly asked: readonly string[];
  close(): void;
}

export type Input = Readonly<Record<string, unknown>>;
export type Reply = Refused | object;
export type Replies = Readonly<Record<string, Reply | ((input: Input) => Reply)>>;

/** An error, as services name theirs. */
export class Refused {
  readonly name: string;
  readonly message: string;
  constructor(name: string, message = 'Refused') {
    this.name = name;
    this.message = message;
  }
}

/** Requests of Connect and of Service Quotas' lists go to the simulated Connect, if there is one. */
export async function startAws(replies: Replies, connect?: string): Promise<AwsStub> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const call = callOf(request, body.toString());
      asked.push(call.name);
      if (connect !== undefined && /^(connect|servicequotas:List)/.test(call.name)) {
        const passed = await passOn(connect, request, body);
        response.writeHead(passed.status, passed.headers).end(passed.body);
        return;
      }
      const found = replies[call.name] ?? missing(call.name);
      const reply = typeof found === 'function' ? found(call.input) : found;
      const refused = reply instanceof Refused;
      const status = refused ? 400 : 200;
      if (call.xml) {
        response.writeHead(status, { 'content-type': 'text/xml' });
        response.end(refused ? xmlError(reply) : xmlResult(call.name, reply));
      } else {
        response.writeHead(status, {
          'content-type': 'application/json',
          ...(refused && { 'x-amzn-errortype': reply.name }),
        });
        response.end(JSON.stringify(refused ? { __type: reply.name, message: reply.message } : reply));
      }
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function missing(name: string): Refused {
  if (name === 'cloudformation:DescribeStacks')
    return new Refused('ValidationError', 'Stack with id connect-chat-bff does not exist');
  return new Refused(name.startsWith('ssm:') ? 'ParameterNotFound' : 'ResourceNotFoundException');
}

interface StubCall {
  readonly name: string;
  readonly input: Input;
  readonly xml: boolean;
}

/** The service is the one for which the request is signed. */
function callOf(request: IncomingMessage, body: string): StubCall {
  const [, service = ''] =
    /Credential=[^/]*\/\d{8}\/[\w-]+\/([\w-]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string')
    return {
      name: `${service}:${target.split('.').at(-1)}`,
      input: JSON.parse(body || '{}') as Input,
      xml: false,
    };
  const form = new URLSearchParams(body);
  const action = form.get('Action');
  if (action !== null) return { name: `${service}:${action}`, input: Object.fromEntries(form), xml: true };
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = routes.find(([, pattern]) => pattern.test(path));
  return {
    name: `${service}:${route?.[0] ?? path}`,
    input: { ...route?.[1].exec(path)?.groups },
    xml: false,
  };
}

const routes: readonly (readonly [string, RegExp])[] = [
  ['GetAccountSettings', /\/account-settings$/],
  ['GetFunctionConcurrency', /\/functions\/(?<FunctionName>[^/]+)\/concurrency$/],
  ['GetAlias', /\/functions\/(?<FunctionName>[^/]+)\/aliases\/(?<Name>[^/]+)$/],
  ['GetAccount', /^\/account$/],
  ['GetStage', /^\/restapis\/(?<restApiId>[^/]+)\/stages\/(?<stageName>[^/]+)$/],
];

function xmlResult(name: string, output: object): string {
  const action = name.split(':')[1];
  return `<${action}Response><${action}Result>${xml(output)}</${action}Result></${action}Response>`;
}

function xmlError({ name, message }: Refused): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`;
}

/** Lists have members, maps entries. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((element) => `<member>${xml(element)}</member>`).join('');
  if (value instanceof Map)
    return [...value]
      .map(([key, of]) => `<entry><key>${key}</key><value>${xml(of)}</value></entry>`)
      .join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, of]) => `<${key}>${xml(of)}</${key}>`)
      .join('');
  return escaped(String(value));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
