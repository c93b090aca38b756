/** Most bytes of a request's body: four times the longest message, and the most that AWS WAF can look at. */
export const bodyMaximum = 65_536;
