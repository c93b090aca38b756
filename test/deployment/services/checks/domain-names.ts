import { ofEach } from './check.ts';

/** https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1 and 2.3.4: what a name in the DNS, and so a certificate, may be. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const domainNames = ofEach('domain-name', 'AWS::ApiGateway::DomainName', ({ DomainName }) => {
  const name = String(DomainName);
  const labels = name.split('.');
  return [
    ...labels.filter((one) => !label.test(one)).map((one) => `${one} in ${name} is no part of a domain name`),
    ...(labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '') ? [`${name} is no domain name`] : []),
    ...(name.length > 253 ? [`The name has ${name.length} characters`] : []),
  ];
});
