import { Ajv } from 'ajv';

/**
 * Describes the request. In the bundle, this module is replaced by what Ajv compiles it to: see
 * compile-event-validator.ts.
 */

export const eventSchema = {
  type: 'object',
  required: ['body'],
  properties: {
    body: {
      type: 'object',
      required: ['ContentType', 'Content', 'ClientToken'],
      properties: {
        ContentType: {
          enum: [
            'text/plain',
            'text/markdown',
            'application/json',
            'application/vnd.amazonaws.connect.message.interactive.response',
          ],
        },
        Content: { type: 'string', minLength: 1, maxLength: 1_024 },
        ClientToken: { type: 'string', minLength: 1, maxLength: 500 },
      },
    },
  },
};

export const validEvent = new Ajv().compile(eventSchema);
