#!/usr/bin/env python3
"""Five small suppliers, so that a round can be gone through whole; Python's standard library only.

    suppliers.py serve WORKSPACE    WEBTOOL's web service on the loopback; prints its port
    suppliers.py answer WORKSPACE   each supplier reads its new orders and drops its answers

Each reads an order in the form in which it is sent to it, and answers in its own:
NORDBOLT X12 850 and 855, EUROTEIL EDIFACT ORDERS and ORDRSP, FIXTEC records of 128 bytes and fixed
columns, WEBTOOL JSON over its web service both ways, PYPARTS JSON that a program hands to it and a
CSV file of its answers. NORDBOLT has only 600 bolts.
"""

import csv
import http.server
import io
import json
import pathlib
import sys

SHORT = {"NB-8040": 600}
DAY, TIME = "20260302", "1200"


class Line:
    def __init__(self, number, part, quantity, unit, date):
        self.number, self.part, self.unit, self.date = number, part, unit, date
        self.quantity = plain(quantity)
        self.confirmed = min(self.quantity, SHORT.get(part, self.quantity))

    @property
    def missing(self):
        return self.quantity - self.confirmed


def plain(text):
    """A whole number of pieces, whatever zeros stand behind its point."""
    whole, _, rest = str(text).partition(".")
    if rest.strip("0"):
        raise ValueError(f"{text} is no whole number of pieces")
    return int(whole)


# --- Reading orders ------------------------------------------------------------------------------


def read_x12(data):
    text = data.decode("ascii")
    separator = text[3]
    lines, number, date = [], "", ""
    for segment in text.replace("\n", "").split(text[105]):
        item = segment.split(separator)
        if item[0] == "BEG":
            number = item[3]
        elif item[0] == "DTM" and item[1] == "002":
            date = item[2]
            if lines and not lines[-1].date:
                lines[-1].date = date
        elif item[0] == "PO1":
            part = dict(zip(item[6::2], item[7::2]))["VP"]
            lines.append(Line(item[1], part, item[2], item[3], date))
        elif item[0] == "SCH":
            lines[-1].date = item[6]
    return number, lines


def read_edifact(data):
    lines, number = [], ""
    for segment in data.decode("latin-1").replace("\n", "")[9:].split("'"):
        item = [part.split(":") for part in segment.split("+")]
        if item[0][0] == "BGM":
            number = item[2][0]
        elif item[0][0] == "LIN":
            lines.append(Line(item[1][0], item[3][0], 0, "", ""))
        elif item[0][0] == "QTY" and item[1][0] == "21":
            known = lines[-1]
            lines[-1] = Line(known.number, known.part, item[1][1], item[1][2], known.date)
        elif item[0][0] == "DTM" and item[1][0] == "2" and lines:
            lines[-1].date = item[1][1]
    return number, lines


def read_records(data):
    lines, number = [], ""
    text = data.decode("latin-1")
    for record in (text[i:i + 128] for i in range(0, len(text), 128)):
        kind = record[:3]
        if kind == "511":
            number = record[34:54].strip()
        elif kind == "512":
            pieces = record[58:68] + "." + record[68:71]
            lines.append(Line(str(int(record[5:11])), record[11:33].strip(), pieces,
                              record[55:58].strip(), ""))
        elif kind == "513":
            lines[-1].date = "20" + record[5:11]
        elif kind == "519" and int(record[12:19]) != len(lines):
            raise ValueError("the trailer counts other lines")
    return number, lines


def read_json(data):
    order = json.loads(data)
    return order["orderNumber"], [
        Line(str(line["line"]), line["supplierPart"], line["quantity"], line["unit"],
             line["requestedDate"].replace("-", "")) for line in order["lines"]]


# --- Writing answers -----------------------------------------------------------------------------


def digits(order):
    return str(int("".join(c for c in order if c.isdigit())))


def write_x12(order, lines):
    number = digits(order)
    body = [f"BAK*00*AC*{order}*{DAY}****SO-{number}*{DAY}"]
    for line in lines:
        body.append(f"PO1*{line.number}*{line.quantity}*{line.unit}***VP*{line.part}")
        body.append(f"ACK*IA*{line.confirmed}*{line.unit}*067*{line.date}")
        if line.missing:
            body.append(f"ACK*R4*{line.missing}*{line.unit}")
    body.append(f"CTT*{len(lines)}")
    head = (f"ISA*00*          *00*          *ZZ*NORDBOLT       *ZZ*HAUSMANN       *{DAY[2:]}*{TIME}"
            f"*U*00401*{number.zfill(9)}*0*P*>")
    return "~\n".join([
        head, f"GS*PR*NORDBOLT*HAUSMANN*{DAY}*{TIME}*{number}*X*004010", "ST*855*0001", *body,
        f"SE*{len(body) + 2}*0001", f"GE*1*{number}", f"IEA*1*{number.zfill(9)}"]) + "~\n"


