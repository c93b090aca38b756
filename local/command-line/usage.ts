import type { Program } from './arguments.ts';

/** What `--help` says. */
export const usage: Readonly<Record<Program, string>> = {
  start: `npm start -- [--port 3000] [--instances 1] [--json]

Runs the deployed functions on this machine, behind a local API Gateway, with a simulated Amazon Connect and an
embedded DynamoDB. No AWS account is needed. Ctrl-C ends it.

  --port N         where to listen on 127.0.0.1; 0 is any free port. Default: PORT, or 3000
  --instances N    so many API processes, on as many ports from the first, over one simulated Connect and one table:
                   1 to 8, default 1. Killing one is a crash of that one; it comes back with the next change of the
                   code, or with the next npm start
  --json           a line of JSON for each request, as the deployed functions log it; so it is, too, where the output
                   is no terminal
  --help           says this

A change below lambdas or local is built and swapped in while it runs: simulated Connect, table and chats stay.

  PORT                                  as --port, which wins
  AWS_ENDPOINT_URL_CONNECT,
  AWS_ENDPOINT_URL_CONNECTPARTICIPANT   another Connect in place of the simulated one, such as npm run simulator: both
  AWS_ENDPOINT_URL_DYNAMODB             another DynamoDB in place of the embedded one
  ALLOWED_HEADERS                       a JSON list of request headers that pages may send besides
  SIMULATOR_QUOTAS                      1: the simulated Connect enforces its default quotas
  SIMULATOR_VERIFICATION                turnstile or recaptcha: a provider on this machine verifies visitors; it takes the
                                        VerificationToken XXXX.DUMMY.TOKEN.XXXX
  NO_COLOR                              no colour, on a terminal either

The functions' own settings (ENTRY_POINTS, ALLOWED_ORIGINS, …) are in lambdas/environment.ts.
`,
  simulator: `npm run simulator -- [--port 4577]

Runs the simulated Amazon Connect alone, for AWS clients and for any number of npm start. Ctrl-C ends it.

  --port N   where to listen on 127.0.0.1; 0 is any free port. Default: PORT, or 4577
  --help     says this

  PORT                as --port, which wins
  SIMULATOR_QUOTAS    1: Connect's default quotas hold
`,
};
