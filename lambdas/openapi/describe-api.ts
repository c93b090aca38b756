import type { ApiDocument } from '../core/ports.ts';
import { stageName } from '../core/stage-name.ts';
import type { Operation } from '../operations/operation.ts';
import { components } from './components.ts';
import { describeOperation } from './describe-operation.ts';
import { sharedHeaders } from './headers.ts';
import { errorSchema } from './errors.ts';
import { guide } from './guide.ts';
import type { Json } from './json.ts';
import { tags } from './operation-texts.ts';

/** OpenAPI 3.1 of the operations. Throws where a text is missing, with the name of the table that lacks it. */
export function describeApi(
  operations: readonly Operation[],
  { version, license }: { readonly version: string; readonly license: string },
): ApiDocument {
  const schemas = components({ Error: errorSchema });
  const responses: Record<string, Json> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations)
    (paths[operation.path.replace('+}', '}')] ??= {})[operation.method.toLowerCase()] = describeOperation(
      operation,
      schemas,
      responses,
    );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Connect Chat BFF',
      version,
      summary: "Amazon Connect chat for browsers that never hold Connect's credentials.",
      description: guide,
      contact: { name: 'Connect Chat BFF authors' },
      license: { name: license, identifier: license },
    },
    externalDocs: {
      description: "Amazon Connect's Participant Service, whose operations, members and errors these are",
      url: 'https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations_Amazon_Connect_Participant_Service.html',
    },
    servers,
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: schemas.all(), responses, headers: sharedHeaders, securitySchemes },
  };
}

const servers: Json[] = [
  {
    url: `http://{host}/${stageName}`,
    description: '`npm start` on this machine',
    variables: { host: { default: 'localhost:3000', description: 'Host and port, as the first lines say.' } },
  },
  {
    url: `https://{domain}/${stageName}`,
    description: 'A deployment',
    variables: {
      domain: {
        default: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
        description: 'The host of the output `ApiUrl`, or your own domain name.',
      },
    },
  },
];

const securitySchemes: Json = {
  session: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Amz-Bearer',
    description: "A session's bearer: the `ParticipantToken` that `POST /chats` answers.",
  },
  iam: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'AWS Signature Version 4 for the service `execute-api`, by an identity that may do `execute-api:Invoke` on the route. AWS SDKs and `curl --aws-sigv4` sign.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};
