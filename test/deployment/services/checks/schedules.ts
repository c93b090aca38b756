import { ofEach } from './check.ts';

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html: one of a unit, or more of it in the plural. */
const rate = /^rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)$/;

export const schedules = ofEach('schedule', 'AWS::Scheduler::Schedule', ({ ScheduleExpression }) =>
  rate.test(String(ScheduleExpression)) ? [] : [`${String(ScheduleExpression)} is no rate`],
);
