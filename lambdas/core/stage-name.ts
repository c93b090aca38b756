/** The API's stage, and so the beginning of every path: `/v1/chats`. */
export const stageName = 'v1';
