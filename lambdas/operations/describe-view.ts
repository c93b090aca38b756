import { integer, list, string, structure, text } from '../core/shape.ts';
import { operation, participantErrors } from './operation.ts';
import { budgets } from './budgets.ts';
import { quotas } from './quotas.ts';

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_DescribeView.html */
export const describeView = operation({
  name: 'DescribeView',
  method: 'GET',
  path: '/participant/views/{ViewToken+}',
  service: 'participant',
  access: 'session',
  summary: 'Answers an interactive view.',
  documentation: 'The token may contain slashes: send them as `%2F`.',
  input: structure({ ViewToken: text(1, 1_000) }, ['ViewToken']),
  unknownMembers: 'drop',
  // In a path, `.` and `..` would lead to another resource.
  check: ({ ViewToken }) => (/^\.{1,2}$/.test(ViewToken) ? ['ViewToken must be one that a message has'] : []),
  output: structure(
    {
      View: structure(
        {
          Id: text(1, 500),
          Arn: string({}),
          Name: text(1, 255),
          Version: integer(),
          Content: structure({
            InputSchema: string({}),
            Template: string({}),
            Actions: list(text(1, 255)),
          }),
        },
        ['Id', 'Content'],
      ),
    },
    ['View'],
  ),
  idempotency: { kind: 'none' },
  command: 'DescribeView',
  handler: 'relay',
  budget: budgets.call,
  permissions: [],
  throttle: quotas.other,
  errors: [...participantErrors, 'ResourceNotFoundException', 'ConflictException'],
});
