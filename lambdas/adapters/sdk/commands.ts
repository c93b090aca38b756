import type { CommandName, InputOf, OutputOf } from '../../core/commands.ts';

/** What the AWS SDK adds to every answer. */
export interface SdkMetadata {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** The AWS SDK's class of a command. */
export type SdkCommand<C extends CommandName> = new (input: InputOf<C>) => object;

export type SdkCommands = { readonly [C in CommandName]?: SdkCommand<C> };

/** Sends one command. Fails as the AWS SDK does. */
export type SdkSend = <C extends CommandName>(
  command: C,
  input: InputOf<C>,
  signal: AbortSignal,
) => Promise<OutputOf<C> & SdkMetadata>;

interface SdkClient {
  send(command: never, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** Sends the commands that are given, through the client that is. */
export function sdkSend(client: SdkClient, commands: SdkCommands): SdkSend {
  return async <C extends CommandName>(command: C, input: InputOf<C>, abortSignal: AbortSignal) => {
    const Command = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!Command) throw new Error(`${command} is not one of the commands of this service here`);
    // The client has a signature for each of its commands, and none for one of them.
    const answer = await client.send(new Command(input) as never, { abortSignal });
    return answer as OutputOf<C> & SdkMetadata;
  };
}
