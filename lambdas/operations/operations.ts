import { connectOperations } from './connect-operations.ts';
import { participantOperations } from './participant-operations.ts';
import type { Service } from '../core/access.ts';
import type { CommandName } from '../core/commands.ts';
import type { HandlerName, Operation } from './operation.ts';

const all = [...connectOperations, ...participantOperations];

/** The API. Its documentation tells each tag's in this order. */
export const operations: readonly Operation[] = all;

export type Declared = (typeof all)[number];

export type OperationName = Declared['name'];

/** The IAM actions that the functions need on Connect. */
export type Permission = Declared['permissions'][number];

/**
 * The commands in which the operations of a service end, and those that they are permitted to ask on the way: an adapter
 * has to know each of them.
 */
export type CommandOf<V extends Service> =
  | NonNullable<Extract<Declared, { readonly service: V }>['command']>
  | Permitted<Extract<Declared, { readonly service: V }>['permissions'][number]>;

type Permitted<P extends string> = P extends `connect:${infer C extends CommandName}` ? C : never;

/** What serves the operations of a service: its function has each of them. */
export type HandlerOf<V extends Service> = Extract<Declared, { readonly service: V }>['handler'];

/** The operations that a handler serves. */
export type ServedBy<H extends HandlerName> = Extract<Declared, { readonly handler: H }>;
