import { parseSettings } from '../../../lib/config/config.ts';
import type { Settings } from '../../../lib/config/setting-types.ts';
import { createStack } from '../../../lib/stack.ts';
import { appWithFlags, placeholderCode, type Template } from '../../lib/synthesized.ts';
import type { Placed } from './cdk-preflight.ts';
import { filledIn } from './references.ts';

/** The template of settings, with its references filled in. Throws on settings that are not accepted. */
export function placed(settings: Settings): Placed {
  const parsed = parseSettings({ ...settings });
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const { config } = parsed;
  const app = appWithFlags();
  const { stackName } = createStack(app, config, placeholderCode());
  const template = app.synth().getStackByName(stackName).template as Template;
  return { template: filledIn(template, config), place: config };
}
