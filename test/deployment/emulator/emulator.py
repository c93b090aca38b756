"""ministack on a free port of loopback and no other, until whoever started it is gone.

Its own program listens on a port that must be known before, and with TLS on 443 too; here the port is the system's
choice, and the first line on standard output says which. It ends with everything that it has started when its standard
input does: also when the test that started it was killed.
"""

import asyncio
import os
import signal
import socket
import sys
import threading

listening = socket.create_server(("127.0.0.1", 0), backlog=256)
port = listening.getsockname()[1]
# Read while the modules load: what it calls itself by in URLs.
os.environ["GATEWAY_PORT"] = str(port)
# Functions inherit it. Those with an AWS SDK are told AWS_ENDPOINT_URL anyway.
os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = f"https://localhost:{port}"

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack.app import app  # noqa: E402


def end_with_the_starter():
    sys.stdin.buffer.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


config = Config()
config.bind = [f"fd://{listening.fileno()}"]
config.keep_alive_timeout = 75
config.certfile = os.environ["MINISTACK_SSL_CERT"]
config.keyfile = os.environ["MINISTACK_SSL_KEY"]
threading.Thread(target=end_with_the_starter, daemon=True).start()
print(port, flush=True)
asyncio.run(serve(app, config))
