import type { CommandName } from '../../core/commands.ts';

/** The answer of a command of the AWS SDK. */
export interface SdkOutput extends Record<string, unknown> {
  readonly $metadata: { readonly requestId?: string };
}

// The input has passed the operation's own shape, or was made by a handler.
// oxlint-disable-next-line typescript/no-explicit-any
export type SdkCommand = new (input: any) => object;

/** Sends one command. Fails as the AWS SDK does. */
export type SdkSend = (
  command: CommandName,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<SdkOutput>;

interface SdkClient {
  send(command: never, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** Sends the commands that are given, through the client that is. */
export function sdkSend(client: SdkClient, commands: Readonly<Record<string, SdkCommand>>): SdkSend {
  return async (command, input, abortSignal) => {
    const Command = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!Command) throw new Error(`${command} is not one of the commands of this service here`);
    return (await client.send(new Command(input) as never, { abortSignal })) as SdkOutput;
  };
}
