import type { Contact, Item } from './contacts.ts';

/** A contact as tests, the console and /_simulator see it: plain JSON, a copy that the simulator no longer changes. */
export interface ContactSnapshot {
  readonly ContactId: string;
  readonly InstanceId: string;
  readonly DisplayName: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly State: Contact['state'];
  /** ISO 8601. */
  readonly StartedAt: string;
  /** Whether the automatic agent serves it. */
  readonly Automatic: boolean;
  readonly CustomerTyping: boolean;
  readonly Participants: readonly {
    readonly ParticipantId: string;
    readonly ParticipantRole: string;
    readonly DisplayName: string;
  }[];
  readonly Items: readonly Item[];
}

export function contactSnapshot(contact: Contact, now: number): ContactSnapshot {
  return {
    ContactId: contact.id,
    InstanceId: contact.instanceId,
    DisplayName: contact.customer.displayName,
    Attributes: contact.attributes,
    State: contact.state,
    StartedAt: new Date(contact.startedAt).toISOString(),
    Automatic: contact.automatic,
    CustomerTyping: contact.state !== 'ENDED' && now < contact.customerTypingUntil,
    Participants: contact.participants.map(({ id, role, displayName }) => ({
      ParticipantId: id,
      ParticipantRole: role,
      DisplayName: displayName,
    })),
    Items: contact.items.map((item) => ({ ...item })),
  };
}
