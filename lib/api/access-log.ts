import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One JSON line for each request that reaches the API. No header, as some are key material; the resource in place of
 * the path, which has contact ids and view tokens; no address either: WAF's log names those that it turned away, and
 * of the others nobody needs to know where they were.
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
