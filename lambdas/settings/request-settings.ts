import type { RequestSettings } from './request-setting.ts';
import { sharedSettings } from './shared-settings.ts';
import { startSettings } from './start-settings.ts';

/** All settings of the functions: which values fit, how each is written, and its default. */
export const requestSettings: RequestSettings = { ...sharedSettings, ...startSettings };
