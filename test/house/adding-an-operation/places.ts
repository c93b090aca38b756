/** What GetContactAttributes, which is not served, would take: CONTRIBUTING.md's recipe, carried out. */

/** A file of the repository that has to change, or to be written. */
export interface Place {
  readonly file: string;
  /** Each text goes in before the line that begins so. */
  readonly insertions?: readonly (readonly [before: string, text: string])[];
  /** Written by hand, as `new/` has it. */
  readonly isNew?: true;
}

export const literal: Place = { file: 'lambdas/operations/get-contact-attributes.ts', isNew: true };
export const specification: Place = { file: 'test/operations/get-contact-attributes.test.ts', isNew: true };

export const list: Place = {
  file: 'lambdas/operations/connect-operations.ts',
  insertions: [
    ['import { getOpenApi }', "import { getContactAttributes } from './get-contact-attributes.ts';"],
    ['  getOpenApi,', '  getContactAttributes,'],
  ],
};

/** What does not compile without: first because of the literal, then because of what that asked for. */
const first: readonly Place[] = [
  { file: 'lambdas/handlers/contact-attributes.ts', isNew: true },
  {
    file: 'lambdas/handlers/connect-handlers.ts',
    insertions: [
      ['import { openapi }', "import { contactAttributes } from './contact-attributes.ts';"],
      ["  'start-chat'", "  'contact-attributes': contactAttributes,"],
    ],
  },
  { file: 'lambdas/operations/operation.ts', insertions: [["  | 'session'", "  | 'contact-attributes'"]] },
  {
    file: 'lambdas/adapters/connect-service.ts',
    insertions: [
      ['import type { Upstream }', "import { GetContactAttributesCommand } from '@aws-sdk/client-connect';"],
      ['    CreateParticipant: ', '    GetContactAttributes: GetContactAttributesCommand,'],
    ],
  },
  {
    file: 'lib/functions/connect-permissions.ts',
    insertions: [["  'connect:CreateParticipant'", "  'connect:GetContactAttributes': contactArns,"]],
  },
  {
    file: 'lambdas/openapi/operation-texts.ts',
    insertions: [
      [
        '  GetHealth: ',
        "  GetContactAttributes: { tag: 'Back ends', answer: 'ContactAttributes', success: 'The attributes.', retry: harmless },",
      ],
    ],
  },
  {
    file: 'lambdas/openapi/examples.ts',
    insertions: [
      [
        '  GetHealth: ',
        "  GetContactAttributes: { request: { ContactId: contact }, answer: { Attributes: { ConnectChatBffSession: 'row', customerTier: 'gold' } } },",
      ],
    ],
  },
  {
    file: 'local/simulated-connect/connect-operations.ts',
    insertions: [
      [
        '  StopContact(',
        `  GetContactAttributes({ contacts }, { InstanceId, InitialContactId }) {
    const contact = contacts.get(InitialContactId ?? '');
    if (contact?.instanceId !== InstanceId || contact === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact does not exist');
    }
    return { Attributes: contact.attributes };
  },
`,
      ],
    ],
  },
  {
    file: 'test/lib/permissions.test.ts',
    insertions: [["  'connect:CreateParticipant'", "  'connect:GetContactAttributes': [[contact]],"]],
  },
];
const second: readonly Place[] = [
  {
    file: 'lambdas/openapi/component-texts.ts',
    insertions: [['  Health: ', "  ContactAttributes: 'The attributes of a contact.',"]],
  },
];

export const compiled: readonly (readonly Place[])[] = [first, second];

/** What a test names. */
export const tested: readonly Place[] = [
  {
    file: 'README.md',
    insertions: [
      [
        '| `GET /health`',
        '| `GET /contacts/{ContactId}/attributes` | reads attributes, for trusted back ends |',
      ],
    ],
  },
  {
    file: 'test/clients/openapi/play.ts',
    insertions: [
      [
        "  await send('DisconnectParticipant')",
        "  await send('GetContactAttributes', { ContactId: started['ContactId'] });",
      ],
    ],
  },
];

/** Why it differs from its model, once that is there. */
export const exceptions: Place = {
  file: 'test/laws/model.test.ts',
  insertions: [
    [
      '  StartChat: {',
      `  GetContactAttributes: {
    http: 'a route of our own: GET /contacts/{ContactId}/attributes',
    'input.ContactId': 'called as in the other routes',
    'input.InitialContactId missing': 'ContactId',
    'input.InitialContactId required': 'ContactId',
    'input.InstanceId missing': 'configuration knows it',
    'input.InstanceId required': 'configuration knows it',
    'output.Attributes maxBytes': "32,768 bytes in all: StartChatContact's page, in prose",
    'error ValidationException': 'our own validation',
    'error AccessDeniedException': 'the caller is not allowed',
    'error ThrottlingException': "API Gateway's rate",
  },`,
    ],
  ],
};

/** What a command writes: take.py, npm run api-model and npm run api-docs. */
export const written = {
  model: { file: 'local/simulated-connect/models/connect.json' },
  extract: { file: 'local/simulated-connect/api-model.json' },
  document: { file: 'docs/api' },
} as const satisfies Record<string, Place>;
