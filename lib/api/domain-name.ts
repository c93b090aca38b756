const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * A name in the DNS of at least two labels, at most 253 characters (RFC 1035): no address, and nothing of one label
 * such as localhost.
 */
export const domainName = String.raw`(?=[^@]{4,253}$)(?:${label}\.)+(?!\d+$)${label}`;
