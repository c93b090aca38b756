import { answerBody, readRequest, type Outcome, type Request } from './custom-resource.ts';

/**
 * API Gateway writes logs by one role for a whole account and Region. A deployment that brings a role offers it: it is
 * taken where there is none, and whatever is there already is left alone, by deleting too.
 */

export interface Ports {
  /** The account's setting at API Gateway. `timeout` is in milliseconds. */
  readonly account: {
    readonly role: (timeout: number) => Promise<string | undefined>;
    readonly setRole: (arn: string, timeout: number) => Promise<void>;
  };
  /** Puts CloudFormation's answer to its URL. */
  readonly answer: (url: string, body: string, timeout: number) => Promise<void>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds until Lambda ends this invocation. */
  readonly remaining: () => number;
  readonly log: (line: string) => void;
}

/**
 * What to do about the account's role. Only the lack of one is a reason to set it: whether a role that is set is any
 * good, or still there, is not for one deployment to judge.
 */
export function decide(current: string | undefined): 'leave' | 'set' {
  return current === undefined || current === '' ? 'set' : 'leave';
}

/** Of the custom resource, and the same for ever: another one would have CloudFormation delete the first. */
const physicalId = 'api-gateway-log-role';

/** Milliseconds of one call, to API Gateway or to the answer's URL. */
const callTimeout = 5_000;
/**
 * Milliseconds between attempts: API Gateway takes one UpdateAccount in 20 seconds of an account, and a role that was
 * made just now is known everywhere only after some.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const pause = 20_000;
/** Milliseconds that are kept for answering, whatever happens before. */
const answering = 20_000;
const pauseOfAnswer = 1_000;

/** Serves one event. Fails only if CloudFormation could not be answered, so that Lambda invokes it again. */
export async function serve(event: unknown, ports: Ports): Promise<void> {
  const request = readRequest(event, physicalId);
  if (!request) {
    ports.log(line('ERROR', { outcome: 'nobody to answer' }));
    return;
  }
  const outcome = await provide(request, ports).catch((error: unknown): Outcome => ({
    status: 'FAILED',
    reason: `A defect of this function: ${text(error)}`,
  }));
  await answer(request, outcome, ports);
}

async function provide(request: Request, ports: Ports): Promise<Outcome> {
  const { account, sleep, remaining, log } = ports;
  if (request.type === 'Delete') return done('left as it is');
  if (request.type !== 'Create' && request.type !== 'Update')
    return { status: 'FAILED', reason: `Requests of the type ${request.type} are not known here.` };
  const role = request.properties['RoleArn'];
  if (typeof role !== 'string' || !role.startsWith('arn:'))
    return { status: 'FAILED', reason: 'The property RoleArn must be the ARN of the role to set.' };
  for (;;) {
    let failure: string;
    try {
      const current = await account.role(callTimeout);
      if (decide(current) === 'leave') return done('left as it is', current);
      await account.setRole(role, callTimeout);
      return done('set', role);
    } catch (error) {
      failure = text(error);
      log(line('WARN', { requestType: request.type, outcome: 'not yet', reason: failure }));
    }
    if (remaining() < pause + 2 * callTimeout + answering)
      return { status: 'FAILED', reason: withMend(failure, role) };
    await sleep(pause);
  }

  function done(outcome: string, current?: string): Outcome {
    log(line('INFO', { requestType: request.type, outcome, role: current }));
    return { status: 'SUCCESS' };
  }
}

function withMend(failure: string, role: string): string {
  return (
    `API Gateway has no role to write logs with in this account and Region, and ${role} could not be set: ${failure} ` +
    'Nothing was changed. Set a role in the console (API Gateway, Settings, Logging) and deploy again; ' +
    'or, if someone else sets it, deploy with -c apiGatewayLogRole=false after that.'
  );
}

async function answer(request: Request, outcome: Outcome, ports: Ports): Promise<void> {
  const body = answerBody(request, outcome);
  for (;;) {
    try {
      await ports.answer(request.answerUrl, body, callTimeout);
      return;
    } catch (error) {
      const reason = text(error);
      ports.log(line('WARN', { requestType: request.type, outcome: 'not answered', reason }));
      if (ports.remaining() < pauseOfAnswer + callTimeout)
        throw new Error(`CloudFormation could not be answered: ${reason}`, { cause: error });
    }
    await ports.sleep(pauseOfAnswer);
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function line(level: 'INFO' | 'WARN' | 'ERROR', fields: object): string {
  return JSON.stringify({ level, message: 'apiGatewayLogRole', ...fields });
}
