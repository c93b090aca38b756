import type * as connectSdk from '@aws-sdk/client-connect';
import type * as participantSdk from '@aws-sdk/client-connectparticipant';

type NameOf<Class> = Class extends `${infer Name}Command` ? Name : never;

/** An operation of AWS's, by its own name: one that the AWS SDK has a command for. */
export type CommandName = NameOf<keyof typeof participantSdk> | NameOf<keyof typeof connectSdk>;
