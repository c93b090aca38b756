/**
 * The protocol between CloudFormation and a custom resource: a request as the event, and one answer to its URL, without
 * which CloudFormation waits until the resource's own timeout.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html
 */
export interface Request {
  /** Create, Update or Delete. */
  readonly type: string;
  /** Where the answer goes. Whoever has it can answer, so it is in no log. */
  readonly answerUrl: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export type Outcome = { readonly status: 'SUCCESS' } | { readonly status: 'FAILED'; readonly reason: string };

/** What an event asks for, or undefined if nobody waits for an answer to it. */
export function readRequest(event: unknown, firstPhysicalId: string): Request | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const {
    RequestType: type,
    ResponseURL: answerUrl,
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId = firstPhysicalId,
    ResourceProperties: properties = {},
  } = event as Readonly<Record<string, unknown>>;
  const texts = { type, answerUrl, stackId, requestId, logicalId, physicalId };
  if (!areTexts(texts)) return undefined;
  return { ...texts, properties: Object(properties) as Readonly<Record<string, unknown>> };
}

function areTexts<N extends string>(values: Record<N, unknown>): values is Record<N, string> {
  return Object.values(values).every((value) => typeof value === 'string' && value !== '');
}

/** CloudFormation takes 4,096 bytes of an answer; a reason beyond this many characters is cut. */
const longestReason = 1_000;

export function answerBody(request: Request, outcome: Outcome): string {
  return JSON.stringify({
    Status: outcome.status,
    ...(outcome.status === 'FAILED' && { Reason: outcome.reason.slice(0, longestReason) }),
    PhysicalResourceId: request.physicalId,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalId,
  });
}
