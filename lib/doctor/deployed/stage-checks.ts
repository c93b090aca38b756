import { operations } from '../../../lambdas/operations/operations.ts';
import type { Config } from '../../config/config.ts';
import { resourcesOf, type StackFact } from '../account/facts.ts';
import type { Asked } from '../facts.ts';
import { mend, skipped, unlooked, well, type Finding } from '../finding.ts';
import { putBack } from './remedy.ts';
import type { DeployedFacts, RateRuleFact, StageFact, WebAclFact } from './facts.ts';

type Deployment = Pick<Config, 'allowedOrigins' | 'throttles' | 'webAcl' | 'stackName' | 'region'>;

/** Checks the API's stage: its throttles, its log, and the web ACL before it. */
export function stageFindings(
  deployment: Deployment,
  stack: StackFact,
  { stage, webAcl }: DeployedFacts,
): readonly Finding[] {
  if (!stage || !webAcl) return [mend('The stack has no API', putBack(deployment))];
  return [...throttleFindings(deployment, stage), ...webAclFindings(deployment, stack, webAcl)];
}

function throttleFindings(deployment: Deployment, asked: Asked<StageFact>): readonly Finding[] {
  if ('failure' in asked)
    return [unlooked('The API’s stage', asked.failure, 'apigateway:GET on /restapis/*/stages/*')];
  const { throttles } = deployment;
  const again = putBack(deployment);
  const { throttles: deployed, accessLog } = asked.answer;
  const log = accessLog ? [] : [mend('The API writes no access log', again)];
  const known = operations.filter(({ path, method }) => `${path}/${method}` in deployed);
  if (known.length === 0)
    return [...log, skipped('The throttles were not compared: API Gateway names none of the API’s methods')];
  const differ = operations.flatMap(({ name, path, method, throttle }) => {
    const wanted = throttles[name] ?? throttle;
    const there = deployed[`${path}/${method}`];
    return there?.rate === wanted.rate && there.burst === wanted.burst
      ? []
      : [`${name} ${there ? `${there.rate}/${there.burst}` : 'none'}, not ${wanted.rate}/${wanted.burst}`];
  });
  return [
    ...log,
    differ.length === 0
      ? well(`All ${operations.length} operations are throttled as the settings say`)
      : mend(`Throttles differ from the settings (${differ.join('; ')})`, again),
  ];
}

function webAclFindings(
  deployment: Deployment,
  stack: StackFact,
  asked: Asked<WebAclFact | null>,
): readonly Finding[] {
  const { webAcl } = deployment;
  const again = putBack(deployment);
  if ('failure' in asked)
    return [unlooked('The web ACL of the API', asked.failure, 'wafv2:GetWebACLForResource')];
  const found = asked.answer;
  if (webAcl === 'off')
    return [
      found
        ? skipped(`A web ACL that is not in these settings protects the API (${found.arn})`)
        : skipped('No web ACL protects the API, as the settings say'),
    ];
  if (!found) return [mend('No web ACL protects the API', again)];
  const own = resourcesOf(stack, 'AWS::WAFv2::WebACL').map(
    ({ physicalId }) => physicalId.split('|')[1] ?? '',
  );
  const right = webAcl === 'on' ? own.some((id) => found.arn.endsWith(`/${id}`)) : found.arn === webAcl;
  if (!right) return [mend(`Another web ACL protects the API (${found.arn})`, again)];
  return [well('The web ACL of the settings protects the API'), rateFinding(deployment, found)];
}

/** Checks a rate rule's answer: the client understands only 429, and the page must be able to read it. */
function rateFinding(deployment: Deployment, { rateRules }: WebAclFact): Finding {
  const { allowedOrigins, webAcl } = deployment;
  const remedy =
    webAcl === 'on'
      ? putBack(deployment)
      : 'give it the answer that docs/deploy.md describes under "A web ACL"';
  if (rateRules.length === 0) return mend('No rule of the web ACL counts the requests of an address', remedy);
  const wrong = rateRules.flatMap((rule) => {
    const problem = rateProblem(rule, allowedOrigins);
    return problem === undefined ? [] : [`${rule.name} ${problem}`];
  });
  return wrong.length === 0
    ? well(`The web ACL's ${rateRules.length} rate rules answer 429 with CORS headers`)
    : mend(
        `Rate rules of the web ACL answer in a way that pages misunderstand (${wrong.join('; ')})`,
        remedy,
      );
}

function rateProblem({ status, headers }: RateRuleFact, origins: readonly string[]): string | undefined {
  if (status !== 429) return `answers ${status ?? 403}, which the client takes for the end of the chat`;
  const allowed = headers['access-control-allow-origin'];
  if (allowed === undefined) return 'has no Access-Control-Allow-Origin, so that a page cannot read it';
  if (allowed !== '*' && !(origins.length === 1 && origins[0] === allowed)) return `allows ${allowed} alone`;
  return headers['retry-after'] === undefined ? 'has no Retry-After' : undefined;
}
