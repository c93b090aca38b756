import type { Program } from './arguments.ts';

/** What `--help` says. */
export const usage: Readonly<Record<Program, string>> = {
  start: `npm start -- [--port 3000] [--instances 1] [--json]

Runs the deployed functions on this machine, behind a local API Gateway, with a simulated Amazon Connect and an
embedded DynamoDB. No AWS account is needed. Ctrl-C ends it.

  --port N         where to listen on 127.0.0.1; 0 is any free port. Default: PORT, or 3000
  --instances N    how many API processes to run, 1 to 8, on consecutive ports, with one simulated Connect and one
                   table. Default: 1. Kill one to simulate a crash; it starts again with the next change of the
                   code, or with the next npm start
  --json           prints a line of JSON for each request, as the deployed functions log it. Output that does not go
                   to a terminal is always JSON
  --help           prints this

It loads changes in lambdas or local while it runs: the simulated Connect, the table and chats stay.

  PORT                                  as --port, which wins
  AWS_ENDPOINT_URL_CONNECT,
  AWS_ENDPOINT_URL_CONNECTPARTICIPANT   another Connect instead of the simulated one, such as npm run simulator: set both
  AWS_ENDPOINT_URL_DYNAMODB             another DynamoDB instead of the embedded one
  ALLOWED_HEADERS                       a JSON list of further request headers that pages may send
  SIMULATOR_QUOTAS                      1: the simulated Connect enforces its default quotas
  SIMULATOR_VERIFICATION                turnstile or recaptcha: a provider on this machine verifies visitors; it takes the
                                        VerificationToken XXXX.DUMMY.TOKEN.XXXX
  NO_COLOR                              no colour, even on a terminal

The functions' own settings (ENTRY_POINTS, ALLOWED_ORIGINS, …) are in lambdas/environment.ts.
`,
  simulator: `npm run simulator -- [--port 4577]

Runs the simulated Amazon Connect alone, for AWS clients and for any number of npm start. Ctrl-C ends it.

  --port N   where to listen on 127.0.0.1; 0 is any free port. Default: PORT, or 4577
  --help     prints this

  PORT                as --port, which wins
  SIMULATOR_QUOTAS    1: the simulated Connect enforces its default quotas
`,
};
