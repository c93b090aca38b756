import { RequestFailure } from '../core/failure.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';

/** GET /openapi.json: the document, with the address at which it was asked for as its server. */
export async function openapi(
  { address, operation }: ApiRequest<ServedBy<'openapi'>>,
  ports: Pick<Ports, 'apiDocument'>,
): Promise<Answer<BodyOf<ServedBy<'openapi'>>>> {
  if (!ports.apiDocument) throw new RequestFailure({ kind: 'internal' });
  const document = await ports.apiDocument();
  const url = address && serverUrl(address, operation.path);
  return { status: 200, body: { ...document, ...(url !== undefined && { servers: [{ url }] }) } };
}

/** API Gateway speaks HTTPS alone; a server on one's own machine, HTTP. Undefined where the host is none. */
function serverUrl({ host, path }: NonNullable<ApiRequest['address']>, route: string): string | undefined {
  if (host === undefined || !/^[\w.-]+(?::\d{1,5})?$|^\[::1\](?::\d{1,5})?$/.test(host)) return undefined;
  if (path?.endsWith(route) !== true) return undefined;
  const scheme = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/.test(host) ? 'http' : 'https';
  return `${scheme}://${host}${path.slice(0, -route.length)}`;
}
