import { readEnvironment } from '../../../../lambdas/environment.ts';
import { ofEach } from './check.ts';

/**
 * The API's functions themselves read their variables when they start, and do not start with what they do not
 * understand; the log role's has none.
 */
export const functionVariables = ofEach('function-variables', 'AWS::Lambda::Function', (properties) => {
  const { Environment, Handler } = properties;
  if (Handler === 'log-role.handler') return Environment === undefined ? [] : ['There is nothing to set'];
  const { Variables } = Environment as { readonly Variables: Readonly<Record<string, string>> };
  try {
    readEnvironment({ ...Variables, AWS_REGION: 'eu-central-1' });
    return [];
  } catch (error) {
    return [String(error)];
  }
});
