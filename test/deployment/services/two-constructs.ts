import { App, Stack } from 'aws-cdk-lib';
import { ConnectChatBff } from '../../../lib/connect-chat-bff.ts';
import type { ConnectChatBffProps } from '../../../lib/connect-chat-bff-props.ts';
import { commandLine, everything } from '../../lib/configurations.ts';
import { placeholderCode, type Template } from '../../lib/synthesized.ts';
import type { Placed } from './cdk-preflight.ts';
import { filledIn } from './references.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The construct twice in a stack of somebody else's app, which has no feature flags and knows no account. */
export function twoConstructs(): Placed {
  const app = new App({
    outdir: temporaryFolder('cdk'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'Support');
  const { allowedOrigins, ...rest } = commandLine;
  const { stackName: _, tags: __, bootstrapQualifier: ___, ...every } = everything;
  const all = [
    new ConnectChatBff(stack, 'One', { ...rest, allowedOrigins: [allowedOrigins] }, placeholderCode()),
    new ConnectChatBff(stack, 'Two', every as ConnectChatBffProps, placeholderCode()),
  ];
  if (new Set(all.map(({ deployment }) => deployment)).size < 2) throw new Error('Two are one');
  const template = app.synth().getStackByName(stack.stackName).template as Template;
  const place = {
    stackName: stack.stackName,
    partition: 'aws',
    account: '123456789012',
    region: 'eu-central-1',
  };
  return { template: filledIn(template, place), place };
}
