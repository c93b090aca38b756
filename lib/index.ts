/** What the package exports. */
export { ConnectChatBff } from './connect-chat-bff.ts';
export type { ChatRefusal } from './connect-chat-bff.ts';
export type { ConnectChatBffProps } from './connect-chat-bff-props.ts';
export type { EntryPointSetting, LogRole, Throttle, VpcPlacement } from './config/setting-types.ts';
export type { Admission, StartsIn } from '../lambdas/core/admission.ts';
export type { IdleTimers } from '../lambdas/core/idle-timers.ts';
export type { SignIn } from '../lambdas/core/identity.ts';
export type { Verification } from '../lambdas/core/verification.ts';
