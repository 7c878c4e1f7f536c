#!/usr/bin/env python3
"""A supplier adapter in Python, standard library only: reads a CSV price list.

Speaks supplier-adapter/1: one JSON message a line, over standard input and output. Whatever is
logged goes to standard error. Try it:  broker adapter check acme
"""

import csv
import json
import os
import sys


def send(message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def fail(request, kind, message, help=None, **more):
    send({"type": "error", "id": request.get("id"), "class": kind, "message": message,
          "help": help, **more})


def record(row, line):
    """One row of the list as a record; numbers stay the text that the supplier wrote."""
    return {
        "part": row["part"],
        "description": row["text"],
        "currency": row["currency"],
        "price": row["price"],
        "minimum": row["minimum"],
        "multiple": row["pack"],
        "on_hand": row["stock"],
        "lead_time_days": row["days"],
        "lead_time_from_stock_days": 2,
        "line": line,
    }


def check(request, settings):
    path = settings.get("file", "")
    if not os.access(path, os.R_OK):
        return fail(request, "config", f"the price list {path} cannot be read",
                    "Set file below [settings] in the feed's file.")
    send({"type": "done", "id": request["id"]})


def read(request, settings):
    path = settings["file"]
    try:
        # The checkpoint says which version of the list was stored: the same one is not sent again.
        token = str(os.stat(path).st_mtime_ns)
        if request.get("checkpoint") == token:
            return send({"type": "done", "id": request["id"], "status": "complete"})
        send({"type": "snapshot_begin", "stream": "offers"})
        count, batch = 0, []
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                batch.append(record(row, count + 2))
                count += 1
                if len(batch) == 500:
                    send({"type": "records", "stream": "offers", "records": batch})
                    batch = []
        if batch:
            send({"type": "records", "stream": "offers", "records": batch})
    except (OSError, KeyError, csv.Error) as error:
        return fail(request, "data", f"the price list {path} cannot be read: {error!r}")
    send({"type": "snapshot_end", "stream": "offers", "count": count, "complete": True})
    send({"type": "checkpoint", "stream": "offers", "token": token})
    send({"type": "done", "id": request["id"], "status": "complete"})


def main():
    send({"type": "hello", "protocol": "supplier-adapter/1", "adapter": "acme", "version": "1",
          "capabilities": ["catalog", "prices", "availability", "incremental"]})
    settings = json.loads(sys.stdin.readline())["settings"]
    for line in sys.stdin:
        request = json.loads(line)
        operation = request["op"]
        if operation == "shutdown":
            return
        if operation == "check":
            check(request, settings)
        elif operation == "read":
            read(request, settings)
        elif operation in ("discover", "ack", "spec"):
            send({"type": "done", "id": request["id"]})
        else:
            fail(request, "internal", f"the operation {operation} is not known")


if __name__ == "__main__":
    main()
