/** Contacts at Connect, in the name of the function's role. Every method fails with an UpstreamError. */
export interface Contacts {
  /** Ends a contact. Returns false for one that is gone, which is as good. */
  stop(instanceId: string, contactId: string): Promise<boolean>;
  /**
   * Ids of the contacts in which a chat still goes on that began with this one: itself, or those that it was transferred
   * to. None once it is over.
   */
  open(instanceId: string, contactId: string): Promise<readonly string[]>;
  /** The row's id that a start of ours has put on the contact; undefined for a chat that is none of ours. */
  reference(instanceId: string, contactId: string): Promise<string | undefined>;
}
