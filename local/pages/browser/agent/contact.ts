/** A contact as the agent API tells it. */
export interface Contact {
  readonly ContactId: string;
  readonly DisplayName: string;
  readonly State: 'WAITING' | 'ACTIVE' | 'ENDED';
  readonly StartedAt: string;
  /** Whether the automatic agent serves it. */
  readonly Automatic: boolean;
  readonly CustomerTyping: boolean;
  /** The transcript, oldest first. */
  readonly Items: readonly ContactItem[];
}

export interface ContactItem {
  readonly Id: string;
  readonly Type: string;
  readonly ContentType?: string;
  readonly Content?: string;
  readonly ParticipantRole?: string;
  readonly DisplayName?: string;
  readonly AbsoluteTime: string;
  readonly Attachments?: readonly {
    readonly AttachmentName: string;
    readonly ContentType: string;
    readonly Status: 'APPROVED' | 'REJECTED' | 'IN_PROGRESS';
  }[];
  readonly MessageMetadata?: {
    readonly Receipts: readonly { readonly DeliveredTimestamp?: string; readonly ReadTimestamp?: string }[];
  };
}
