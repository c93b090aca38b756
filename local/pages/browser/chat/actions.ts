/** What the things in the conversation can ask for. */
export interface Actions {
  sendMessage(contentType: string, content: string): void;
  /** Repeats what failed, with the same ClientToken. */
  retry(key: string): void;
  download(attachmentId: string): Promise<Blob>;
  describeView(viewToken: string): Promise<connect.View | undefined>;
  authenticationUrl(sessionId: string): Promise<string | undefined>;
  cancelAuthentication(sessionId: string): Promise<void>;
}
