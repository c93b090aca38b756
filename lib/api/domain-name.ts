const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * Matches a DNS name of at least two labels and at most 253 characters (RFC 1035). An IP address is none, nor is
 * localhost.
 */
export const domainName = String.raw`(?=[^@]{4,253}$)(?:${label}\.)+(?!\d+$)${label}`;
