import { getOpenApi } from '../../lambdas/operations/get-openapi.ts';
import { anyList, anyObject } from './like.ts';
import { operationTest } from './operation-test.ts';

operationTest(getOpenApi, {
  asked: {},
  answers: (_asked, { api }) => ({
    openapi: '3.1.0',
    info: anyObject,
    externalDocs: anyObject,
    servers: [{ url: api.url }],
    tags: anyList,
    paths: anyObject,
    components: anyObject,
  }),
});
