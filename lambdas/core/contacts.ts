/** Contacts at Connect, in the name of the function's role. Every method fails with an UpstreamError. */
export interface Contacts {
  /** Ends a contact. Returns false for one that is gone, which is as good. */
  stop(instanceId: string, contactId: string): Promise<boolean>;
  /** Where the chat stands that began with this contact. */
  chat(instanceId: string, contactId: string): Promise<ChatAtConnect>;
  /** The row's id that a start of ours has put on the contact; undefined for a chat that is none of ours. */
  reference(instanceId: string, contactId: string): Promise<string | undefined>;
}

export interface ChatAtConnect {
  /** Ids of the contacts in which it goes on: itself, or those that it was transferred to. */
  readonly open: readonly string[];
  /** When the last contact of it ended, if Connect says that all have: epoch ms. Where it says neither, nobody knows. */
  readonly ended: number | undefined;
}
