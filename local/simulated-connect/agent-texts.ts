/** Everything the simulated agent says. */
export const agentTexts = {
  name: 'Robin (simulated agent)',
  /** What Connect itself calls whoever speaks for a contact flow. */
  systemName: 'SYSTEM_MESSAGE',
  signedIn: (name: string): string => `${name} (signed in)`,
  greeting:
    'Hello, I am Robin, a simulated agent. Write anything and I will repeat it. ' +
    'Say "file" for an attachment, "view" for a form, "sign in" for an authentication request, "bye" to end the chat.',
  echo: (text: string): string => `You said: ${text}`,
  chose: (action: string): string => `You chose: ${action}`,
  received: (name: string): string => `Thank you, I have received ${name}.`,
  attachment: 'Here is a small picture for you.',
  attachmentName: 'simulated.png',
  farewell: 'Goodbye, and thank you for the chat.',
} as const;

/** A PNG of one pixel, in base64. */
export const agentPicture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
