#!/usr/bin/env python3
"""Makes the file that `broker leadtime backtest` reads from the published shipment file.

    python3 make_orders.py SHIPMENTS.csv >orders.csv

SHIPMENTS.csv is the "Supply Chain Shipment Pricing Data" of the US Agency for International
Development (public domain). One row out for each row in that has a date in "PO Sent to Vendor
Date"; rows delivered from a warehouse and those whose date was not captured have none. Supplier
and item are "Vendor" and "Item Description", promised is "Scheduled Delivery Date", received is
"Delivered to Client Date". Nothing is mended: what is wrong in the file stays wrong. Python
standard library only; the same input gives the same bytes.
"""

import csv
import datetime
import sys

STYLES = ("%d-%b-%y", "%m/%d/%y")


def day(text):
    """A date in either style of the file; nothing for words such as "Date Not Captured"."""
    for style in STYLES:
        try:
            return datetime.datetime.strptime(text.strip(), style).date().isoformat()
        except ValueError:
            continue
    return ""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["supplier", "item", "ordered", "promised", "received"])
    with open(sys.argv[1], encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            ordered = day(row["PO Sent to Vendor Date"])
            if ordered:
                out.writerow([
                    row["Vendor"].strip(), row["Item Description"].strip(), ordered,
                    day(row["Scheduled Delivery Date"]), day(row["Delivered to Client Date"]),
                ])


if __name__ == "__main__":
    main()
