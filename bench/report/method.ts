import type { Rounds } from '../results.ts';

/** How the numbers come about, and what they do not show. */
export function method(rounds: Rounds): string {
  return `
Every variant does the same job for the same event of a REST API: it finds the session of the bearer with a strongly
consistent read, validates the body, claims the ClientToken in DynamoDB, sends the message, completes the record with the
answer, and logs. They differ in what they are made of: ours makes these calls without the AWS SDK
([decision 6](decisions/0006-the-hot-calls-on-the-wire.md)). Ours also does more: its row is sealed, its record binds the
body and can be taken over, it answers CORS, and its log line is its metrics too. Of the peers, those with Powertools have
metrics, in a second line; the others have none. The peers are in \`bench/peers\`. They are written as their libraries
recommend and bundled as ours is: one minified ES module with the SDK in it, namespaced imports, middy's validator
compiled at build time. Ours is the bundle that is deployed. The floor calls DynamoDB and Connect with nothing but
\`node:http\`; nobody would run it.

- **Correctness comes first.** Before anything is timed, each variant must answer 200 with exactly one call upstream, replay
  the same ClientToken without a second call, keep sessions apart, and refuse a bad bearer and a body out of bounds;
  otherwise the command ends. During the timing every answer must be 200 and every call must be there, no more, no fewer.
- **The services** are one process: dynalite, a real engine, behind a front that counts calls, bytes and capacity units
  and can be slow; and a stand-in for Connect that accepts only what Connect accepts. Both listen on loopback.
- **Environment**: that of a Lambda function, with a session token of 1,000 characters, and nothing of the machine's own.
- **Cold, instructions**: \`valgrind --tool=callgrind\` over \`node --single-threaded --predictable-gc-schedule\`, from the
  start of the process to the first answer, ${rounds.coldInstructions} times each. It hardly depends on what else the machine does. Under
  valgrind the process sees time pass 100 times slower, so that its timeouts keep their meaning.
- **Cold, CPU**: ${rounds.coldCpu} rounds of fresh processes. Each round runs every variant once, in a random order. Ratios are taken
  within a round, so that a slow moment affects both sides.
- **The first request over TLS**: fresh processes, in a random order. Each loads the function on a whole core. When its
  request comes, a control group at once limits it to a slice of one in every 20 ms. A process in front of the services
  ends TLS (an RSA key of 2,048 bits, and a certificate that Node reads and, for this measure, does not have to trust)
  and delays every round trip, TCP's included. No name is looked up.
- **Warm, CPU**: a long-lived process each, ${rounds.warmCpu} rounds of ${rounds.warmRequests} messages in a random order, after a warm-up; each
  message has a ClientToken of its own.
- **Latency**: the same against services with delays, one message after the other. The time of the call upstream, as the
  stand-in saw it, is subtracted from each.
- **In sequence**: the largest number of a message's calls of which no two overlap, as the front saw them while each took
  long enough to overlap.

\`npm run test:world\` holds exact figures to budgets: bytes of code (\`test/lib/bundle.test.ts\`), instructions of a cold start
beside an empty handler's (\`test/bench/cold-start.test.ts\`), calls and units of the requests of a chat
(\`test/bench/counts.test.ts\`), bytes of the log (\`test/lib/monitoring/wide-event.test.ts\`).

It does not show: TLS (only the first requests' table does); looking up names; a real network and its jitter; the part of
a cold start that is Lambda's own, before any code is loaded; Lambda's slices of a core (again only that table does, and
[decision 7](decisions/0007-half-a-gigabyte.md)); an ARM processor; several requests at once, which one environment of
Lambda never has. The units of a write whose condition failed are computed from the size of the item, as dynalite does not
report them.
`.trim();
}
