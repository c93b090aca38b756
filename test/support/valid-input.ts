import { functionDefaults } from '../../local/settings.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import type { Shape, StructureShape } from '../../lambdas/core/shape.ts';

const { instanceId, contactFlowId } = (
  JSON.parse(functionDefaults['ENTRY_POINTS'] ?? '{}') as {
    default: { instanceId: string; contactFlowId: string };
  }
).default;

const message = { ContentType: 'text/plain', Content: 'Hello' };
const start = {
  EntryPoint: 'default',
  InstanceId: instanceId,
  ContactFlowId: contactFlowId,
  InitialMessage: message,
  SupportedMessagingContentTypes: ['text/plain'],
  PersistentChat: { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId: 'contact' },
};

/** Members whose value no shape can tell: `check` asks for more, or Connect does. By operation. */
const known: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SendMessage: message,
  SendEvent: { ContentType: 'application/vnd.amazonaws.connect.event.typing' },
  StartAttachmentUpload: { ContentType: 'text/plain' },
  GetAuthenticationUrl: { RedirectUri: 'http://localhost:3000/signed-in' },
  StartChat: start,
  StartChatContact: start,
  CreateParticipant: { InstanceId: instanceId },
};

/** The least body of an operation that is valid. */
export function validInput(operation: Operation): Record<string, unknown> {
  return sampleStructure(operation.input, known[operation.name]);
}

/** A valid value of a member of the operation's input. */
export function validMember(operation: Operation, member: string): unknown {
  const shape = operation.input.members[member];
  return known[operation.name]?.[member] ?? (shape && sample(shape));
}

/** The least valid value of a shape. */
export function sample(shape: Shape): unknown {
  switch (shape.kind) {
    case 'string':
      return shape.values?.[0] ?? 'a'.repeat(shape.min ?? 0);
    case 'integer':
      return shape.min ?? 0;
    case 'boolean':
      return true;
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () => sample(shape.of));
    case 'map':
      return {};
    case 'structure':
      return sampleStructure(shape);
    case 'recursive':
      return sample(shape.of());
  }
}

export function sampleStructure(
  shape: StructureShape,
  members: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return Object.fromEntries(
    shape.required.map((name) => {
      const member = shape.members[name];
      return [name, members[name] ?? (member && sample(member))];
    }),
  );
}
