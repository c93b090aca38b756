"""Lets Schemathesis into the operations that ask for a bearer or a signature."""

import functools
import json
import urllib.request

import schemathesis

# Its shape is all that the local API Gateway can check.
SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=backend/20260101/us-east-1/execute-api/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)


def post(url, body, headers={}):
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json", **headers}
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def start_chat(api):
    """A chat in which something has been said and something has happened."""
    chat = post(api + "/chats", {"ParticipantDetails": {"DisplayName": "Ada"}})
    bearer = {"X-Amz-Bearer": chat["ParticipantToken"]}
    post(api + "/participant/connection", {"Type": ["WEBSOCKET"], "ConnectParticipant": True}, bearer)
    post(api + "/participant/message", {"ContentType": "text/plain", "Content": "Hello"}, bearer)
    return bearer


@functools.cache
def open_chat(api):
    return start_chat(api)


@schemathesis.auth(refresh_interval=None)
class Caller:
    def get(self, case, context):
        schemes = {name for scheme in case.operation.definition.raw.get("security", []) for name in scheme}
        api = case.operation.schema.get_base_url().rstrip("/")
        ends = case.operation.label == "POST /participant/disconnect"
        if "session" in schemes:
            return start_chat(api) if ends else open_chat(api)
        return {"Authorization": SIGNATURE} if "iam" in schemes else {}

    def set(self, case, headers, context):
        case.headers.update(headers)
