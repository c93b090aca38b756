import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * Writes one JSON line for each request that reaches the API. It has no header, as some are key material; the resource
 * and not the path, which has contact ids and view tokens; and no address: WAF's log has those that were turned away,
 * and nobody needs the others.
 */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    requestId: '$context.requestId',
    extendedRequestId: '$context.extendedRequestId',
    method: '$context.httpMethod',
    resource: '$context.resourcePath',
    status: '$context.status',
    responseLength: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationStatus: '$context.integration.status',
    integrationLatency: '$context.integration.latency',
    integrationError: '$context.integration.error',
    error: '$context.error.responseType',
    waf: '$context.waf.status',
    // The back end of a trusted route; empty on all others.
    caller: '$context.identity.userArn',
  }),
);
