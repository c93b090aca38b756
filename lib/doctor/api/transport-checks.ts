import { isIP } from 'node:net';
import { detailOf, type Failure } from '../facts.ts';
import { mend, type Finding } from '../finding.ts';
import type { Address } from './facts.ts';

/** Says why no answer came over the network, as Node.js names it. */
export function transportFinding(address: Address, failure: Failure, copyUrl: string): Finding {
  const code = detailOf(failure);
  const { hostname } = new URL(address.url);
  const cause = causes.find(({ codes }) => codes.test(code));
  return cause
    ? mend(`${cause.wrong(hostname)} (${code})`, cause.remedy(address, copyUrl))
    : mend(`Nothing answers at the API's address (${code})`, `${copyUrl}, or deploy first: npx cdk deploy`);
}

interface Cause {
  readonly codes: RegExp;
  readonly wrong: (host: string) => string;
  readonly remedy: (address: Address, copyUrl: string) => string;
}

const network =
  "see whether this machine's network lets it through (firewall, VPN; behind a proxy: HTTPS_PROXY and NODE_USE_ENV_PROXY=1)";

const causes: readonly Cause[] = [
  {
    codes: /^ENOTFOUND$/,
    wrong: (host) => `There is no host ${host}`,
    remedy: ({ url, optional }, copyUrl) => {
      const { hostname } = new URL(url);
      if (hostname === optional.domainName)
        return `create its CNAME record, with the value of the stack's output DomainTarget, and wait until DNS has it`;
      return isIP(hostname) ? copyUrl : `${copyUrl}, or deploy first: npx cdk deploy`;
    },
  },
  {
    codes: /^EAI_/,
    wrong: (host) => `This machine could not look up ${host}`,
    remedy: () => `see whether it has a network, and a name server that answers; then run the doctor again`,
  },
  {
    codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    wrong: (host) => `No connection to ${host} can be made`,
    remedy: () =>
      `${network}, and whether the name belongs to a VPC, where only its own machines can reach it`,
  },
  {
    codes: /^(TimeoutError|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/,
    wrong: (host) => `${host} takes the connection but does not answer within 30 seconds`,
    remedy: (_address, copyUrl) => `API Gateway always does: ${copyUrl}, and ${network}`,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    wrong: (host) => `The certificate at ${host} is for another host`,
    remedy: ({ url, optional }, copyUrl) =>
      new URL(url).hostname === optional.domainName
        ? "lead its CNAME record to what the stack's output DomainTarget says, and see that certificateArn is a certificate for that name"
        : `${copyUrl}; if it is right, see what in this machine's network is in between`,
  },
  {
    codes: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    wrong: (host) => `The certificate at ${host} is not valid at this time`,
    remedy: () =>
      "check this machine's clock; if it is right, renew the certificate (ACM does so by itself while its DNS record is there)",
  },
  {
    codes:
      /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_(UNTRUSTED|SIGNATURE_FAILURE|REVOKED|REJECTED)|INVALID_CA)$/,
    wrong: (host) => `The certificate at ${host} is not one of AWS's`,
    remedy: () =>
      'a proxy decrypts the connections of this machine: name its certificate authority in NODE_EXTRA_CA_CERTS, or run the doctor elsewhere',
  },
  {
    codes: /^(ERR_SSL_|EPROTO$)/,
    wrong: (host) => `What answers at ${host} does not use TLS as API Gateway does`,
    remedy: (_address, copyUrl) => `${copyUrl}; see also whether a proxy is in between`,
  },
  {
    codes: /^(HPE_|HTTPParserError|UND_ERR_(RESPONSE|INVALID))/,
    wrong: (host) => `What answers at ${host} does not use HTTP`,
    remedy: (_address, copyUrl) => copyUrl,
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|ECONNABORTED)$/,
    wrong: (host) => `The connection to ${host} is cut off`,
    remedy: (_address, copyUrl) => `${network}; and ${copyUrl}`,
  },
];
