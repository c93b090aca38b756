import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorStatus, type ErrorName } from '../../lambdas/core/error-name.ts';
import { type Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Shape } from '../../lambdas/core/shape.ts';
import {
  publishedModel,
  publishedOperation,
  type PublishedModel,
} from '../../local/simulated-connect/published-model.ts';

/**
 * Every operation of AWS's is what AWS's model says it is. What differs differs for a reason that stands here, and a
 * reason that explains nothing any more fails.
 */

/** Our own operations over one of AWS's: what they take is a part of what it takes. */
const ownRoutes: Readonly<Record<string, string>> = {
  StartChat: 'StartChatContact',
  CreateGuest: 'CreateParticipant',
};

/**
 * What an answer always has, though the model, which requires nearly nothing of any answer, does not say so. Each page
 * says under Response Elements what the service returns; where that is not enough, the reason says who makes it so.
 */
const made = 'the handler makes it';
const bound = 'no session can be made without it, so that there would be no answer';
const page = "the operation's page: returned for every request that succeeds";
const useless = 'the page: what stands beside it is of no use without';

const doubt = 'an answer was lost, and the next attempt refused';

/** Where an operation differs from its model, and why. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateParticipantConnection: {
    'error ConflictException': doubt,
    'output.Websocket.Url required': useless,
    'output.Websocket.ConnectionExpiry required': page,
    'output.ConnectionCredentials.ConnectionToken required': made,
    'output.ConnectionCredentials.Expiry required': made,
  },
  CancelParticipantAuthentication: {
    'error ConflictException': doubt,
  },
  GetAuthenticationUrl: {
    'error ConflictException': doubt,
    'output.AuthenticationUrl required': page,
  },
  DescribeView: {
    'error ConflictException': doubt,
    'output.View required': page,
    'output.View.Id required': page,
    'output.View.Content required': useless,
  },
  GetAttachment: {
    'error ConflictException': doubt,
    'output.Url required': page,
    'output.UrlExpiry required': page,
  },
  GetTranscript: {
    'error ConflictException': doubt,
    'output.InitialContactId required': page,
    'output.Transcript required': page,
    'output.Transcript[].AbsoluteTime required': page,
    'output.Transcript[].Id required': page,
    'output.Transcript[].Type required': page,
    'output.Transcript[].Attachments[].AttachmentId required': useless,
  },
  SendEvent: {
    'output.Id required': page,
    'output.AbsoluteTime required': page,
  },
  CompleteAttachmentUpload: {
    'input.ClientToken required': "AWS's client for Android sends none: then nobody can repeat it",
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
  },
  StartAttachmentUpload: {
    'output.AttachmentId required': page,
    'output.UploadMetadata required': page,
    'output.UploadMetadata.Url required': useless,
    'output.UploadMetadata.UrlExpiry required': useless,
    'output.UploadMetadata.HeadersToInclude required': useless,
    'input.ClientToken required': "AWS's client for Android sends none: then nobody can repeat it",
    'error ConflictException': 'the ledger: the same ClientToken in flight',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
    'error GoneException': 'the ledger: the stored upload URL has expired',
  },
  SendMessage: {
    'error InvalidRequestException': 'seen of Connect, of an interactive response that is none',
    'output.Id required': page,
    'output.AbsoluteTime required': page,
    'error ConflictException': 'the ledger: the same ClientToken in flight',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
  },
  DisconnectParticipant: {
    'error ConflictException': 'the ledger: the same ClientToken in flight',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
  },
  StartChatContact: {
    'output.ContactId required': bound,
    'output.ParticipantId required': bound,
    'output.ParticipantToken required': made,
    http: 'a route of our own: POST /contacts',
    'input.EntryPoint': 'names a configured instance and flow',
    'input.InstanceId required': 'configuration knows it',
    'input.ContactFlowId required': 'configuration knows it',
    'input.Attributes maxBytes': "32,768 bytes in all: StartChatContact's page, in prose",
    'input.ConnectionTypes missing':
      "connections are CreateParticipantConnection's, which a session can repeat",
    'input.ChatStreamingConfiguration missing': 'streams are for bots, and none is started here',
    'output.ConnectionCredentials missing': 'answers to ConnectionTypes: credentials, which stay inside',
    'output.Websocket missing': 'answers to ConnectionTypes',
    'output.StreamingId missing': 'answers to ChatStreamingConfiguration',
    'error ConflictException': 'the ledger: the same ClientToken in flight',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
    'error ValidationException': 'our own validation',
    'error AccessDeniedException': 'the caller is not allowed',
    'error ThrottlingException': "API Gateway's rate, and Connect's un-modelled TooManyRequestsException",
  },
  CreateParticipant: {
    'output.ParticipantId required': bound,
    'output.ParticipantCredentials required': made,
    'output.ParticipantCredentials.ParticipantToken required': made,
    'output.ParticipantCredentials.Expiry required': made,
    http: 'a route of our own: POST /contacts/{ContactId}/participants',
    'input.InstanceId required': 'configuration knows it',
    'input.ParticipantDetails.ParticipantRole required': 'which of the two roles, nobody else can tell',
    'input.ParticipantDetails.ParticipantRole enum': 'the only two roles it can create: its page, in prose',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
    'error ValidationException': 'our own validation',
    'error AccessDeniedException': 'the caller is not allowed',
  },
  StartChat: {
    'output.ContactId required': bound,
    'output.ParticipantId required': bound,
    'output.ParticipantToken required': made,
    'input.EntryPoint': 'names a configured instance and flow',
    'input.InstanceId required': 'configuration knows it',
    'input.ContactFlowId required': 'configuration knows it',
    'input.Attributes maxBytes': "32,768 bytes in all: StartChatContact's page, in prose",
    'error ConflictException': 'the ledger: the same ClientToken in flight',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
    'error ValidationException': 'our own validation',
    'error AccessDeniedException': 'the origin is not allowed, or does not prove the earlier contact',
    'error ThrottlingException': "API Gateway's rate, and Connect's un-modelled TooManyRequestsException",
    'input.session': 'the bearer in a cookie, of which Connect knows nothing',
    'input.VerificationToken': 'of a CAPTCHA, checked before Connect is asked',
    'error TooManyRequestsException': 'the limits of admission: Connect is not asked',
  },
  CreateGuest: {
    'output.ParticipantId required': bound,
    'output.ParticipantCredentials required': made,
    'output.ParticipantCredentials.ParticipantToken required': made,
    'output.ParticipantCredentials.Expiry required': made,
    'input.InstanceId required': 'the session knows it',
    'input.ContactId required': 'the session knows it',
    'input.ParticipantDetails.ParticipantRole enum': 'a browser adds guests, not bots',
    'error IdempotentParameterMismatchException': 'the ledger: the same ClientToken with another body',
    'error ValidationException': 'our own validation',
    'error AccessDeniedException': 'the bearer is refused',
  },
};

const modelOf = { participant: 'connectparticipant', connect: 'connect' } as const;

for (const operation of operations.filter(({ command }) => command !== undefined)) {
  test(`${operation.name} is what AWS's model says`, () => {
    const found = new Set(differences(operation));
    const explained = new Set(Object.keys(exceptions[operation.name] ?? {}));
    const unexplained = [...found].filter((difference) => !explained.has(difference)).join(', ');
    assert.equal(
      unexplained,
      '',
      `The exceptions in test/laws/model.test.ts give no reason for: ${unexplained}`,
    );
    const stale = [...explained].filter((difference) => !found.has(difference));
    assert.deepEqual(stale, [], 'reasons that explain nothing any more');
  });
}

test("every operation of AWS's Participant Service is served", () => {
  const served = new Set(operations.map(({ name }) => name));
  for (const name of Object.keys(publishedModel('connectparticipant').operations)) assert(served.has(name));
});

test('every error is answered with the status of its model', () => {
  for (const service of Object.values(modelOf)) {
    const { shapes } = publishedModel(service);
    for (const [name, status] of Object.entries(errorStatus)) {
      const published = shapes[name]?.error?.httpStatusCode;
      if (published !== undefined) assert.equal(status, published, `${service} ${name}`);
    }
  }
});

test('every exception names an operation that is there', () => {
  const names = new Set(operations.map(({ name }) => name));
  for (const name of [...Object.keys(exceptions), ...Object.keys(ownRoutes)]) assert(names.has(name));
});

function differences(operation: Operation): string[] {
  const own = ownRoutes[operation.name];
  const service = modelOf[operation.service];
  const model = publishedModel(service);
  const published = publishedOperation(service, own ?? operation.name);
  const found: string[] = [];
  const path = operation.path.replace('+}', '}');
  if (own === undefined && (operation.method !== published.http.method || path !== published.http.requestUri))
    found.push('http');
  compare(operation.input, published.input.shape, 'input', { model, found, partial: own !== undefined });
  compare(operation.output, published.output.shape, 'output', { model, found, partial: own !== undefined });
  const modelled = published.errors.map(({ shape }) => shape);
  for (const name of operation.errors) if (!modelled.includes(name)) found.push(`error ${name}`);
  for (const name of modelled)
    if (!operation.errors.includes(name as ErrorName)) found.push(`no error ${name}`);
  return found;
}

interface Comparison {
  readonly model: PublishedModel;
  readonly found: string[];
  /** Our own route: it need not take every member. */
  readonly partial: boolean;
  readonly within?: readonly string[];
}

