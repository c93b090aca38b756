/** How visitors sign in with the site's own identity provider, and which claims Connect gets. */
export interface SignIn {
  /** The `iss` of its tokens: an https URL. */
  readonly issuer: string;
  /** Any of these must be in `aud`. */
  readonly audience: readonly string[];
  /** Where its keys are, if not at the issuer's /.well-known/jwks.json. */
  readonly jwksUri?: string;
  /** Which claim goes where. A claim that is missing, or is no string, number or boolean, is left out. */
  readonly claims: {
    readonly displayName?: string;
    readonly customerId?: string;
    /** Attribute names by claim. */
    readonly attributes?: Readonly<Record<string, string>>;
  };
  /** Whether visitors who have not signed in may chat, too. */
  readonly anonymous: boolean;
}

/** What a verified token says of the visitor. It overrides what the browser says. */
export interface Identity {
  /** Who it is among the issuer's: the claim `sub`. Of no effect on the chat. */
  readonly subject?: string;
  readonly displayName?: string;
  readonly customerId?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The claims of a verified token: JSON of the identity provider's, of which only what is mapped is looked at. */
export type Claims = Readonly<Record<string, unknown>>;

/** Maps verified claims; cuts what is longer than Connect takes (256 and 128 characters). */
export function identityOf(claims: Claims, { claims: mapping }: SignIn): Identity {
  const claim = (name: string | undefined): string | undefined => {
    const value = name !== undefined && Object.hasOwn(claims, name) ? claims[name] : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;
  };
  const subject = claim('sub');
  const displayName = cut(claim(mapping.displayName), 256);
  const customerId = cut(claim(mapping.customerId), 128);
  const attributes: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(mapping.attributes ?? {})) {
    const value = claim(name);
    if (value !== undefined) attributes[attribute] = value;
  }
  return {
    ...(subject && { subject }),
    ...(displayName && { displayName }),
    ...(customerId && { customerId }),
    attributes,
  };
}

function cut(text: string | undefined, most: number): string | undefined {
  return text && Array.from(text).slice(0, most).join('');
}
