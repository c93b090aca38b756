"""Every operation of boto3's connectparticipant client against the API; prints what came of it as JSON."""

import json
import sys
import urllib.request

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bearer, view_token = sys.argv[1:]
client = boto3.client(
    "connectparticipant",
    endpoint_url=endpoint,
    region_name="us-east-1",
    config=Config(signature_version=UNSIGNED),
)
results = {}

connection = client.create_participant_connection(
    ParticipantToken=bearer,
    Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"],
    ConnectParticipant=True,
)
token = connection["ConnectionCredentials"]["ConnectionToken"]
results["bearer"] = token == bearer
text = {"ContentType": "text/plain", "Content": "hello from boto3"}
sent = client.send_message(ConnectionToken=token, ClientToken="once", **text)
again = client.send_message(ConnectionToken=token, ClientToken="once", **text)
results["replayed"] = sent["Id"] == again["Id"]
client.send_event(
    ConnectionToken=token,
    ContentType="application/vnd.amazonaws.connect.event.typing",
)
transcript = client.get_transcript(ConnectionToken=token, MaxResults=100)["Transcript"]
results["messages"] = [item["Content"] for item in transcript if item["Type"] == "MESSAGE"]
upload = client.start_attachment_upload(
    ConnectionToken=token,
    ContentType="text/plain",
    AttachmentSizeInBytes=2,
    AttachmentName="a.txt",
)
put = urllib.request.Request(
    upload["UploadMetadata"]["Url"],
    data=b"hi",
    headers=upload["UploadMetadata"]["HeadersToInclude"],
    method="PUT",
)
urllib.request.urlopen(put).close()
client.complete_attachment_upload(ConnectionToken=token, AttachmentIds=[upload["AttachmentId"]])
attachment = client.get_attachment(ConnectionToken=token, AttachmentId=upload["AttachmentId"])
results["attachment"] = urllib.request.urlopen(attachment["Url"]).read().decode()
results["view"] = "View" in client.describe_view(ConnectionToken=token, ViewToken=view_token)
client.get_authentication_url(
    ConnectionToken=token,
    SessionId="a" * 36,
    RedirectUri="http://localhost:3000/signed-in",
)
client.cancel_participant_authentication(ConnectionToken=token, SessionId="a" * 36)


def error_of(call):
    try:
        call()
        return None
    except ClientError as error:
        return type(error).__name__


results["validation"] = error_of(
    lambda: client.send_message(ConnectionToken=token, ContentType="text/unknown", Content="hello")
)
client.disconnect_participant(ConnectionToken=token)
results["denied"] = error_of(lambda: client.send_message(ConnectionToken=token, **text))
print(json.dumps(results))
