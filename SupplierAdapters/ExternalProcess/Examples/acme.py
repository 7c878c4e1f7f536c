#!/usr/bin/env python3
"""A supplier adapter in Python, standard library only: a price list, orders, and their answers.

Speaks supplier-adapter/1: one JSON message a line, over standard input and output. Whatever is
logged goes to standard error. Try it:  broker adapter check acme

The supplier of this example is three names in [settings]: `file`, a CSV price list; `orders`, a
folder that takes orders; `answers`, a CSV file of what became of them. In the place of each stands
whatever your supplier has: a web service, a database, a mailbox.
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


def done(request, **more):
    send({"type": "done", "id": request["id"], **more})


# --- offers and answers -------------------------------------------------------------------------


def offer(row, line):
    """One row of the price list as a record; numbers stay the text that the supplier wrote."""
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


def answer(row, line):
    """One row of the answers, as order-messages/1 calls its columns; empty ones are left out."""
    return {name: value for name, value in row.items() if value}


STREAMS = {"offers": ("file", offer), "answers": ("answers", answer)}


def read(request, settings):
    if request["stream"] not in STREAMS:
        return fail(request, "config", f"there is no stream {request['stream']}")
    setting, record = STREAMS[request["stream"]]
    path = settings.get(setting, "")
    try:
        # The checkpoint says which version of the list was stored: the same one is not sent again.
        token = str(os.stat(path).st_mtime_ns)
        if request.get("checkpoint") == token:
            return done(request, status="complete")
        send({"type": "snapshot_begin"})
        count, batch = 0, []
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                batch.append(record(row, count + 2))
                count += 1
                if len(batch) == 500:
                    send({"type": "records", "records": batch})
                    batch = []
        if batch:
            send({"type": "records", "records": batch})
    except FileNotFoundError:
        if setting == "answers":
            return done(request, status="complete")
        return fail(request, "config", f"the list {path} is not there")
    except (OSError, KeyError, csv.Error) as error:
        return fail(request, "data", f"the list {path} cannot be read: {error!r}")
    send({"type": "snapshot_end", "count": count, "complete": True})
    send({"type": "checkpoint", "token": token})
    done(request, status="complete")


# --- orders -------------------------------------------------------------------------------------


def place(settings, key):
    """Where the supplier keeps the order of a key: the same key is the same order for ever."""
    return os.path.join(settings["orders"], key + ".json")


def knows(settings, number):
    """Whether the supplier has an order of this number, whatever it says."""
    return any(name.startswith(number + "-r1-") for name in os.listdir(settings["orders"]))


def submit(request, settings):
    """Takes an order, or a change of one, whose revision is above 1; both under their key."""
    path = place(settings, request["key"])
    part = path + ".part"
    try:
        if request.get("revision", 1) > 1 and not knows(settings, request["number"]):
            return done(request, outcome="rejected",
                        message=f"there is no order {request['number']}")
        if not os.path.exists(path):
            with open(part, "w", encoding="utf-8") as file:
                json.dump(request["document"], file)
                file.flush()
                os.fsync(file.fileno())
            os.rename(part, path)
    except KeyError:
        return fail(request, "config", "this supplier takes orders as JSON",
                    "Leave format out of the feed's file.")
    except OSError as error:
        # Before the rename nothing has arrived. Where you cannot know, say "unknown_outcome".
        return fail(request, "partner_offline", f"{path} cannot be written: {error!r}")
    done(request, outcome="accepted", reference=request["key"])


def status(request, settings):
    """Whether the supplier has the order: asked whenever it is not known what became of one."""
    has = os.path.exists(place(settings, request["key"]))
    done(request, outcome="accepted" if has else "absent")


# --- the conversation ---------------------------------------------------------------------------


def check(request, settings):
    for name, wanted in (("file", os.R_OK), ("orders", os.W_OK)):
        path = settings.get(name)
        if path is not None and not os.access(path, wanted):
            return fail(request, "config", f"{path} cannot be used",
                        f"Set {name} below [settings] in the feed's file.")
    done(request)


def main():
    send({"type": "hello", "protocol": "supplier-adapter/1", "adapter": "acme", "version": "2",
          "capabilities": ["catalog", "prices", "availability", "incremental",
                           "orders.send", "orders.change", "acks"]})
    settings = json.loads(sys.stdin.readline())["settings"]
    operations = {"check": check, "read": read, "submit": submit, "status": status}
    for line in sys.stdin:
        request = json.loads(line)
        operation = request["op"]
        if operation == "shutdown":
            return
        if operation in operations:
            operations[operation](request, settings)
        elif operation in ("discover", "ack", "spec"):
            done(request)
        else:
            fail(request, "internal", f"the operation {operation} is not known")


if __name__ == "__main__":
    main()
