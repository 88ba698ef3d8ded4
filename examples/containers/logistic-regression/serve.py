"""The inference container: a web server for a batch transform."""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import MODEL
from logistic_regression import LogisticRegression

PORT = int(os.environ.get("PORT", "8080"))


def is_header(line):
    """Whether a line has the names of columns: a file can begin with one, and is sent in several requests."""
    try:
        float(line.split(",")[0])
        return False
    except ValueError:
        return True


def scores(model, body):
    """One line for each record, with a newline after each."""
    lines = [line for line in body.splitlines() if line.strip()]
    if lines and is_header(lines[0]):
        lines = lines[1:]
    return "".join(f"{model.score([float(value) for value in line.split(',')]):.6f}\n" for line in lines)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None

    def do_GET(self):
        if self.path == "/ping":
            self.answer(200)
        elif self.path == "/execution-parameters":
            parameters = {"MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}
            self.answer(200, json.dumps(parameters), "application/json")
        else:
            self.answer(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path != "/invocations":
            return self.answer(404)
        content_type = self.headers.get("Content-Type", "").split(";")[0]
        if content_type != "text/csv":
            return self.answer(415, f"the content type must be text/csv, got {content_type}\n", "text/plain")
        try:
            return self.answer(200, scores(self.model, body), "text/csv")
        except ValueError:
            return self.answer(400, "a record must be numbers with a comma between them\n", "text/plain")

    def answer(self, status, body="", content_type=None):
        payload = body.encode()
        self.send_response(status)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        """Logs nothing: a log of every request would be the largest part of the output."""


def main():
    Handler.model = LogisticRegression.load(MODEL)
    ThreadingHTTPServer(("0.0.0.0", PORT), Handler).serve_forever()