function compare(shape: Shape, name: string, path: string, comparison: Comparison): void {
  const { model, found, partial, within = [] } = comparison;
  const published = model.shapes[name];
  assert(published, `the model has no shape ${name}`);
  if (shape.kind === 'recursive') {
    if (!within.includes(name)) compare(shape.of(), name, path, { ...comparison, within: [...within, name] });
    return;
  }
  const type = published.type === 'long' ? 'integer' : published.type;
  if (type !== shape.kind) return void found.push(`${path} type`);
  const inner = { ...comparison, within: [...within, name] };
  switch (shape.kind) {
    case 'string':
      if (!same(shape.values, published.enum)) found.push(`${path} enum`);
      bounds(shape.values ? {} : shape, published.enum ? {} : published);
      return;
    case 'integer':
      bounds(shape, published);
      return;
    case 'list':
      bounds(shape, published);
      compare(shape.of, published.member?.shape ?? '', `${path}[]`, inner);
      return;
    case 'map':
      if (shape.maxBytes !== undefined) found.push(`${path} maxBytes`);
      compare(shape.key, published.key?.shape ?? '', `${path} key`, inner);
      compare(shape.value, published.value?.shape ?? '', `${path} value`, inner);
      return;
    case 'structure': {
      // What travels in a header is the bearer's place.
      const members = Object.entries(published.members ?? {}).filter(
        ([, { location }]) => location !== 'header',
      );
      const names = new Set(members.map(([member]) => member));
      const required = new Set((published.required ?? []).filter((member) => names.has(member)));
      for (const member of Object.keys(shape.members))
        if (!names.has(member)) found.push(`${path}.${member}`);
      for (const [member, { shape: of }] of members) {
        const declared = shape.members[member];
        if (shape.required.includes(member) !== required.has(member))
          found.push(`${path}.${member} required`);
        if (declared) compare(declared, of, `${path}.${member}`, inner);
        else if (!partial) found.push(`${path}.${member} missing`);
      }
      return;
    }
    case 'boolean':
  }

  function bounds(
    ours: { readonly min?: number; readonly max?: number },
    theirs: { readonly min?: number; readonly max?: number },
  ): void {
    // No minimum and a minimum of nothing are one.
    if ((ours.min ?? 0) !== (theirs.min ?? 0)) found.push(`${path} min`);
    if (ours.max !== theirs.max) found.push(`${path} max`);
  }
}

function same(ours: readonly string[] | undefined, theirs: readonly string[] | undefined): boolean {
  return [...(ours ?? [])].toSorted().join(' ') === [...(theirs ?? [])].toSorted().join(' ');
}
