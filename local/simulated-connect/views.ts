import { randomBytes } from 'node:crypto';
import type { View } from '@aws-sdk/client-connectparticipant';
import type { SimulatedView } from './agent-offers.ts';
import { messageTypes } from './content-types.ts';
import { parsed } from './content-rules.ts';
import { formFields } from './view-fields.ts';
import type { Component } from './view-fields.ts';
import { isRecord } from './validation.ts';

const choices = ['Call me back', 'Keep chatting'];

/** What an agent shows: the view, and the data that goes with it. */
const shown: Readonly<Record<SimulatedView, { readonly view: View; readonly data: object }>> = {
  choices: {
    view: form('simulated-callback-form', choices, []),
    data: { Heading: 'How shall we go on?' },
  },
  fields: {
    view: form('simulated-order-form', ['Submit', 'Cancel'], formFields),
    data: { Heading: 'Your order' },
  },
  'fields-with-error': {
    view: form('simulated-order-form', ['Submit', 'Cancel'], formFields),
    data: {
      Heading: 'Your order',
      ErrorText: {
        Header: 'That did not work',
        Content: 'There is no such order. Please look at its number.',
      },
    },
  },
};

/** A form in the shape of AWS's "Form" view: fields, then a button for each action. */
function form(id: string, actions: string[], fields: readonly Component[]): View {
  return {
    Id: id,
    Arn: `arn:aws:connect:us-east-1:000000000000:instance/simulated/view/${id}:1`,
    Name: 'Simulated form',
    Version: 1,
    Content: {
      Actions: actions,
      InputSchema: JSON.stringify({
        type: 'object',
        properties: {
          Heading: { type: 'string' },
          ErrorText: {
            type: 'object',
            properties: { Header: { type: 'string' }, Content: { type: 'string' } },
          },
        },
        required: ['Heading'],
      }),
      Template: JSON.stringify({
        Head: { Title: 'Simulated form', Configuration: { Layout: { Columns: ['12'] } } },
        Body: [
          {
            _id: 'Form',
            Type: 'Form',
            Props: { Heading: '$.Heading', ErrorText: '$.ErrorText' },
            Content: [
              ...fields,
              ...actions.map((action) => ({
                _id: action,
                Type: 'Button',
                Props: { Label: action, Action: action },
                Content: [],
              })),
            ],
          },
        ],
      }),
    },
  };
}

/** The view a token was made for. */
export function viewOf(name: SimulatedView): View {
  return shown[name].view;
}

/** A token for a view. Like Connect's it contains "/", which clients must escape in DescribeView's path. */
export function newViewToken(): string {
  return [randomBytes(60), randomBytes(60)].map((part) => part.toString('base64url')).join('/');
}

/** The message by which an agent shows a view, as Connect's Show view block sends it. */
export function viewMessage(
  viewToken: string,
  name: SimulatedView,
): { readonly ContentType: string; readonly Content: string } {
  const { view, data } = shown[name];
  return {
    ContentType: messageTypes.interactive,
    Content: JSON.stringify({
      templateType: 'ViewResource',
      version: '1.0',
      data: { content: { viewId: view.Id, viewToken, viewData: data } },
    }),
  };
}

/** The action a customer chose, from the Content of an interactive response; undefined when it names none. */
export function chosenAction(content: string): string | undefined {
  const response = parsed(content);
  const action = isRecord(response) ? response['action'] : undefined;
  return typeof action === 'string' ? action : undefined;
}
