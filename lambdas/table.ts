/**
 * The one table: a partition key, and the attribute by which DynamoDB deletes what has expired. Whoever creates it (the
 * CDK stack, `npm start`) reads this.
 *
 * | partition key | row | deleted after |
 * |---|---|---|
 * | `session#` + HKDF of a bearer | a session: ids and times in clear, tokens sealed | 30 days after its end |
 * | `contact#` + SHA-256 of Connect's contact | which sessions are of it, and whether it was erased | 30 days after its end |
 * | `bucket#` + quota and instance, or quota and session | when its next call is due | an hour after its last one |
 * | `ledger#` + HMAC of a caller's ClientToken | a ClientToken's record | 24 hours |
 * | `queue#` + instance and queue | what Connect last said of a queue | an hour after that |
 * | `hours#` + instance and queue | when a queue is open | two days after that |
 * | `place#` + a session's id | a visitor's place in line, as Connect last said it | an hour after that |
 * | `limit#` + HMAC of a network, a visitor or an instance | how often chats were started lately | minutes |
 * | `open#` + instance id | how many of its chats are open | never: one an instance |
 */
export const table = { partitionKey: 'pk', timeToLive: 'ttl' } as const;

/**
 * The index of chats by when they are due, an instance each. It holds the rows that have `due`, and of them the keys
 * alone, so that it is written when a chat changes its state and not when somebody sends a message.
 */
export const dueIndex = { name: 'due', partitionKey: 'instanceId', sortKey: 'due' } as const;

/** The calls that the functions make on it: their roles allow these, and the alarms watch each. */
export const tableCalls = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] as const;
