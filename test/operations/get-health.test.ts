import { getHealth } from '../../lambdas/operations/get-health.ts';
import { operationTest } from './operation-test.ts';

operationTest(getHealth, { asked: {}, answers: { Status: 'OK' } });