def write_edifact(order, lines):
    number = digits(order)
    body = [f"BGM+231+ET-{number}+4", f"DTM+137:{DAY}:102", f"RFF+ON:{order}"]
    for line in lines:
        body += [f"LIN+{line.number}+5+{line.part}:SA", f"QTY+113:{line.confirmed}:{line.unit}",
                 f"DTM+69:{line.date}:102"]
    body += ["UNS+S", f"CNT+2:{len(lines)}"]
    return "UNA:+.? '\n" + "'\n".join([
        f"UNB+UNOC:3+EUROTEIL+HAUSMANN+{DAY[2:]}:{TIME}+{number}", "UNH+1+ORDRSP:D:96A:UN", *body,
        f"UNT+{len(body) + 2}+1", f"UNZ+1+{number}"]) + "'\n"


def write_columns(order, lines):
    rows = [f"AH{'FA-' + digits(order):<14}{order:<20}{DAY}{TIME}00"]
    for line in lines:
        rows.append(f"AL{int(line.number):06}OK{line.confirmed * 1000:011}{line.date}")
    return "\n".join(rows + [f"AT000001{len(lines):06}"]) + "\n"


def statements(order, lines):
    for line in lines:
        yield {"kind": "acknowledgment", "document": f"A-{digits(order)}", "order": order,
               "written": "2026-03-02T12:00:00Z", "line": line.number, "outcome": "accepted",
               "quantity": str(line.confirmed),
               "date": f"{line.date[:4]}-{line.date[4:6]}-{line.date[6:]}"}


def write_json(order, lines):
    """As the web service tells it: words of its own, which the feed's settings translate."""
    return json.dumps([
        {"confirmation": row["document"], "customer_order": {"number": order, "line": row["line"]},
         "at": row["written"], "state": "CONFIRMED", "pieces": int(row["quantity"]),
         "delivery": row["date"]} for row in statements(order, lines)])


def write_csv(order, lines):
    rows = list(statements(order, lines))
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# How each reads and answers, where its orders come in and its answers go out.
SUPPLIERS = {
    "NORDBOLT": ("X12 850", read_x12, "X12 855", write_x12,
                 "outbox/NORDBOLT/PO-*", "inbox/nordbolt-answers/{}.edi"),
    "EUROTEIL": ("EDIFACT ORDERS", read_edifact, "EDIFACT ORDRSP", write_edifact,
                 "outbox/EUROTEIL/PO-*", "inbox/euroteil-answers/{}.edi"),
    "FIXTEC": ("records of 128 bytes", read_records, "fixed columns", write_columns,
               "outbox/FIXTEC/PO-*", "inbox/fixtec-answers/{}.txt"),
    "WEBTOOL": ("JSON", read_json, "JSON", write_json,
                "webtool/orders/PO-*", "webtool/answers/{}.json"),
    "PYPARTS": ("JSON", read_json, "CSV", write_csv,
                "pyparts/orders/PO-*", "pyparts/answers.csv"),
}


def answer(workspace):
    for supplier, (form, read, answer_form, write, orders, answers) in SUPPLIERS.items():
        for file in sorted(workspace.glob(orders)):
            order, lines = read(file.read_bytes())
            noted = workspace / "answered" / order
            if noted.exists():
                continue
            target = workspace / answers.format(order)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(write(order, lines), encoding="utf-8")
            noted.parent.mkdir(exist_ok=True)
            noted.touch()
            print(f"{supplier} reads {order} ({form}) and answers ({answer_form}):")
            for line in lines:
                rest = f", {line.missing} not to be had" if line.missing else ""
                print(f"    line {line.number}: {line.quantity} {line.unit} of {line.part}: "
                      f"{line.confirmed} confirmed for {line.date}{rest}")


def serve(workspace):
    """WEBTOOL: a price list, orders that are taken once each, and what became of them."""
    orders, answers = workspace / "webtool" / "orders", workspace / "webtool" / "answers"
    orders.mkdir(parents=True, exist_ok=True)
    answers.mkdir(parents=True, exist_ok=True)

    class Service(http.server.BaseHTTPRequestHandler):
        def say(self, status, content=b"{}"):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def known(self):
            known = self.headers.get("Authorization") == "Bearer five-suppliers"
            if not known:
                self.say(401)
            return known

        def do_GET(self):
            path, _, query = self.path.partition("?")
            if not self.known():
                return
            if path == "/v1/prices":
                self.say(200, (workspace / "lists" / "webtool.json").read_bytes())
            elif path == "/v1/answers":
                files = sorted(answers.glob("*.json"))
                since = int(query.partition("since=")[2] or 0)
                new = [row for file in files[since:] for row in json.loads(file.read_text())]
                self.say(200, json.dumps({"answers": new, "until": len(files)}).encode())
            elif path.startswith("/v1/orders/"):
                key = pathlib.PurePosixPath(path).name
                self.say(200 if (orders / key).exists() else 404)
            else:
                self.say(404)

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not self.known():
                return
            # The same key again is the same order: the first that came stays.
            file = orders / pathlib.PurePosixPath(self.headers["Idempotency-Key"]).name
            if not file.exists():
                file.write_bytes(body)
            self.say(201)

        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Service)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("serve", "answer"):
        sys.exit(__doc__)
    {"serve": serve, "answer": answer}[sys.argv[1]](pathlib.Path(sys.argv[2]))
