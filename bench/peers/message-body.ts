import * as z from 'zod';

/** The body of a message, as the peers without a JSON schema check it. */
export const messageBody = z.object({
  ContentType: z.enum([
    'text/plain',
    'text/markdown',
    'application/json',
    'application/vnd.amazonaws.connect.message.interactive.response',
  ]),
  Content: z.string().min(1).max(1_024),
  ClientToken: z.string().min(1).max(500),
});
