/** What UpdateContactAttributes, which is not served, would take: CONTRIBUTING.md's recipe, carried out. */

/** A file of the repository that has to change, or to be written. */
export interface Place {
  readonly file: string;
  /** Each text goes in before the line that begins so. */
  readonly insertions?: readonly (readonly [before: string, text: string])[];
  /** Written by hand, as `new/` has it. */
  readonly isNew?: true;
}

export const literal: Place = { file: 'lambdas/operations/update-contact-attributes.ts', isNew: true };
export const specification: Place = {
  file: 'test/operations/update-contact-attributes.test.ts',
  isNew: true,
};

export const list: Place = {
  file: 'lambdas/operations/connect-operations.ts',
  insertions: [
    ['import { getOpenApi }', "import { updateContactAttributes } from './update-contact-attributes.ts';"],
    ['  getOpenApi,', '  updateContactAttributes,'],
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
      [
        'import type { Upstream }',
        "import { UpdateContactAttributesCommand } from '@aws-sdk/client-connect';",
      ],
      ['    CreateParticipant: ', '    UpdateContactAttributes: UpdateContactAttributesCommand,'],
    ],
  },
  {
    file: 'lib/functions/connect-permissions.ts',
    insertions: [["  'connect:CreateParticipant'", "  'connect:UpdateContactAttributes': contactArns,"]],
  },
  {
    file: 'lambdas/openapi/operation-texts.ts',
    insertions: [
      [
        '  GetHealth: ',
        "  UpdateContactAttributes: { tag: 'Back ends', answer: 'Nothing', success: 'They are changed.', retry: harmless },",
      ],
    ],
  },
  {
    file: 'lambdas/openapi/examples.ts',
    insertions: [
      [
        '  GetHealth: ',
        "  UpdateContactAttributes: { request: { ContactId: contact, Attributes: { customerTier: 'gold' } }, answer: {} },",
      ],
    ],
  },
  {
    file: 'local/simulated-connect/connect-operations.ts',
    insertions: [
      [
        '  StopContact(',
        `  UpdateContactAttributes({ contacts }, { InstanceId, InitialContactId, Attributes }) {
    const contact = contacts.get(InitialContactId ?? '');
    if (contact?.instanceId !== InstanceId || contact === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact does not exist');
    }
    Object.assign(contact.attributes, Attributes);
    return {};
  },
`,
      ],
    ],
  },
  {
    file: 'test/lib/permissions.test.ts',
    insertions: [["  'connect:CreateParticipant'", "  'connect:UpdateContactAttributes': [[contact]],"]],
  },
];
export const compiled: readonly (readonly Place[])[] = [first];

/** What a test names. */
export const tested: readonly Place[] = [
  {
    file: 'README.md',
    insertions: [
      [
        '| `GET /health`',
        '| `POST /contacts/{ContactId}/attributes` | changes attributes, for trusted back ends |',
      ],
    ],
  },
  {
    file: 'test/clients/openapi/play.ts',
    insertions: [
      [
        "  await send('DisconnectParticipant')",
        "  await send('UpdateContactAttributes', { ContactId: started['ContactId'], Attributes: {} });",
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
      `  UpdateContactAttributes: {
    http: 'a route of our own: POST /contacts/{ContactId}/attributes',
    'input.ContactId': 'called as in the other routes',
    'input.InitialContactId missing': 'ContactId',
    'input.InitialContactId required': 'ContactId',
    'input.InstanceId missing': 'configuration knows it',
    'input.InstanceId required': 'configuration knows it',
    'input.Attributes maxBytes': "32,768 bytes in all: StartChatContact's page, in prose",
    'error ValidationException': 'our own validation',
    'no error InvalidParameterException': 'our own validation comes before it',
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
