import type { Contacts } from '../../../lambdas/core/contacts.ts';
import type { ConnectState } from '../ledger/fake-connect.ts';

/** The contacts of the fake Connect, as who ends chats asks for them. None of them is ever transferred. */

export interface ContactsAtConnect extends Contacts {
  readonly state: ConnectState;
}

export function contactsAtConnect(from: ConnectState, now: number): ContactsAtConnect {
  let state = from;
  const ended = (contact: string): number | undefined => state.left[visitorOf(contact)];
  return {
    get state() {
      return state;
    },
    stop(_instance, contact) {
      if (ended(contact) !== undefined) return Promise.resolve(false);
      state = { ...state, left: { ...state.left, [visitorOf(contact)]: now } };
      return Promise.resolve(true);
    },
    chat: (_instance, contact) =>
      Promise.resolve({ open: ended(contact) === undefined ? [contact] : [], ended: ended(contact) }),
    reference: (_instance, contact) => Promise.resolve(state.references[contact]),
  };
}

/** The visitor's participant token: openSession and the fake name it after the contact. */
export function visitorOf(contact: string): string {
  return contact.replace(/^contact of /, 'participant token of ').replace(/^contact-/, 'participant-token-');
}

/** Contacts that starts have made, and that are not over. */
export function startedContacts({ references, left }: ConnectState): readonly string[] {
  return Object.keys(references).filter((contact) => !(visitorOf(contact) in left));
}
