import type { StartChatContactRequest } from '@aws-sdk/client-connect';
import { interactiveResponseProblem, messageProblem } from './content-rules.ts';
import { searchContacts } from './contact-search.ts';
import { segmentOf, summary } from './contact-summary.ts';
import { defaultChatMinutes } from './contacts.ts';
import type { Contact, Contacts } from './contacts.ts';
import type { ConnectHandlers, World } from './operations.ts';
import { simulatedHoursId } from './queues.ts';
import { concurrentChats } from './quotas.ts';
import { ServiceError } from './service-error.ts';
import { startParameterProblem, startRequestProblem } from './start-rules.ts';

/**
 * The Connect service's operations. A contact whose attributes say simulatedChannel=VOICE stands for a WebRTC call:
 * only such a contact takes a participant of role CUSTOMER.
 */
export const connectOperations: ConnectHandlers = {
  StartChatContact(world, request) {
    const { InstanceId = '', Attributes: attributes = {}, InitialMessage, PersistentChat } = request;
    const supported = request.SupportedMessagingContentTypes;
    refuseIf('InvalidRequestException', startRequestProblem(request));
    refuseIf('InvalidParameterException', startParameterProblem(request));
    if (InitialMessage !== undefined) {
      const { ContentType = '', Content = '' } = InitialMessage;
      refuseIf('InvalidParameterException', messageProblem(ContentType, Content, supported));
      refuseIf('InvalidRequestException', interactiveResponseProblem(ContentType, Content));
    }
    refuseUnknownFlow(world, request);
    if (world.quotas && world.contacts.open(InstanceId) >= concurrentChats) {
      throw new ServiceError('LimitExceededException', 'The quota of concurrent active chats is used up');
    }
    const continues = continuedContact(world.contacts, request);
    const contact = world.contacts.start({
      instanceId: InstanceId,
      displayName: request.ParticipantDetails?.DisplayName ?? '',
      channel: attributes['simulatedChannel'] === 'VOICE' ? 'VOICE' : 'CHAT',
      attributes,
      durationMinutes: request.ChatDurationInMinutes ?? defaultChatMinutes,
      automatic: world.automatic,
      ...(supported === undefined ? {} : { supportedContentTypes: supported }),
      ...(continues === undefined ? {} : { continues }),
    });
    if (InitialMessage !== undefined) {
      world.contacts.post(contact, { Type: 'MESSAGE', ...InitialMessage }, contact.customer);
    }
    return {
      ContactId: contact.id,
      ParticipantId: contact.customer.id,
      ParticipantToken: world.tokens.issue('participant', contact.customer.id, Infinity).token,
      ...(continues === undefined
        ? {}
        : { ContinuedFromContactId: PersistentChat?.SourceContactId ?? continues.id }),
    };
  },

  CreateParticipant(world, { InstanceId, ContactId, ParticipantDetails }) {
    const contact = openContact(world.contacts, InstanceId, ContactId);
    if (contact === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact does not exist or has ended');
    }
    const role = contact.channel === 'CHAT' ? 'CUSTOM_BOT' : 'CUSTOMER';
    if (ParticipantDetails?.ParticipantRole !== role) {
      throw new ServiceError(
        'InvalidRequestException',
        'ParticipantRole must be CUSTOM_BOT for a chat contact, CUSTOMER for a WebRTC contact',
      );
    }
    if (contact.participants.some((other) => isCustom(contact, other))) {
      throw new ServiceError('ServiceQuotaExceededException', 'The contact has a custom participant already');
    }
    const displayName = ParticipantDetails.DisplayName ?? role;
    const participant = world.contacts.addParticipant(contact, role, displayName);
    return {
      ParticipantId: participant.id,
      // A participant token lives as long as its participant, so at most as long as the contact.
      ParticipantCredentials: {
        ParticipantToken: world.tokens.issue('participant', participant.id, Infinity).token,
        Expiry: new Date(contact.endsAt).toISOString(),
      },
    };
  },

  UpdateParticipantRoleConfig(world, { InstanceId, ContactId, ChannelConfiguration }) {
    const contact = openContact(world.contacts, InstanceId, ContactId);
    if (contact === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact does not exist or has ended');
    }
    const timers = ChannelConfiguration?.Chat?.ParticipantTimerConfigList ?? [];
    const names = timers.map(({ ParticipantRole, TimerType }) => `${ParticipantRole} ${TimerType}`);
    if (new Set(names).size < names.length) {
      throw new ServiceError('InvalidParameterException', 'A timer is there twice');
    }
    world.idleTimers.set(contact, timers);
    return {};
  },

  StopContact(world, { InstanceId, ContactId = '' }) {
    const found = world.contacts.segment(ContactId);
    // A contact whose chat was transferred has ended.
    if (found?.contact.instanceId !== InstanceId || found?.segment.ended !== undefined) {
      throw new ServiceError('ContactNotFoundException', 'The contact does not exist or has ended');
    }
    if (found !== undefined) world.contacts.end(found.contact);
    return {};
  },

  DeleteContactData(world, { InstanceId, ContactId = '' }) {
    const { segment } = segmentOf(world.contacts, InstanceId, ContactId);
    if (segment.ended === undefined) {
      throw new ServiceError('ContactNotTerminatedException', 'The contact has not ended');
    }
    return {};
  },

  GetCurrentMetricData(world, { InstanceId = '', Filters, Groupings = [], CurrentMetrics = [] }) {
    refuseUnknownInstance(world, InstanceId);
    const [queueId] = Filters?.Queues ?? [];
    if (queueId === undefined) {
      throw new ServiceError('InvalidParameterException', 'Filters must have Queues or RoutingProfiles');
    }
    const grouped = ['QUEUE', 'CHANNEL'].every((grouping) => Groupings.some((given) => given === grouping));
    if (!grouped && CurrentMetrics.some(({ Name }) => Name === 'ESTIMATED_WAIT_TIME')) {
      throw new ServiceError(
        'InvalidRequestException',
        'ESTIMATED_WAIT_TIME needs the groups QUEUE and CHANNEL',
      );
    }
    const values = world.queues.metrics(InstanceId, { grouped });
    return {
      MetricResults: [
        {
          ...(grouped && { Dimensions: { Queue: { Id: queueId }, Channel: 'CHAT' as const } }),
          Collections: CurrentMetrics.map((Metric) => {
            const Value = values[Metric.Name ?? 'AGENTS_ERROR'];
            return { Metric, ...(Value !== undefined && { Value }) };
          }),
        },
      ],
    };
  },

  GetContactMetrics(world, { InstanceId, ContactId, Metrics = [] }) {
    const contact = openContact(world.contacts, InstanceId, ContactId);
    const place = contact && world.queues.placeOf(contact);
    if (contact === undefined || place === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact is in no queue');
    }
    const values = { POSITION_IN_QUEUE: place.position, ESTIMATED_WAIT_TIME: place.estimatedWaitSeconds };
    return {
      Id: contact.id,
      MetricResults: Metrics.flatMap(({ Name }) =>
        Name === undefined ? [] : [{ Name, Value: { Number: values[Name] } }],
      ),
    };
  },

  DescribeQueue(world, { InstanceId, QueueId = '' }) {
    refuseUnknownInstance(world, InstanceId);
    return {
      Queue: {
        QueueId,
        Name: 'Simulated queue',
        HoursOfOperationId: simulatedHoursId,
        Status: 'ENABLED',
      },
    };
  },

  GetEffectiveHoursOfOperations(world, { InstanceId, HoursOfOperationId, FromDate = '', ToDate = '' }) {
    refuseUnknownInstance(world, InstanceId);
    if (HoursOfOperationId !== simulatedHoursId) {
      throw new ServiceError('ResourceNotFoundException', 'The hours of operation do not exist');
    }
    return world.queues.hours(FromDate, ToDate);
  },

  DescribeContact(world, { InstanceId, ContactId = '' }) {
    const { contact, segment } = segmentOf(world.contacts, InstanceId, ContactId);
    const wasTransferred = segment !== contact.segments.at(-1);
    return {
      Contact: {
        ...summary(contact, segment),
        ...(wasTransferred && { DisconnectReason: 'TRANSFERRED' }),
        Attributes: contact.attributes,
      },
    };
  },

  ListAssociatedContacts(world, { InstanceId, ContactId = '' }) {
    const { contact } = segmentOf(world.contacts, InstanceId, ContactId);
    return {
      ContactSummaryList: contact.segments.map((segment) => {
        const { Id, ...others } = summary(contact, segment);
        return { ContactId: Id, ...others };
      }),
    };
  },

  SearchContacts(world, request) {
    refuseUnknownInstance(world, request.InstanceId);
    return searchContacts(world, request);
  },

  GetContactAttributes(world, { InstanceId, InitialContactId = '' }) {
    const contact = world.contacts.get(InitialContactId);
    if (contact?.instanceId !== InstanceId || contact === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The contact does not exist');
    }
    return { Attributes: contact.attributes };
  },
};

