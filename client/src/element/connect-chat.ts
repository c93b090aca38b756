import type { Chat, ChatOptions } from '../chat.ts';
import { recoverChat } from '../recover.ts';
import { resumeChat, startChat, type StartOptions } from '../start.ts';
import type { MessageType } from '../state.ts';
import { isOver, type ChatEventDetails, type Parts } from './parts.ts';
import { observedAttributes, readSettings, type Settings } from './settings.ts';
import type { Introduction } from './start-form.ts';
import { createSpeech } from './strings/speech.ts';
import type { Strings } from './strings/english.ts';
import { sheet } from './styles/sheet.ts';
import { saveTranscript } from './transcript.ts';
import { createWidget, type Widget } from './widget.ts';

/** How a chat is started: what the API takes, and the name that agents see. */
export type Start = Pick<StartOptions, 'displayName' | 'request'>;

/** The element `<connect-chat>`. */
export interface ConnectChatElement extends HTMLElement {
  /** Texts in place of those that there are. */
  strings: Partial<Strings>;
  /** Where visitors sign in: the token that proves who they are. */
  identityToken: (() => string | Promise<string>) | undefined;
  /** Changes a start before it is made: adds `Attributes`, or a CAPTCHA's `VerificationToken`. */
  beforeStart: ((start: Start) => Start | Promise<Start>) | undefined;
  /** The chat, for what is not here; undefined where there is none. */
  readonly chat: Chat | undefined;
  readonly isOpen: boolean;
  /** Opens the window, and closes it. */
  open(): void;
  close(): void;
  /** Starts a chat without asking the visitor; where there is one that goes on, it stays. */
  start(start: Start): Promise<void>;
  /** Answers the message's key; undefined where there is no chat. */
  send(content: string, contentType?: MessageType): string | undefined;
  end(): Promise<void>;
  saveTranscript(): Promise<void>;
}

const contentTypes = [
  'text/plain',
  'text/markdown',
  'application/vnd.amazonaws.connect.message.interactive',
  'application/vnd.amazonaws.connect.message.interactive.response',
] as const;

