import { parseConfig, type Config } from '../config/config.ts';
import type { Settings } from '../config/setting-types.ts';
import { settings } from '../config/settings.ts';
import { accountFindings } from './account/account-checks.ts';
import { askAccount } from './account/ask-account.ts';
import type { AccountFacts, StackFact } from './account/facts.ts';
import { apiFindings } from './api/api-checks.ts';
import { askApi } from './api/ask-api.ts';
import { askEdge } from './api/ask-edge.ts';
import { edgeFindings } from './api/edge-checks.ts';
import { provokedFinding, provokeRate, unprovoked } from './api/provoke-rate.ts';
import type { Sleep } from './api/try-chat.ts';
import type { ClientConfiguration } from './asked.ts';
import { askConnect } from './connect/ask-connect.ts';
import { connectFindings } from './connect/connect-checks.ts';
import { quotaFindings } from './connect/quota-checks.ts';
import { askDeployed } from './deployed/ask-deployed.ts';
import { deployedFindings } from './deployed/deployed-checks.ts';
import { answerOf } from './facts.ts';
import { mend, skipped, unlooked, well, type Finding } from './finding.ts';
import { askSuffixes } from './site/ask-suffixes.ts';
import { siteFindings } from './site/site-checks.ts';
import { parseOptions, usage, type Options } from './options.ts';

/** What the doctor needs besides its command line. */
export interface Surroundings {
  readonly environments: Readonly<Record<string, Settings>>;
  /** The settings in cdk.json, which `-c` overrides. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Returns the configuration of clients for a Region. */
  readonly aws: (region: string) => ClientConfiguration;
  /** Where the list of public suffixes is. */
  readonly publicSuffixes: URL;
  /** Takes text to print, line ends included. */
  readonly print: (text: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

/**
 * Makes the checks that the arguments ask for. Resolves with the process's exit code: 0 if there is nothing to mend.
 */
export async function doctor(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { environments, context, print } = surroundings;
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
    const asksNothing = argv.length === 0 && !Object.keys(settings).some((name) => name in context);
    if (asksNothing) print(`\n${usage}`);
    return 1;
  }
  let wrong = 0;
  await examine(parsed.config, options, surroundings, (found) => {
    for (const { mark, sentence } of found) print(`${mark} ${sentence}\n`);
    wrong += found.filter(({ mark }) => mark === '✖').length;
  });
  print(wrong === 0 ? '\nNothing to correct.\n' : `\n${wrong} to correct.\n`);
  return wrong === 0 ? 0 : 1;
}

type Report = (found: readonly Finding[]) => void;

/** Makes the checks, from what the deployment depends on to what it has become. */
async function examine(
  config: Config,
  options: Options,
  surroundings: Surroundings,
  report: Report,
): Promise<void> {
  report([well('The settings are complete')]);
  const configuration = surroundings.aws(config.region);
  const ofConnect = await askConnect(config, configuration);
  const findings = connectFindings(config, ofConnect);
  report(findings);
  const reached = findings[0]?.mark !== '✖';
  if (reached) report(quotaFindings(config, ofConnect));
  const ofAccount = reached ? await askAccount(config, configuration) : undefined;
  if (ofAccount) report(accountFindings(config, ofAccount));
  const api = options.api ?? apiOf(options, answerOf(ofAccount?.stack));
  if (config.cookieOrigins.length > 0)
    report(siteFindings(config, api, await askSuffixes(surroundings.publicSuffixes)));
  await examineApi(config, { ...options, api }, surroundings, report);
  if (options.afterDeploy) await examineDeployment(config, ofAccount?.stack, surroundings, report);
}

function apiOf({ afterDeploy }: Options, stack: StackFact | undefined): string | undefined {
  return afterDeploy ? stack?.outputs['ApiUrl'] : undefined;
}

async function examineDeployment(
  config: Config,
  asked: AccountFacts['stack'] | undefined,
  { aws, now }: Surroundings,
  report: Report,
): Promise<void> {
  const { stackName, region, account } = config;
  const what = 'The deployment';
  if (!asked) return report([skipped(`${what} was not checked: AWS could not be asked`)]);
  if ('failure' in asked)
    return report([
      asked.failure.kind === 'not-found'
        ? mend(
            `There is no stack ${stackName} in ${region} of account ${account}`,
            'deploy it first, or give the settings of its deployment (-c environment=…, -c stackName=…)',
          )
        : unlooked(what, asked.failure, 'cloudformation:DescribeStacks'),
    ]);
  const stack = asked.answer;
  if ('failure' in stack.resources)
    return report([unlooked(what, stack.resources.failure, 'cloudformation:ListStackResources')]);
  const facts = await askDeployed(config, { stack, now: now() }, aws(region));
  report(deployedFindings(config, stack, facts));
}

async function examineApi(
  config: Config,
  { api, startChat, afterDeploy, provoke429 }: Options,
  { sleep }: Surroundings,
  report: Report,
): Promise<void> {
  if (api === undefined) {
    report([skipped('The deployed API was not checked: give its URL with --api')]);
    return;
  }
  const findings = apiFindings(config, await askApi({ api, startChat, sleep }, config));
  report(findings);
  if (!afterDeploy || findings[0]?.mark === '✖') return;
  report(edgeFindings(await askEdge(api, config)));
  if (!provoke429) return;
  const reason = unprovoked(config);
  report([reason ?? provokedFinding(await provokeRate(api, config, sleep))]);
}
