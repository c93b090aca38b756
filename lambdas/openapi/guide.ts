/** What a developer has to know of the API as a whole, in Markdown. */
export const guide = `Bodies, answers and errors are Amazon Connect's own; the bearer is the session token that \`POST /chats\` answers. Connect's tokens stay in the back end.

## A chat
1. \`POST /chats\` starts it. \`ParticipantToken\` of the answer is the session's bearer: keep it as you keep a password.
2. Every route below \`/participant\`, \`/session\` and \`/participants\` takes it in the header \`X-Amz-Bearer\`.
3. \`POST /participant/connection\` answers a websocket on which the chat arrives. Connect to it within 100 seconds, and send \`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}\`. When it breaks, ask for another one, and read what you have missed with \`POST /participant/transcript\`.
4. After a reload, \`GET /session\` tells whether the bearer is still good. Nothing has to be refreshed.
5. \`POST /participant/disconnect\` ends the chat, and the bearer with it.

amazon-connect-chatjs does 2 to 5 by itself, with this API as its endpoint and the bearer as its participant token.

Where the deployment asks visitors to sign in, \`POST /chats\` takes the token of the identity provider as \`Authorization: Bearer …\`.

## A session in a cookie
With \`"session": "cookie"\`, where the deployment allows it to the page (\`cookieOrigins\`), a start sets the bearer as the cookie \`__Host-connect-chat\`, which no script can read. All routes take it in place of \`X-Amz-Bearer\`, if the request has the header \`X-CSRF: 1\` and comes from such a page. \`POST /session/leave\` takes it without the header, with an empty body.

## Retries
Give every request that changes something a \`ClientToken\` of its own, and repeat it with the same one and the same body: after a lost answer, a timeout, and every error with \`Retry-After\`. It is carried out once. The answer of a repetition has \`Idempotent-Replayed: true\`.

## Errors
\`{"__type":"…","message":"…"}\`, and the name in the header \`x-amzn-errortype\` as well. Decide by the status and the name; every operation lists its own, with what to do.

| status | repeat it? |
| --- | --- |
| 400, 402, 403, 404, 410, 413, 422 | no: it is answered the same |
| 409 | with \`Retry-After\`, yes; without, look at the transcript first |
| 429, 500 | after \`Retry-After\` seconds |
| 502, 504, no answer | after a second |

A path or a method that is not in this document is answered 404 \`UnknownOperationException\`; there is no 405. \`Content-Type\` must be \`application/json\`. Ignore members of an answer that you do not know: later versions may add some.`;
