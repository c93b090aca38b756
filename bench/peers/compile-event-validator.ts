import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { eventSchema } from './event-validator.ts';

// Prints the validator as code, so that the function neither holds nor runs Ajv: middy's documented best.
const ajv = new Ajv({ code: { source: true, esm: true, optimize: true } });
ajv.addSchema(eventSchema, 'event');
process.stdout.write(standalone.default(ajv, { validEvent: 'event' }));
