import packageJson from '../../package.json' with { type: 'json' };
import { operations } from '../operations/operations.ts';
import { describeApi } from './describe-api.ts';

/**
 * The API in OpenAPI 3.1, as a static page can have it: whoever serves it puts its own address in place of `servers`.
 * A function's bundle has the outcome of this module in its place (lib/functions/api-document.ts).
 */
export const document = describeApi(operations, packageJson);
