import { parseConfig } from '../config.ts';
import type { Settings } from '../setting-types.ts';
import { apiFindings } from './api-checks.ts';
import { askApi } from './ask-api.ts';
import { askAws, type AwsClients } from './ask-aws.ts';
import { awsFindings } from './aws-checks.ts';
import { skipped, well, type Finding } from './finding.ts';
import { parseOptions, usage } from './options.ts';
import { quotaFindings } from './quota-checks.ts';

/** What the doctor works with, besides its command line. */
export interface Surroundings {
  readonly environments: Readonly<Record<string, Settings>>;
  /** The settings in cdk.json, which `-c` overrides. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly clients: (region: string) => AwsClients;
  /** Takes text to print, line ends included. */
  readonly print: (text: string) => void;
}

/** Makes the checks that the arguments ask for. Resolves with the process's exit code: 0 when nothing is to mend. */
export async function doctor(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { environments, context, clients, print } = surroundings;
  const options = parseOptions(argv);
  if ('problems' in options) {
    for (const problem of options.problems) print(`✖ ${problem}\n`);
    return 1;
  }
  if (options.help) {
    print(usage);
    return 0;
  }
  const parsed = parseConfig({ ...context, ...options.context }, environments);
  if ('problems' in parsed) {
    for (const problem of parsed.problems) print(`✖ ${problem.replace(/^- /, '')}\n`);
    return 1;
  }
  const { config } = parsed;
  const findings: Finding[] = [];
  const report = (found: readonly Finding[]): void => {
    for (const { mark, sentence } of found) print(`${mark} ${sentence}\n`);
    findings.push(...found);
  };

  report([well('The settings are complete')]);
  const aws = clients(config.region);
  const facts = await askAws(config, aws);
  aws.connect.destroy();
  aws.quotas.destroy();
  const account = awsFindings(config, facts);
  report(account);
  if (account[0]?.mark !== '✖') report(quotaFindings(config, facts));
  const { api, startChat } = options;
  if (api === undefined) report([skipped('The deployed API was not looked at: give its URL with --api')]);
  else report(apiFindings(config, await askApi({ api, startChat }, config)));

  const wrong = findings.filter(({ mark }) => mark === '✖').length;
  print(wrong === 0 ? '\nNothing to mend.\n' : `\n${wrong} to mend.\n`);
  return wrong === 0 ? 0 : 1;
}
