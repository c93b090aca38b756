/** Mutants that no test kills, and why none has to. */
export interface Accepted {
  readonly file: string;
  readonly reason: string;
  /** As the command prints them: what is changed, and what it becomes. */
  readonly mutants: readonly string[];
}

export const accepted: readonly Accepted[] = [
  {
    file: 'lambdas/core/breaker.ts',
    reason: 'a call without a time counts as one of long ago, and is left out',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/breaker.ts',
    reason: 'only what is held in memory: calls in which nothing has failed decide nothing',
    mutants: ['failures === 0 → false', 'circuits.delete(key); → ;'],
  },
  {
    file: 'lambdas/core/content.ts',
    reason: 'the word undefined is a name that may be',
    mutants: ['name === undefined → false'],
  },
  {
    file: 'lambdas/core/content.ts',
    reason: 'a receipt that is valid has a content',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/content.ts',
    reason: 'the word undefined is no JSON either',
    mutants: ['event.Content === undefined → false'],
  },
  {
    file: 'lambdas/core/erase-at-connect.ts',
    reason: 'what has no id is no contact',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/erase-at-connect.ts',
    reason: 'the word gone has no contact either',
    mutants: [`typeof described === 'string' → false`, `'string' → ""`],
  },
  {
    file: 'lambdas/core/erase-at-connect.ts',
    reason: 'only what is deleted, or not ended, is looked for',
    mutants: [`'not there' → ""`],
  },
  {
    file: 'lambdas/core/json.ts',
    reason: 'it returns undefined in either case',
    mutants: ['{ return undefined; } → {}'],
  },
  {
    file: 'lambdas/core/lifecycle.ts',
    reason: 'without a number the comparison is false too',
    mutants: ['left !== undefined → true'],
  },
  {
    file: 'lambdas/core/limit.ts',
    reason: 'without a number the comparison is false too',
    mutants: ['until !== undefined → true'],
  },
  {
    file: 'lambdas/core/opening-hours.ts',
    reason: 'what has no date, or neither beginning nor end, has no hours',
    mutants: [`'' → "Stryker was here!"`, '[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/opening-hours.ts',
    reason: 'at the beginning of its hours it is open already',
    mutants: ['from > here → from >= here'],
  },
  {
    file: 'lambdas/core/opening-hours.ts',
    reason: 'each part of a date that is asked for is there',
    mutants: [
      'parts.find(({ type }) => type === name)?.value → parts.find(({ type }) => type === name).value',
    ],
  },
  {
    file: 'lambdas/core/opening-hours.ts',
    reason: 'it returns undefined, which counts as false',
    mutants: ['{ return false; } → {}'],
  },
  {
    file: 'lambdas/core/queue-metrics.ts',
    reason: 'what has no name is no metric',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/reading.ts',
    reason: 'without a number the comparison is false too',
    mutants: ['age !== undefined → true'],
  },
  {
    file: 'lambdas/core/seal.ts',
    reason: 'Node takes an encoding without a name for UTF-8',
    mutants: [`'utf8' → ""`],
  },
  {
    file: 'lambdas/core/secret.ts',
    reason: 'the pattern does not fit the word undefined either',
    mutants: ['value === undefined → false'],
  },
  {
    file: 'lambdas/core/secret.ts',
    reason: 'no two members of an object have the same name',
    mutants: ['a < b → a <= b'],
  },
  {
    file: 'lambdas/core/session.ts',
    reason: 'neither text is a date',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/settings.ts',
    reason: 'the first of what a pattern finds is not looked at',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/start.ts',
    reason: 'either makes one letter of two that differ by their case alone',
    mutants: ['clientToken.toLowerCase() → clientToken.toUpperCase()'],
  },
  {
    file: 'lambdas/core/table-clock.ts',
    reason: 'neither text is a date',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/trace-id.ts',
    reason: 'neither text has a root',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/upstream-failure.ts',
    reason: 'neither text is the name of an error',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/settings.ts',
    reason: 'where the pattern finds a scheme, it finds a host',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/core/verification.ts',
    reason: 'the text is no code that is looked for',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/validate.ts',
    reason: 'without a number the comparison is false too',
    mutants: [
      'shape.min !== undefined → true',
      'shape.max !== undefined → true',
      'shape.maxBytes !== undefined → true',
    ],
  },
  {
    file: 'lambdas/core/validate.ts',
    reason: 'only a number is a safe integer',
    mutants: [`typeof value !== 'number' → false`],
  },
  {
    file: 'lambdas/steps/carry-out.ts',
    reason: 'only an operation of the ledger has a record',
    mutants: [`idempotency.kind === 'ledger' → true`],
  },
  {
    file: 'lambdas/steps/carry-out.ts',
    reason: 'only what is rejected has the name of a refusal',
    mutants: [`failure.kind === 'rejected' → true`],
  },
  {
    file: 'lambdas/steps/carry-out.ts',
    reason: 'without a number the comparison is false too',
    mutants: ['until !== undefined → true'],
  },
  {
    file: 'lambdas/steps/come-back.ts',
    reason: 'a page that has not left is not back either, as is found out an import later',
    mutants: ['left === undefined → false'],
  },
  {
    file: 'lambdas/steps/abandon.ts',
    reason: 'only what is denied is certain',
    mutants: [`error.failure.kind === 'denied' → true`],
  },
  {
    file: 'lambdas/steps/connection-token.ts',
    reason: 'a session with a token that can be used has a connection',
    mutants: ['session.connection?.token → session.connection.token'],
  },
  {
    file: 'lambdas/steps/current-reading.ts',
    reason: 'neither text is JSON',
    mutants: [`'' → "Stryker was here!"`],
  },
  {
    file: 'lambdas/steps/erase-at-connect.ts',
    reason: 'only what is rejected has a status',
    mutants: [`error.failure.kind !== 'rejected' → false`],
  },
  {
    file: 'lambdas/steps/session-of.ts',
    reason: 'a session that is not there is refused as unknown before it is looked at',
    mutants: [`'session-unknown' → ""`, 'session?.host → session.host', 'inviting?.host → inviting.host'],
  },
  {
    file: 'lambdas/steps/call-upstream.ts',
    reason: 'the pattern does not fit the word undefined either',
    mutants: ['given !== undefined → true'],
  },
  {
    file: 'lambdas/steps/admit-and-claim.ts',
    reason: 'only what is denied has a reason',
    mutants: [`error.failure.kind === 'denied' → true`],
  },
  {
    file: 'lambdas/core/cors.ts',
    reason: 'the text is no origin',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/refusal-text.ts',
    reason: 'no service says that text',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'lambdas/core/refusal-text.ts',
    reason: 'neither text ends with a quote',
    mutants: [`'' → "Stryker was here!"`],
  },
];
