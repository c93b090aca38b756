import type { Credentials } from './adapters/wire/signature.ts';
import { EnvironmentError } from './environment-error.ts';

/** The role's credentials, where Lambda and `npm start` put them; they last as long as the process does. */
export function readCredentials(variables: Readonly<Record<string, string | undefined>>): Credentials {
  const accessKeyId = variables['AWS_ACCESS_KEY_ID'] ?? '';
  const secretAccessKey = variables['AWS_SECRET_ACCESS_KEY'] ?? '';
  const sessionToken = variables['AWS_SESSION_TOKEN'] ?? '';
  if (accessKeyId === '' || secretAccessKey === '')
    throw new EnvironmentError([
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set: Lambda sets them from the role of the function',
    ]);
  return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
}
