#!/usr/bin/env python3
"""Offers from a web service, by configuration alone; Python's standard library and nothing else.

Speaks supplier-adapter/1. Below [settings] in the feed's file:

    url          where the list is; https, or http where allow_http = true
    rows         path of the list in the answer: "data.items"; "" where the answer is the list
    format       "json" (default), "ndjson" or "csv"
    fields       table: record member = path in a row, as in price = "pricing.net"
    auth         "none" (default), "bearer", "basic" or "header"; header = "X-Api-Key" names the latter
    secret       name of the variable that holds token, user:password or key (also in secrets)
    pages        "none" (default), "link", "page", "offset" or "cursor"
    page_param, cursor_path, page_size       how pages are asked for and where the next one stands
    error_path   where an answer of status 200 says what went wrong: "error.message"
    allow_private, allow_http                 true for servers in the house
    tries, seconds, megabytes, maximum_pages  limits: 4, 20, 256, 1000

Redirects are not followed; the address is looked up once, checked, and connected to.
"""

import base64
import csv
import gzip
import hashlib
import http.client
import io
import ipaddress
import json
import os
import random
import socket
import ssl
import sys
import time
import urllib.parse


class Failure(Exception):
    """Why it cannot be done, by what is to be done about it."""

    def __init__(self, kind, message, help=None, retry_after=None):
        super().__init__(message)
        self.kind, self.help, self.retry_after = kind, help, retry_after


