"""A supplier's web service that misbehaves as real ones do; loopback only, ends after 60 seconds.

Prints its port. What it does is in the path: /ok, /pages?page=N, /link, /cursor, /throttled, /half …
"""

import gzip
import http.server
import json
import threading

ROWS = [{"sku": "A", "pricing": {"net": 0.00012}, "stock": 7}, {"sku": "B", "pricing": {"net": 12.5}}]
counts = {}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, body, status=200, **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path, _, query = self.path.partition("?")
        counts[path] = counts.get(path, 0) + 1
        getattr(self, "on_" + path.strip("/"), self.on_missing)(query)

    def on_missing(self, query):
        self.answer({}, 404)

    def on_ok(self, query):
        if self.headers.get("If-None-Match") == '"v1"':
            return self.answer(b"", 304)
        self.answer({"data": ROWS}, ETag='"v1"')

    def on_changing_etag(self, query):
        self.answer({"data": ROWS}, ETag=f'"{counts["/changing_etag"]}"')

    def on_bearer(self, query):
        ok = self.headers.get("Authorization") == "Bearer tok-4711-secret"
        self.answer({"data": ROWS} if ok else {}, 200 if ok else 401)

    def on_pages(self, query):
        number = int(query.split("page=")[1])
        self.answer({"data": ROWS[number - 1:number]})

    def on_stuck(self, query):
        self.answer({"data": ROWS})

    def on_link(self, query):
        last = "second" in query
        link = {} if last else {"Link": '</link?second>; rel="next"'}
        self.answer({"data": ROWS[1:] if last else ROWS[:1]}, **link)

    def on_foreign_link(self, query):
        self.answer({"data": ROWS[:1]}, Link='<http://192.0.2.1/x>; rel="next"')

    def on_cursor(self, query):
        last = "cursor=two" in query
        self.answer({"data": ROWS[1:] if last else ROWS[:1], "next": None if last else "two"})

    def on_recovering(self, query):
        if counts["/recovering"] < 3:
            return self.answer({}, 503, Retry_After=0)
        self.answer({"data": ROWS})

    def on_throttled(self, query):
        self.answer({}, 429, Retry_After=3600)

    def on_half(self, query):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"data": [')

    def on_html(self, query):
        self.answer(b"<html>Please log in</html>")

    def on_inner_error(self, query):
        self.answer({"error": {"message": "no stock data"}, "data": []})

    def on_redirect(self, query):
        self.answer(b"", 302, Location="http://192.0.2.1/")

    def on_bomb(self, query):
        self.answer(gzip.compress(b" " * (8 << 20)), Content_Encoding="gzip")

    def on_drifted(self, query):
        self.answer({"items": ROWS})

    def on_ndjson(self, query):
        self.answer("\n".join(json.dumps(row) for row in ROWS).encode())

    def on_csv(self, query):
        self.answer("sku,price\r\nA,0.00012\r\nB,12.5\r\n".encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Timer(60, server.shutdown).start()
print(server.server_address[1], flush=True)
server.serve_forever()
