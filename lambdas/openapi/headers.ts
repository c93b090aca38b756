import type { Json } from './json.ts';

/** Headers of answers, as components: what an answer has of them is said where it is described. */
export const sharedHeaders = {
  RequestId: {
    description: "The request's id, which its line in the log has too. Name it when you ask for help.",
    schema: { type: 'string' },
    example: '5d8a4c5e-6f0e-4b1c-9d8e-2f3a4b5c6d7e',
  },
  RetryAfter: {
    description:
      'After how many seconds to repeat the request, with the same body and ClientToken. Without it, a repetition does not help.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  IdempotentReplayed: {
    description:
      'Only on a repetition: this is the answer of the first request with the same ClientToken; nothing was done again.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
  SetCookie: {
    description:
      'Of a session in a cookie: the start sets `__Host-connect-chat` for as long as the chat may last, the end deletes it.',
    schema: { type: 'string' },
    example: '__Host-connect-chat=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict',
  },
} as const satisfies Readonly<Record<string, Json>>;

export function header(name: keyof typeof sharedHeaders): Json {
  return { $ref: `#/components/headers/${name}` };
}
