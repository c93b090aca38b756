import type { Availability, QueuePosition } from '../api-types.ts';
import type { Problem, ProblemKind } from '../problem.ts';
import type { StringName } from './strings/english.ts';
import type { Speech } from './strings/speech.ts';

/** What the API says, in words for the person who waits. Of what is not known, nothing. */

const problems: Readonly<Record<ProblemKind, StringName>> = {
  offline: 'offline',
  busy: 'throttled',
  full: 'full',
  unavailable: 'unavailable',
  underway: 'underway',
  unknown: 'unknown',
  over: 'over',
  denied: 'denied',
  invalid: 'invalid',
  mismatch: 'failed',
  quota: 'quota',
  missing: 'missing',
  expired: 'expired',
  'file-type': 'fileType',
  'file-size': 'fileSize',
  cancelled: 'cancelled',
};

export function problemText({ text }: Speech, { kind }: Problem): string {
  return text(problems[kind]);
}

export function availabilityText(say: Speech, answer: Availability): string {
  const { State, ContactsInQueue = 0, EstimatedWaitTimeInSeconds, OpensAt = '' } = answer;
  if (State === 'OPEN') return say.text('open');
  if (State === 'BUSY')
    return sentences(
      say.text('busy'),
      ContactsInQueue > 0 && say.text('waiting', { count: ContactsInQueue }),
      waitText(say, EstimatedWaitTimeInSeconds),
    );
  if (State !== 'CLOSED') return '';
  const opens = Date.parse(OpensAt);
  return sentences(
    say.text('closed'),
    !Number.isNaN(opens) && say.text('opensAt', { time: say.weekdayTime(opens) }),
  );
}

export function placeText(say: Speech, { Position, EstimatedWaitTimeInSeconds }: QueuePosition): string {
  if (Position === undefined) return '';
  return sentences(
    Position === 1 ? say.text('next') : say.text('place', { count: Position }),
    waitText(say, EstimatedWaitTimeInSeconds),
  );
}

function waitText({ text }: Speech, seconds: number | undefined): string | false {
  if (seconds === undefined) return false;
  const minutes = Math.round(seconds / 60);
  return minutes < 1 ? text('waitShort') : text('wait', { count: minutes });
}

function sentences(...all: readonly (string | false)[]): string {
  return all.filter((sentence) => sentence !== false).join(' ');
}
