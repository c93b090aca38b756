import { readEnvironment } from '../../../lambdas/environment.ts';
import { ofEach } from './check.ts';

/** The functions themselves read their variables when they start, and do not start with what they do not understand. */
export const functionVariables = ofEach('function-variables', 'AWS::Lambda::Function', ({ Environment }) => {
  const { Variables } = Environment as { readonly Variables: Readonly<Record<string, string>> };
  try {
    readEnvironment({ ...Variables, AWS_REGION: 'eu-central-1' });
    return [];
  } catch (error) {
    return [String(error)];
  }
});
