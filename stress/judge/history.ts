import { errorStatus } from '../../lambdas/core/error-name.ts';
import { validate } from '../../lambdas/core/validate.ts';
import { operations, type OperationName } from '../../lambdas/operations/operations.ts';
import type { Answer, Asked, History } from '../faults/history.ts';

/** What was wrong, a sentence each. */
export interface Verdict {
  /** Carried out twice, or answered as two different things. */
  readonly doubled: readonly string[];
  /** Answered 200, and not carried out. */
  readonly lost: readonly string[];
  /** In another order than their sender's. */
  readonly disordered: readonly string[];
  /** Answers that the API does not declare, or that say something untrue of the request. */
  readonly wrong: readonly string[];
  /** Answered after their operation's time. */
  readonly late: readonly string[];
  /** Never answered for good. */
  readonly unfinished: readonly string[];
}

/**
 * Milliseconds beyond an operation's deadline that its answer may take: the gateway and the proxies take some. Where the
 * machine has no time for whoever asks, it has none for the function either: both count.
 */
export const grace = 2_500;

const declared = new Map(operations.map((operation) => [operation.name, operation]));

function operationOf(name: OperationName): (typeof operations)[number] {
  const operation = declared.get(name);
  if (!operation) throw new Error(`There is no operation ${name}`);
  return operation;
}

/** The longest that an answer of an operation may take, in ms. */
export function longest(name: OperationName, held: number): number {
  return operationOf(name).budget.deadline + grace + 2 * held;
}

export function judge(history: History): Verdict {
  const { asked } = history;
  return {
    doubled: [...twice(history), ...twoAnswers(asked)],
    lost: lost(history),
    disordered: disordered(history),
    wrong: asked.flatMap((one) => wrong(one, history)),
    late: asked.flatMap(late),
    unfinished: asked
      .filter(({ final }) => final === undefined)
      .map((one) => `${nameOf(one)} has no final answer after ${one.answers.length}`),
  };
}

export function isSound(verdict: Verdict): boolean {
  return Object.values(verdict).every((sentences) => (sentences as readonly string[]).length === 0);
}

/** Whether a caller takes an answer for final, rather than repeat its request. */
export function isFinal({ status, retryAfter }: Pick<Answer, 'status' | 'retryAfter'>): boolean {
  if (status === 0 || status === 429 || status >= 500) return false;
  return status !== 409 || retryAfter === undefined;
}

function succeeded(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

function twice({ truth }: History): string[] {
  return [...truth.chats, ...truth.items]
    .filter((mark, index, all) => all.indexOf(mark) !== index)
    .map((mark) => `${mark} is at Connect twice`);
}

/** What tells an answer from that of another effect. */
const identities = ['Id', 'ContactId', 'ParticipantToken', 'AttachmentId'];

function twoAnswers(asked: readonly Asked[]): string[] {
  const byToken = Map.groupBy(
    asked.filter(({ clientToken }) => clientToken !== undefined),
    ({ operation, clientToken }) => `${operation} ${clientToken}`,
  );
  return Array.from(byToken.values(), (same) => {
    const answers = same
      .flatMap(({ answers: all }) => all.filter(succeeded))
      .map(({ body }) => identityOf(body));
    return new Set(answers).size > 1 ? [`${nameOf(same[0] as Asked)} was answered as different things`] : [];
  }).flat();
}

function identityOf(body: unknown): string {
  const members = (body ?? {}) as Readonly<Record<string, unknown>>;
  return JSON.stringify(identities.map((name) => members[name] ?? null));
}

function lost({ asked, truth }: History): string[] {
  const there = new Set([...truth.chats, ...truth.items]);
  return asked
    .filter(({ final }) => succeeded(final))
    .flatMap((one) => {
      if (one.operation === 'DisconnectParticipant')
        return truth.ended ? [] : [`${nameOf(one)} was answered ${one.final?.status}, and the chat goes on`];
      return one.mark === undefined || there.has(one.mark)
        ? []
        : [`${nameOf(one)} was answered ${one.final?.status}, and is not at Connect`];
    });
}

function disordered({ asked, truth }: History): string[] {
  const places = new Map(truth.items.map((mark, place) => [mark, place]));
  const bySender = Map.groupBy(
    asked.filter(({ operation, final }) => operation === 'SendMessage' && succeeded(final)),
    ({ sender }) => sender,
  );
  return Array.from(bySender.values(), (sent) =>
    sent.slice(1).flatMap((one, index) => {
      const before = sent[index] as Asked;
      const [a, b] = [places.get(before.mark ?? ''), places.get(one.mark ?? '')];
      return a !== undefined && b !== undefined && a > b ? [`${one.mark} is before ${before.mark}`] : [];
    }),
  ).flat();
}

function wrong(one: Asked, { truth, may }: History): string[] {
  const wrongs = one.answers.flatMap((answer) => {
    const problem = problemOf(answer, one.operation);
    return problem === undefined ? [] : [`${nameOf(one)}: ${answer.status} ${problem}`];
  });
  const { final } = one;
  if (final === undefined || succeeded(final)) return wrongs;
  if (!may.includes(final.status))
    wrongs.push(`${nameOf(one)} ended with ${final.status} ${final.errorType ?? ''}`);
  // A 409 says itself that nobody knows.
  const there = one.mark !== undefined && [...truth.chats, ...truth.items].includes(one.mark);
  if (final.status !== 409 && there)
    wrongs.push(`${nameOf(one)} was refused with ${final.status}, and is at Connect`);
  return wrongs;
}

/** What is wrong with an answer by itself. */
function problemOf(answer: Answer, name: OperationName): string | undefined {
  const { status, errorType, retryAfter, body } = answer;
  const operation = operationOf(name);
  if (status === 0) return undefined;
  if (succeeded(answer)) {
    const [problem] = validate(operation.output, body ?? {}, 'drop').problems;
    return problem === undefined ? undefined : `has a body outside the API: ${problem}`;
  }
  const type = operation.errors.find((error) => error === errorType);
  if (type === undefined) return `of type ${errorType ?? '(none)'}, which ${name} does not declare`;
  if (errorStatus[type] !== status) return `of type ${type}`;
  if ((body as { readonly __type?: unknown } | undefined)?.__type !== type)
    return 'without its type in the body';
  const mayBeRepeated = status === 429 || status >= 500;
  if (mayBeRepeated && !(retryAfter !== undefined && retryAfter >= 1)) return 'without a Retry-After';
  // Whole seconds, rounded up: two claims are a moment apart.
  if (status === 409 && (retryAfter ?? 0) * 1_000 > operation.budget.lease + 1_000)
    return `with a Retry-After of ${retryAfter} s, and a claim lasts ${operation.budget.lease / 1_000} s`;
  if (!mayBeRepeated && status !== 409 && retryAfter !== undefined)
    return 'with a Retry-After, though it is final';
  return undefined;
}

function late(one: Asked): string[] {
  return one.answers
    .filter(({ status, took, held }) => status !== 0 && took > longest(one.operation, held))
    .map(
      ({ status, took, held }) =>
        `${nameOf(one)}: ${status} after ${Math.round(took)} ms, ${Math.round(held)} of them held up`,
    );
}

function nameOf({ operation, mark, sender }: Asked): string {
  return `${operation} ${mark ?? `of ${sender}`}`;
}
