import { type Environment, readVariables } from './read-variables.ts';
import { requestSettings } from './settings/request-settings.ts';

/** Reads every variable of the functions, and reports every problem at once, in an EnvironmentError. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  return readVariables(variables, requestSettings);
}
