export const stageName = 'v1';
