/** The id of a resource of Connect's, which is the last part of its ARN; of an id, the id. */
export function resourceId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
