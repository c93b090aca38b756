import type { ClientConfiguration } from '../asked.ts';
import type { RateRuleFact, StageFact, WebAclFact } from './facts.ts';

export async function askStage(
  restApiId: string,
  stageName: string,
  configuration: ClientConfiguration,
): Promise<StageFact> {
  const { APIGatewayClient, GetStageCommand } = await import('@aws-sdk/client-api-gateway');
  const { methodSettings = {}, accessLogSettings } = await new APIGatewayClient(configuration).send(
    new GetStageCommand({ restApiId, stageName }),
  );
  return {
    throttles: Object.fromEntries(
      Object.entries(methodSettings).map(([key, { throttlingRateLimit = 0, throttlingBurstLimit = 0 }]) => [
        // A slash within a path is ~1, as in JSON Pointers; those at its beginning vary.
        `/${key.replaceAll('~1', '/').replace(/^\/+/, '')}`,
        { rate: throttlingRateLimit, burst: throttlingBurstLimit },
      ]),
    ),
    accessLog: accessLogSettings?.destinationArn !== undefined,
  };
}

/** Asks for the web ACL before a stage, with its rate rules. */
export async function askWebAcl(
  ResourceArn: string,
  configuration: ClientConfiguration,
): Promise<WebAclFact | null> {
  const { GetWebACLForResourceCommand, WAFV2Client } = await import('@aws-sdk/client-wafv2');
  const { WebACL } = await new WAFV2Client(configuration).send(
    new GetWebACLForResourceCommand({ ResourceArn }),
  );
  if (!WebACL) return null;
  return {
    arn: WebACL.ARN ?? '',
    rateRules: (WebACL.Rules ?? []).flatMap(({ Name = '', Statement, Action }): readonly RateRuleFact[] => {
      if (!Statement?.RateBasedStatement || !Action?.Block) return [];
      const answer = Action.Block.CustomResponse;
      return [
        {
          name: Name,
          status: answer?.ResponseCode,
          headers: Object.fromEntries(
            (answer?.ResponseHeaders ?? []).map(({ Name: header = '', Value: value = '' }) => [
              header.toLowerCase(),
              value,
            ]),
          ),
        },
      ];
    }),
  };
}
