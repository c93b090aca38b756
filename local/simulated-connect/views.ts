import { randomBytes } from 'node:crypto';
import type { View } from '@aws-sdk/client-connectparticipant';
import { messageTypes } from './content-types.ts';
import { parsed } from './content-rules.ts';
import { isRecord } from './validation.ts';

const viewId = 'simulated-callback-form';
const actions = ['Call me back', 'Keep chatting'];

/** The view every token stands for: a form with two choices, in the shape of AWS's "Form" view. */
export const simulatedView: View = {
  Id: viewId,
  Arn: `arn:aws:connect:us-east-1:000000000000:instance/simulated/view/${viewId}:1`,
  Name: 'Simulated form',
  Version: 1,
  Content: {
    Actions: actions,
    InputSchema: JSON.stringify({
      type: 'object',
      properties: { Heading: { type: 'string' } },
      required: ['Heading'],
    }),
    Template: JSON.stringify({
      Head: { Title: 'How shall we go on?', Configuration: { Layout: { Columns: ['12'] } } },
      Body: [
        {
          _id: 'Form',
          Type: 'Form',
          Props: { Heading: '$.Heading' },
          Content: actions.map((action) => ({
            _id: action,
            Type: 'Button',
            Props: { Label: action, Action: action },
            Content: [],
          })),
        },
      ],
    }),
  },
};

/** A token for the view. Like Connect's it contains "/", which clients must escape in DescribeView's path. */
export function newViewToken(): string {
  return [randomBytes(60), randomBytes(60)].map((part) => part.toString('base64url')).join('/');
}

/** The message by which an agent shows the view, as Connect's Show view block sends it. */
export function viewMessage(
  viewToken: string,
  heading: string,
): { readonly ContentType: string; readonly Content: string } {
  return {
    ContentType: messageTypes.interactive,
    Content: JSON.stringify({
      templateType: 'ViewResource',
      version: '1.0',
      data: { content: { viewId, viewToken, viewData: { Heading: heading } } },
    }),
  };
}

/** The action a customer chose, from the Content of an interactive response; undefined when it names none. */
export function chosenAction(content: string): string | undefined {
  const response = parsed(content);
  if (!isRecord(response)) return undefined;
  const data = isRecord(response['data']) ? response['data'] : {};
  const action = response['action'] ?? response['Action'] ?? data['action'] ?? data['Action'];
  return typeof action === 'string' ? action : undefined;
}
