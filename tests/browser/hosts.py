"""Other people's pages that show our widget: partners' sites on a port and under names of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import msgspec

STRICT = "default-src 'none'; script-src {site}; frame-src {site}; style-src 'none'"
"""What a host that trusts nothing but our loader and our frame allows."""


class HostPage(msgspec.Struct, frozen=True):
    body: str
    policy: str = ""


class Hosts:
    """One server under many names: `http://partner.localhost:<port>/<name>` is another site than `http://other.localhost`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, HostPage] = {}

    def origin(self, name: str) -> str:
        return f"http://{name}.localhost:{self.port}"

    def put(self, name: str, body: str, policy: str = "") -> str:
        """A page that every name shows; its path."""
        self.pages[f"/{name}"] = HostPage(DOCUMENT.format(body=body), policy)
        return f"/{name}"


DOCUMENT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A partner's page</title>
<link rel="icon" href="data:,"></head>
<body><h1>Our schools</h1>{body}<p>More about us.</p></body>
</html>"""


@contextmanager
def hosting() -> Iterator[Hosts]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    hosts = Hosts(server.server_address[1])
    server.hosts = hosts  # type: ignore[attr-defined]
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield hosts
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


class _Handler(BaseHTTPRequestHandler):
    # Browsers keep their connections.
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = self.server.hosts.pages.get(urlsplit(self.path).path)  # type: ignore[attr-defined]
        body = page.body.encode() if page else b"nothing here"
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if page and page.policy:
            self.send_header("Content-Security-Policy", page.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_words: object) -> None:  # noqa: A002
        """Tests say what went wrong."""
