import { type App, DefaultStackSynthesizer, type IStackSynthesizer, Stack, Tags } from 'aws-cdk-lib';
import type { Config } from './config/config.ts';
import { ConnectChatBff } from './connect-chat-bff.ts';
import type { ConnectChatBffProps } from './connect-chat-bff-props.ts';
import { boundRoles } from './permissions-boundary.ts';
import type { HandlerCode } from './functions/prebuilt.ts';
import { ownTags } from './config/tags.ts';

/**
 * Creates the repository's own stack: the construct, and what an app decides about it. `code` comes from
 * lib/functions/bundle.ts.
 */
export function createStack(app: App, config: Config, code: HandlerCode): Stack {
  const { account, environment, given, optional, production, region, stackName, tags } = config;
  const stack = new Stack(app, stackName, {
    description: 'Connect Chat BFF: chats of Amazon Connect for browsers',
    // The instance's ARN gives account and Region, so credentials for another account are refused before anything is
    // changed.
    env: { account, region },
    terminationProtection: production,
    ...(optional.bootstrapQualifier !== undefined && {
      synthesizer: new DefaultStackSynthesizer({
        qualifier: optional.bootstrapQualifier,
      }) as IStackSynthesizer,
    }),
  });
  for (const [name, value] of Object.entries({ ...ownTags(environment), ...tags }))
    Tags.of(stack).add(name, value);
  const { stackName: _name, tags: _tags, bootstrapQualifier: _qualifier, ...props } = given;
  new ConnectChatBff(stack, 'Default', props as ConnectChatBffProps, code);
  // CDK puts what it makes for a whole stack beside the construct, which sets the boundary only on its own.
  boundRoles(stack, config);
  return stack;
}