/** Makes the class when it is asked for: where there is no browser, there is nothing that it could extend. */
export function connectChatClass(): CustomElementConstructor {
  return class extends HTMLElement implements ConnectChatElement {
    static readonly observedAttributes = observedAttributes;
    // Declared alone: a field would undo what a page has set before this class was there.
    declare identityToken: ConnectChatElement['identityToken'];
    declare beforeStart: ConnectChatElement['beforeStart'];
    #strings: Partial<Strings> = {};
    #chat: Chat | undefined;
    #stopListening = (): void => {};
    #settings: Settings | undefined;
    #widget: Widget | undefined;
    #shown = new AbortController();
    #isChanging = false;
    #toldOf: string | undefined;

    constructor() {
      super();
      this.attachShadow({ mode: 'open', delegatesFocus: false }).adoptedStyleSheets = [sheet()];
    }

    get strings(): Partial<Strings> {
      return this.#strings;
    }

    set strings(strings) {
      this.#strings = strings;
      this.#changed();
    }

    get chat(): Chat | undefined {
      return this.#chat;
    }

    get isOpen(): boolean {
      return this.#widget?.isOpen() === true;
    }

    connectedCallback(): void {
      // What a page has set before this class was there stands before the accessor.
      const { strings } = this;
      delete (this as Partial<ConnectChatElement>).strings;
      this.#strings = strings;
      this.#show();
    }

    disconnectedCallback(): void {
      this.#hide();
      this.#use(undefined);
    }

    attributeChangedCallback(): void {
      this.#changed();
    }

    open(): void {
      this.#widget?.open();
    }

    close(): void {
      this.#widget?.close();
    }

    async start(start: Start): Promise<void> {
      const options = this.#options();
      const before = this.#chat?.getSnapshot();
      if (options === undefined || (before !== undefined && !isOver(before))) return;
      this.#widget?.setStarting(true);
      try {
        const request = { SupportedMessagingContentTypes: contentTypes, ...start.request };
        const { beforeStart = (same: Start) => same, identityToken } = this;
        const wanted = await beforeStart({ ...start, request });
        this.#use(startChat({ ...wanted, ...options, ...(identityToken && { identityToken }) }));
      } catch (error) {
        // It is the page's own, which is to see it.
        reportError(error);
        this.#widget?.fail(this.#parts().say.text('notStarted'));
      } finally {
        this.#widget?.setStarting(false);
      }
    }

    send(content: string, contentType?: MessageType): string | undefined {
      return this.#chat?.send(content, contentType);
    }

    async end(): Promise<void> {
      await this.#chat?.end();
    }

    async saveTranscript(): Promise<void> {
      await saveTranscript(this.#parts());
    }

    /** Several attributes that change at a time are one change. */
    #changed(): void {
      if (!this.isConnected || this.#widget === undefined || this.#isChanging) return;
      this.#isChanging = true;
      queueMicrotask(() => {
        this.#isChanging = false;
        if (this.isConnected) this.#show();
      });
    }

    #parts(): Parts {
      const settings = this.#settings ?? readSettings(this);
      return {
        settings,
        say: createSpeech(settings.language, this.#strings),
        signal: this.#shown.signal,
        emit: (name, detail) => this.#emit(name, detail),
        chat: () => this.#chat,
        snapshot: () => this.#chat?.getSnapshot(),
      };
    }

    #show(): void {
      const isOpen = this.#widget?.isOpen() ?? this.hasAttribute('open');
      this.#hide();
      const before = this.#settings;
      const settings = (this.#settings = readSettings(this));
      if (settings.endpoint === undefined)
        reportError(new Error('<connect-chat> has no endpoint: the API’s URL'));
      const ofChat = ['endpoint', 'storage', 'session', 'keepOpen'] as const;
      if (ofChat.some((name) => before?.[name] !== settings[name])) this.#use(undefined);
      if (this.#chat === undefined) this.#resume();
      // Another tab may start a chat.
      addEventListener('storage', () => this.#chat === undefined && this.#resume(), {
        signal: this.#shown.signal,
      });
      this.#widget = createWidget(
        this.#parts(),
        {
          onStart: (introduction) => void this.start(startOf(introduction)),
          onRestart: () => this.#use(undefined),
          onVacant: () => void this.#recover(),
        },
        isOpen,
      );
      this.shadowRoot?.append(this.#widget.node);
      this.#widget.update();
    }

    #hide(): void {
      this.#shown.abort();
      this.#shown = new AbortController();
      this.#widget?.node.remove();
      this.#widget = undefined;
    }

    /** How the attributes have a chat; undefined without an endpoint. */
    #options(): ChatOptions | undefined {
      const { endpoint, storage, session, keepOpen = false } = this.#settings ?? {};
      if (endpoint === undefined) return undefined;
      return { endpoint, keepOpen, ...(storage && { storage }), ...(session && { session }) };
    }

    #resume(): void {
      const options = this.#options();
      const found = options && resumeChat(options);
      if (found !== undefined) this.#use(found);
    }

    /** The session may be in a cookie alone, of which only the API can tell. */
    async #recover(): Promise<void> {
      const options = this.#options();
      if (options?.session === undefined) return;
      const before = this.#settings;
      const found = await recoverChat(options).catch(() => undefined);
      if (this.#chat === undefined && this.isConnected && this.#settings === before) this.#use(found);
      else found?.close();
    }

    #use(chat: Chat | undefined): void {
      this.#stopListening();
      this.#chat?.close();
      this.#chat = chat;
      this.#toldOf = undefined;
      this.#stopListening =
        chat?.subscribe(() => {
          if (chat === this.#chat) this.#update();
        }) ?? ((): void => {});
      this.#update();
    }

    #update(): void {
      this.#widget?.update();
      const { status, contactId, endedBy = 'other' } = this.#chat?.getSnapshot() ?? {};
      if (contactId !== undefined && this.#toldOf === undefined) {
        this.#toldOf = 'start';
        this.#emit('chat-start', { contactId });
      }
      if (status === 'ended' && this.#toldOf !== 'end') {
        this.#toldOf = 'end';
        this.#emit('chat-end', { by: endedBy });
      }
    }

    #emit<Name extends keyof ChatEventDetails>(name: Name, detail: ChatEventDetails[Name]): void {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  };
}

function startOf({ displayName, attributes, entryPoint }: Introduction): Start {
  return {
    displayName,
    request: {
      ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
      ...(entryPoint !== undefined && { EntryPoint: entryPoint }),
    },
  };
}
