"""A supplier's web service that misbehaves as real ones do; loopback only, ends after 60 seconds.

Prints its port. What it does is in the path: /ok, /pages?page=N, /link, /cursor, /throttled, /half …
Letters go to /letters/KIND by POST, signed; /letters lists them.
Orders go to /orders/KIND by POST and are asked for at /orders/KIND/KEY; /received lists them.
"""

import base64
import gzip
import hashlib
import hmac
import http.server
import json
import os
import threading
import urllib.parse

ROWS = [{"sku": "A", "pricing": {"net": 0.00012}, "stock": 7}, {"sku": "B", "pricing": {"net": 12.5}}]
DOCUMENTS = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "Fixtures", "Suppliers", "FlatFileEDI")
counts = {}
orders = {}
acknowledged = []
letters = {}
LETTER_KEY = b"letters are signed with this key"
tokens = set()
gate = threading.Event()  # never set: who waits for it waits for the end of the server


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
        if path.startswith("/orders/"):
            return self.tell_order(*path.split("/")[2:4])
        getattr(self, "on_" + path.strip("/"), self.on_missing)(query)

    def on_missing(self, query):
        self.answer({}, 404)

    def on_answers(self, query):
        if query == "since=2":
            return self.answer({"data": [], "until": 2})
        answers = [
            {"id": "A-1", "po": {"number": "PO-000007", "line": n}, "at": "2026-03-02T09:00:00Z",
             "state": state, "pieces": pieces, "day": "2026-03-09", "uom": "CA", "asked": 2}
            for n, state, pieces in ((1, "OK", 60), (2, "LATER", 40), (3, "OK", "many"))]
        self.answer(json.dumps({"data": answers, "until": 2}, indent=1).encode(), ETag='"a1"')

    def on_document(self, query):
        """A file of Fixtures/Suppliers/FlatFileEDI, as it is."""
        with open(os.path.join(DOCUMENTS, query), "rb") as file:
            body = file.read()
        tag = hashlib.sha256(body).hexdigest()[:8]
        if self.headers.get("If-None-Match") == tag:
            return self.answer(b"", 304)
        self.answer(body, ETag=tag)

    def on_newsless(self, query):
        self.answer(b"")

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

    def on_always_same(self, query):
        self.answer(b"", 304)

    def on_basic(self, query):
        ok = self.headers.get("Authorization") == "Basic " + base64.b64encode(b"broker:tok-4711-secret").decode()
        self.answer({"data": ROWS} if ok else {}, 200 if ok else 401)

    def on_key(self, query):
        ok = "tok-4711-secret" in (self.headers.get("X-Api-Key"), *urllib.parse.parse_qs(query).get("key", []))
        self.answer({"data": ROWS} if ok else {"seen": self.path}, 200 if ok else 403)

    def on_oauth(self, query):
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        # The first token is one that the service does not take any more.
        ok = token in tokens and token != "token-1"
        self.answer({"data": ROWS} if ok else {}, 200 if ok else 401)

    def on_signed(self, query):
        seconds = self.headers.get("X-Time", "")
        text = f"GET\n{self.path}\n{seconds}\n".encode()
        wanted = "v1=" + hmac.new(b"tok-4711-secret", text, hashlib.sha256).hexdigest()
        ok = hmac.compare_digest(wanted, self.headers.get("X-Signature") or "")
        self.answer({"data": ROWS} if ok else {}, 200 if ok else 401)

    def on_offset(self, query):
        at = int(urllib.parse.parse_qs(query)["offset"][0])
        self.answer({"data": ROWS[at:at + 1], "meta": {"total": 2}})

    def on_short(self, query):
        at = int(urllib.parse.parse_qs(query)["offset"][0])
        self.answer({"data": ROWS[at:at + 1], "meta": {"total": 3}})

    def on_shifting(self, query):
        at = int(urllib.parse.parse_qs(query)["offset"][0])
        self.answer({"data": ROWS[at:at + 1], "meta": {"total": 2 + at}})

    def on_hole(self, query):
        number = int(query.split("page=")[1])
        self.answer({"data": ROWS[number - 1:number]}, 500 if number == 2 else 200)

    def on_circle(self, query):
        self.answer({"data": ROWS[:1] if "b" in query else ROWS[1:],
                     "next": "/circle?a" if "b" in query else "/circle?b"})

    def on_changes(self, query):
        if "since=two" in query:
            return self.answer({"data": [], "until": "three"})
        if "since=one" in query:
            return self.answer({"data": [{"sku": "A", "gone": True}, {"sku": "C", "pricing": {"net": "2"}}],
                                "until": "two"})
        self.answer({"data": ROWS, "until": "one"})

    def on_zipped(self, query):
        self.answer(gzip.compress(json.dumps({"data": ROWS}).encode()), Content_Encoding="gzip")

    def on_short_body(self, query):
        self.answer({"data": ROWS}, Content_Length=20)

    def on_endless(self, query):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 65536)
        except OSError:
            self.close_connection = True

    def on_drip(self, query):
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            while not gate.wait(0.05):
                self.wfile.write(b" ")
        except OSError:
            self.close_connection = True

    def on_silent(self, query):
        gate.wait(5)

    def on_unmarked(self, query):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"sku,price\r\nA,0.00012\r\n")

    def on_metadata(self, query):
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def on_moved(self, query):
        self.answer(b"", 302, Location="/ok")

    def on_moving(self, query):
        self.answer(b"", 302, Location="/moving?" + str(counts["/moving"]))

    def on_partly(self, query):
        self.answer({"data": ROWS, "parts": [{"status": 200}, {"status": 500}]}, 207)

    def on_xml(self, query):
        self.answer(b"<list><item sku='A'><price>0.00012</price></item>\n"
                    b"<item sku='B'><price>12.5</price></item></list>")

    def on_odd(self, query):
        self.answer(b'{"data":[{"sku":"A","pricing":{"net":1.2E-4}},\n{"sku":"B","pricing":{"net":"x"}},'
                    b'{"sku":null,"pricing":{"net":3}}]}')

    def on_house(self, query):
        self.answer({"data": [{"sku": "X-1", "net": 1.2, "stock": 100}, {"sku": "X-2", "net": 8, "stock": 20},
                              {"sku": "X-3", "net": "3.50", "stock": 40}]})

    def on_received(self, query):
        self.answer({"orders": list(orders.values()), "counts": counts})

    # Orders. A key names an order once; whoever sends it again gets the first answer.

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/token":
            return self.give_token(body)
        if self.path.startswith("/acks"):
            return self.take_acknowledgment(body)
        kind = self.path.split("/")[2]
        if self.path.startswith("/letters/"):
            return self.take_letter(kind, body)
        counts["POST " + self.path] = counts.get("POST " + self.path, 0) + 1
        key = self.headers.get("Idempotency-Key", "")
        if kind == "refusing":
            return self.answer({"error": "part A is not sold"}, 422)
        if kind == "busy":
            return self.answer({}, 503, Retry_After=3600)
        if kind == "vanishing":
            self.close_connection = True
            return
        known = key in orders
        orders.setdefault(key, {"key": key, "body": json.loads(body)})
        if kind == "losing" and not known:
            self.close_connection = True
            return
        if kind == "stalling" and not known:
            gate.wait(5)
            return
        self.answer({"id": "S-1", "status": "received"}, 201)

    def take_acknowledgment(self, body):
        if self.path == "/acks/failing":
            return self.answer({}, 500)
        acknowledged.append({"type": self.headers.get("Content-Type"), "body": body.decode()})
        self.answer({}, 202)

    def on_acknowledged(self, query):
        self.answer(acknowledged)

    def take_letter(self, kind, body):
        """A receiver of Standard Webhooks 1.0 that takes each id once."""
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        call, moment, signature = (self.headers.get(name, "") for name in names)
        code = hmac.new(LETTER_KEY, f"{call}.{moment}.".encode() + body, hashlib.sha256).digest()
        if "v1," + base64.b64encode(code).decode() not in signature.split(" "):
            return self.answer({}, 401)
        if kind in ("failing", "gone"):
            return self.answer({}, 500 if kind == "failing" else 410)
        if kind == "slow":
            return gate.wait(5)
        known = call in letters
        letters.setdefault(call, body.decode())
        if kind == "losing" and not known:
            self.close_connection = True
            return
        self.answer(b"", 204)

    def on_letters(self, query):
        self.answer([[call, body] for call, body in letters.items()])

    def tell_order(self, kind, key):
        if kind == "mute":
            return self.answer({}, 500)
        key = urllib.parse.unquote(key)
        self.answer({"id": "S-1", "status": "received"} if key in orders else {}, 200 if key in orders else 404)

    def give_token(self, body):
        ok = self.headers.get("Authorization") == "Basic " + base64.b64encode(b"us:tok-4711-secret").decode()
        if not ok or b"grant_type=client_credentials" not in body:
            return self.answer({"error": "invalid_client"}, 401)
        token = f"token-{len(tokens) + 1}"
        tokens.add(token)
        self.answer({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def on_ndjson(self, query):
        self.answer("\n".join(json.dumps(row) for row in ROWS).encode())

    def on_csv(self, query):
        self.answer("sku,price\r\nA,0.00012\r\nB,12.5\r\n".encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Timer(60, server.shutdown).start()
print(server.server_address[1], flush=True)
server.serve_forever()