/** A queue of an instance that exists. */
function refuseUnknownInstance({ flows }: World, instanceId: string | undefined): void {
  if (flows !== undefined && !flows.some((flow) => flow.instanceId === instanceId)) {
    throw new ServiceError('ResourceNotFoundException', 'The instance does not exist');
  }
}

function openContact(
  contacts: Contacts,
  instanceId: string | undefined,
  contactId: string | undefined,
): Contact | undefined {
  const contact = contacts.get(contactId ?? '');
  return contact?.instanceId === instanceId && contact?.state !== 'ENDED' ? contact : undefined;
}

function isCustom(contact: Contact, { role, id, left }: Contact['participants'][number]): boolean {
  return id !== contact.customer.id && !left && (role === 'CUSTOM_BOT' || role === 'CUSTOMER');
}

function refuseUnknownFlow({ flows }: World, { InstanceId, ContactFlowId }: StartChatContactRequest): void {
  if (flows === undefined) return;
  const ofInstance = flows.filter(({ instanceId }) => instanceId === InstanceId);
  if (!ofInstance.some(({ contactFlowId }) => contactFlowId === ContactFlowId)) {
    const missing = ofInstance.length === 0 ? 'instance' : 'contact flow';
    throw new ServiceError('ResourceNotFoundException', `The ${missing} does not exist`);
  }
}

function continuedContact(contacts: Contacts, request: StartChatContactRequest): Contact | undefined {
  const { PersistentChat, InstanceId } = request;
  if (PersistentChat?.SourceContactId === undefined) return undefined;
  const source = contacts.get(PersistentChat.SourceContactId);
  if (source?.instanceId !== InstanceId) {
    throw new ServiceError('ResourceNotFoundException', 'The source contact does not exist');
  }
  if (source?.state !== 'ENDED') {
    throw new ServiceError('InvalidRequestException', 'The source contact has not ended');
  }
  return source;
}

function refuseIf(
  name: 'InvalidParameterException' | 'InvalidRequestException',
  problem: string | undefined,
): void {
  if (problem !== undefined) throw new ServiceError(name, problem);
}
