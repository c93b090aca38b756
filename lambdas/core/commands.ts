import type * as connectSdk from '@aws-sdk/client-connect';
import type * as participantSdk from '@aws-sdk/client-connectparticipant';
import type { UpstreamToken } from './tokens.ts';

/** The commands of an SDK, each by its operation's name: what the classes called `…Command` construct. */
type Commands<Sdk> = {
  [
    Class in keyof Sdk as Class extends `${infer Name}Command` ? Exclude<Name, '$'> : never
  ]: Sdk[Class] extends new (...input: never[]) => infer Command ? Command : never;
};

type ParticipantCommands = Commands<typeof participantSdk>;

/** Both have a DescribeView; the Participant Service's is the one that is called. */
type AwsCommands = ParticipantCommands & Omit<Commands<typeof connectSdk>, keyof ParticipantCommands>;

/** An operation of AWS's, by its own name: one that the AWS SDK has a command for. */
export type CommandName = keyof AwsCommands;

type Inputs = {
  [C in CommandName]: AwsCommands[C] extends { readonly input: infer Input extends object }
    ? WithUpstreamToken<Input>
    : never;
};

/** The AWS SDK takes any string for a ClientToken; here it takes none of a caller's. */
type WithUpstreamToken<Input> = 'ClientToken' extends keyof Input
  ? Omit<Input, 'ClientToken'> & { ClientToken?: UpstreamToken | undefined }
  : Input;

type Outputs = {
  [C in CommandName]: AwsCommands[C] extends {
    resolveMiddleware(...stack: never[]): (...call: never[]) => Promise<{ readonly output: infer Output }>;
  }
    ? WithoutMetadata<Output>
    : never;
};

type WithoutMetadata<Output> = keyof Output extends '$metadata'
  ? Readonly<Record<string, never>>
  : Omit<Output, '$metadata'>;

/** What the command is sent, as the AWS SDK types it. */
export type InputOf<C extends CommandName> = Inputs[C];

/** What the command answers, as the AWS SDK types it, without the `$metadata` that it adds. Every member may be missing. */
export type OutputOf<C extends CommandName> = Outputs[C];