def send(message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def fail(request, error):
    message = {"type": "error", "id": request.get("id"), "class": error.kind,
               "message": str(error), "help": error.help}
    if error.retry_after is not None:
        message["retry_after_seconds"] = error.retry_after
    send(message)


# --- The network ---------------------------------------------------------------------------------


def checked_address(host, port, allow_private):
    """The address to connect to: every address of the name must be a public one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Failure("transient", f"the name {host} cannot be looked up: {error}")
    for entry in found:
        address = ipaddress.ip_address(entry[4][0].split("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not allow_private and not address.is_global:
            raise Failure("config", f"{host} leads to {address}, which is no public address",
                          "Set allow_private = true below [settings] for a server in the house.")
    return found[0][4][0]


class Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(self, url, settings):
        self.parts = urllib.parse.urlsplit(url)
        self.secure = self.parts.scheme == "https"
        if not self.secure and not (self.parts.scheme == "http" and settings.get("allow_http")):
            raise Failure("config", f"{self.parts.scheme}: is not asked",
                          "Use https, or set allow_http = true below [settings].")
        if not self.parts.hostname or self.parts.username:
            raise Failure("config", "the url has no host, or a user in it")
        port = self.parts.port or (443 if self.secure else 80)
        self.address = checked_address(self.parts.hostname, port, settings.get("allow_private"))
        super().__init__(self.parts.hostname, port, timeout=settings.get("seconds", 20))

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host)


def headers_for(settings, etag, modified):
    headers = {"Accept-Encoding": "gzip", "User-Agent": "supplier-adapter/1"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    kind = settings.get("auth", "none")
    if kind != "none":
        secret = os.environ.get(settings.get("secret", ""))
        if not secret:
            raise Failure("config", "the secret is not there", "Name it in secret and in secrets.")
        if kind == "bearer":
            headers["Authorization"] = "Bearer " + secret
        elif kind == "basic":
            headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        else:
            headers[settings.get("header", "X-Api-Key")] = secret
    return headers


def limited_body(response, limit):
    body = response.read(limit + 1)
    if len(body) > limit:
        raise Failure("data", f"the answer has more than {limit >> 20} MB")
    stated = response.headers.get("Content-Length")
    if stated is not None and int(stated) != len(body):
        raise http.client.IncompleteRead(body)
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(limit + 1)
        if len(body) > limit:
            raise Failure("data", f"the unpacked answer has more than {limit >> 20} MB")
    return body


def seconds_asked(response):
    text = (response.headers.get("Retry-After") or "").strip()
    return int(text) if text.isdigit() else None


def get(url, settings, etag=None, modified=None):
    """One answer: status, headers, body. Tries again where that may help, never for long."""
    tries = settings.get("tries", 4)
    limit = settings.get("megabytes", 256) << 20
    pause = 0.0
    for number in range(1, tries + 1):
        time.sleep(pause)
        try:
            connection = Pinned(url, settings)
            target = urllib.parse.urlunsplit(("", "", connection.parts.path or "/",
                                              connection.parts.query, ""))
            connection.request("GET", target, headers=headers_for(settings, etag, modified))
            response = connection.getresponse()
            body = limited_body(response, limit)
            connection.close()
        except (OSError, http.client.HTTPException, EOFError) as error:
            if number == tries:
                raise Failure("transient", f"no whole answer came in {tries} tries: {error!r}")
            pause = random.uniform(0, min(0.2 * 2 ** number, 5))
            continue
        status, wait = response.status, seconds_asked(response)
        if status in (429, 503) or status >= 500:
            if number == tries or (wait or 0) > 5:
                kind = "rate_limited" if status == 429 else "transient"
                raise Failure(kind, f"the server answered {status}", retry_after=wait)
            pause = wait if wait is not None else random.uniform(0, min(0.2 * 2 ** number, 5))
            continue
        if status in (401, 403):
            raise Failure("auth", f"the server answered {status}", "Look at auth and secret.")
        if status == 404:
            raise Failure("not_found", "the server answered 404", "Look at url.")
        if 300 <= status < 400 and status != 304:
            raise Failure("config", f"the server answered {status}, to "
                          f"{response.headers.get('Location')}", "Redirects are not followed.")
        if status not in (200, 304):
            raise Failure("contract", f"the server answered {status}")
        return status, response.headers, body


# --- What is in an answer ------------------------------------------------------------------------


def at(value, path):
    """What stands at a path such as pricing.net or prices.0.amount; None where nothing does."""
    for step in [step for step in path.split(".") if step]:
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def parsed(body, settings):
    """Rows, and the whole answer for what stands beside them; numbers stay text."""
    kind = settings.get("format", "json")
    try:
        text = body.decode("utf-8-sig")
        if kind == "csv":
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            return rows, None
        if kind == "ndjson":
            lines = [line for line in text.split("\n") if line.strip()]
            return [json.loads(line, parse_float=str, parse_int=str) for line in lines], None
        answer = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, csv.Error) as error:
        start = body[:60].decode("utf-8", "replace")
        raise Failure("contract", f"the answer is no {kind} ({error}): {start!r}")
    if settings.get("error_path"):
        problem = at(answer, settings["error_path"])
        if problem:
            raise Failure("transient", f"the server answered 200 and says: {problem}")
    rows = at(answer, settings.get("rows", ""))
    if not isinstance(rows, list):
        raise Failure("contract", f"there is no list at {settings.get('rows', '')!r}",
                      "Look at rows below [settings].")
    return rows, answer


def record(row, fields):
    found = {member: at(row, path) for member, path in fields.items()}
    return {member: value for member, value in found.items()
            if isinstance(value, str) and value != ""}


def with_query(url, **more):
    parts = urllib.parse.urlsplit(url)
    query = [pair for pair in urllib.parse.parse_qsl(parts.query) if pair[0] not in more]
    query += [(name, str(value)) for name, value in more.items()]
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def following(url, settings, number, count, seen, answer, headers):
    """Where the next page is; None behind the last."""
    kind = settings.get("pages", "none")
    size = settings.get("page_size", 100)
    if kind == "link":
        for part in (headers.get("Link") or "").split(","):
            if 'rel="next"' in part:
                target = part[part.index("<") + 1:part.index(">")]
                target = urllib.parse.urljoin(url, target)
                if urllib.parse.urlsplit(target)[:2] != urllib.parse.urlsplit(url)[:2]:
                    raise Failure("contract", f"the next page is on another server: {target}")
                return target
    elif kind == "cursor":
        cursor = at(answer, settings.get("cursor_path", "next"))
        if cursor:
            return with_query(url, **{settings.get("page_param", "cursor"): cursor})
    elif kind == "page" and count:
        return with_query(url, **{settings.get("page_param", "page"): number + 1})
    elif kind == "offset" and count:
        return with_query(url, **{settings.get("page_param", "offset"): seen, "limit": size})
    return None


def read(request, settings):
    # The token is ours and means nothing to others; one that is none of ours begins anew.
    try:
        state = json.loads(request.get("checkpoint") or "{}")
    except ValueError:
        state = {}
    state = state if isinstance(state, dict) else {}
    url = settings["url"]
    if settings.get("pages") in ("page", "offset"):
        first = 1 if settings["pages"] == "page" else 0
        url = with_query(url, **{settings.get("page_param", settings["pages"]): first})
    status, headers, body = get(url, settings, state.get("etag"), state.get("modified"))
    if status == 304:
        return
    token = {"etag": headers.get("ETag"), "modified": headers.get("Last-Modified")}
    whole, total, visited = hashlib.sha256(), 0, set()
    batches, number = [], 1
    while True:
        fingerprint = hashlib.sha256(body).digest()
        whole.update(fingerprint)
        rows, answer = parsed(body, settings)
        if rows and (fingerprint in visited or number > settings.get("maximum_pages", 1000)):
            raise Failure("data", f"page {number} repeats an earlier one, or there are too many")
        visited.add(fingerprint)
        total += len(rows)
        batches.append([record(row, settings["fields"]) for row in rows])
        url = following(url, settings, number, len(rows), total, answer, headers)
        if url is None:
            break
        number += 1
        _, headers, body = get(url, settings)
    token["hash"] = whole.hexdigest()
    if token["hash"] == state.get("hash"):
        return
    send({"type": "snapshot_begin", "stream": "offers"})
    for batch in batches:
        for start in range(0, len(batch), 500):
            send({"type": "records", "stream": "offers", "records": batch[start:start + 500]})
    send({"type": "snapshot_end", "stream": "offers", "count": total, "complete": True})
    send({"type": "checkpoint", "stream": "offers", "token": json.dumps(token)})


def main():
    send({"type": "hello", "protocol": "supplier-adapter/1", "adapter": "http-feed", "version": "1",
          "capabilities": ["catalog", "prices", "availability", "incremental"]})
    settings = json.loads(sys.stdin.readline())["settings"]
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "shutdown":
            return
        try:
            if request["op"] in ("check", "read"):
                missing = [name for name in ("url", "fields") if name not in settings]
                if missing:
                    raise Failure("config", f"{missing[0]} is missing below [settings]")
                headers_for(settings, None, None)
                if request["op"] == "read":
                    read(request, settings)
            elif request["op"] not in ("discover", "ack", "spec"):
                raise Failure("internal", f"the operation {request['op']} is not known")
            send({"type": "done", "id": request["id"], "status": "complete"})
        except Failure as error:
            fail(request, error)


if __name__ == "__main__":
    main()
