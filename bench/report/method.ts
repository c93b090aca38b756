import type { Rounds } from '../results.ts';

/** How the numbers come about, and what they do not show. */
export function method(rounds: Rounds): string {
  return `
Every variant does the same job for the same event of a REST API: it finds the session of the bearer with a strongly
consistent read, validates the body, claims the ClientToken in DynamoDB, sends the message, completes the record with the
answer, and logs. What differs is what they are made of (ours makes these calls without the AWS SDK, see
[decision 6](decisions/0006-the-hot-calls-on-the-wire.md)), and what ours does beyond it: its row is sealed, its record
binds the body and can be taken over, it answers CORS, and its log line is its metrics too. Of the peers, those with
Powertools have metrics, in a second line, and the others none. The peers are
in \`bench/peers\`, written with their libraries' own means and bundled as ours is: one minified ES module with the SDK in
it, namespaced imports, middy's validator compiled at build time. Ours is the bundle that is deployed. The floor calls
DynamoDB and Connect with nothing but \`node:http\`; nobody would run it.

- **Correctness comes first.** A variant that does not answer 200 with exactly one call upstream, replay the same
  ClientToken without a second one, keep sessions apart, refuse a bad bearer and a body out of bounds, ends the command
  before anything is timed. During the timing every answer must be 200 and every call must be there, no more, no fewer.
- **The services** are one process: dynalite, a real engine, behind a front that counts calls, bytes and capacity units
  and can be slow; and a stand-in for Connect that takes nothing but what Connect takes. Both listen on loopback.
- **Environment**: that of a Lambda function, with a session token of 1,000 characters, and nothing of the machine's own.
- **Cold, instructions**: \`valgrind --tool=callgrind\` over \`node --single-threaded --predictable-gc-schedule\`, from the
  start of the process to the first answer, ${rounds.coldInstructions} times each. It hardly depends on what else the machine does. Under
  valgrind, time passes 100 times slower for the process, so that its timeouts keep their meaning.
- **Cold, CPU**: ${rounds.coldCpu} rounds of fresh processes, each round every variant once, in a random order. Ratios are taken
  within a round, so that a slow moment counts on both sides.
- **The first request over TLS**: fresh processes, in a random order, that load the function on a whole core and are held to
  a slice of one in every 20 ms, by a control group, when their request comes, at once. Before the services stands a
  process that ends TLS (an RSA key of 2,048 bits, a certificate that Node reads and, for this measure, does not have to
  trust) and lets every round trip take its time, TCP's included. No name is looked up.
- **Warm, CPU**: a long-lived process each, ${rounds.warmCpu} rounds of ${rounds.warmRequests} messages in a random order, after a warm-up; each
  message has a ClientToken of its own.
- **Latency**: the same against services that take their time, one message after the other; what the call upstream took, as the stand-in saw it, is
  taken off each.
- **In sequence**: the most calls of a message of which no two overlap, as the front saw them while each took
  long enough to overlap.

What is exact is a budget that \`npm test\` holds: bytes of code (\`test/lib/bundle.test.ts\`), instructions of a cold start
beside an empty handler's (\`test/bench/cold-start.test.ts\`), calls and units of what a chat is made of
(\`test/bench/counts.test.ts\`), bytes of the log (\`test/lib/monitoring/wide-event.test.ts\`).

What it does not show: TLS, but in the first requests' table; looking up names; a real network and its jitter; the part
of a cold start that is Lambda's own, before any code is loaded; Lambda's slices of a core,
but in that table
([decision 7](decisions/0007-half-a-gigabyte.md) has them); an
ARM processor; several requests at once, which one environment of Lambda never has. The units of a
write whose condition failed are reckoned from the size of the item, as dynalite tells nothing of them.
`.trim();
}
