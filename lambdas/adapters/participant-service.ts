import type { Upstream } from '../core/ports.ts';
import { participantWire } from './wire/participant.ts';
import { sdkCall } from './sdk/call.ts';
import type { SdkSend } from './sdk/commands.ts';
import type { UpstreamOptions } from './upstream-options.ts';

/** The Participant Service: what chats are made of goes straight to the wire, the rest through the AWS SDK. */
export function participantService(options: UpstreamOptions): Upstream {
  const wire = participantWire(options);
  let loading: Promise<SdkSend> | undefined;
  return {
    async send(command, input, timeout) {
      if (wire.commands.has(command)) return await wire.send(command, input, timeout);
      loading ??= import('./sdk/participant.ts').then(({ participantSdk }) => participantSdk(options));
      const sdk = await loading;
      return await sdkCall((signal) => sdk(command, input, signal), timeout);
    },
  };
}
