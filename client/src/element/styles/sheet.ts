import { controls } from './controls.ts';
import { conversation } from './conversation.ts';
import { frame } from './frame.ts';
import { theme } from './theme.ts';

let made: CSSStyleSheet | undefined;

/** The style sheet that all elements of a page share. Constructed: a policy against inline styles does not touch it. */
export function sheet(): CSSStyleSheet {
  if (made === undefined) {
    made = new CSSStyleSheet();
    made.replaceSync([theme, frame, controls, conversation].join('\n'));
  }
  return made;
}
