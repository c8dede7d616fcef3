# One throw-away S3-compatible store: says "ready PORT" on stdout and serves until stdin ends, which the kernel sees to when
# the test process ends, however.
import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        pass


moto = DomainDispatcherApplication(create_backend_app)
turn = threading.Lock()


def one_by_one(environ, start_response):
    """moto closes the file of a key that another request is reading."""
    with turn:
        answer = moto(environ, start_response)
        try:
            return list(answer)
        finally:
            getattr(answer, "close", lambda: None)()


server = make_server("127.0.0.1", 0, one_by_one, threaded=True, request_handler=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("ready", server.server_port, flush=True)
sys.stdin.buffer.read()
os._exit(0)
