#!/usr/bin/env python3
"""Makes the quickstart sourcing round from the published shipment file.

    python3 make_quickstart.py SHIPMENTS.csv [--out FOLDER]

SHIPMENTS.csv is the "Supply Chain Shipment Pricing Data" of the US Agency for International
Development (public domain), the deliveries before 2012. Python standard library only; the same
input gives the same bytes. SOURCES.md says of every column whether it is a fact of the file,
derived from it by a rule, or invented by a rule.
"""

import argparse
import csv
import datetime
import hashlib
import io
import pathlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

AS_OF = datetime.date(2012, 1, 16)
ROUND_YEAR = 2012
WAREHOUSE = "SCMS from RDC"
LEAST_VALUE, GREATEST_VALUE = Decimal(100), Decimal(8000)
LAST_MONTH = 8
MOST_LINES_PER_ITEM = 8
CENT = Decimal("0.01")

# Vendor as the file writes it -> (our supplier code, feed). The feed is our arrangement.
VENDORS = {
    "Aurobindo Pharma Limited": ("AUROBINDO", "generics"),
    "AUROBINDO PHARAM (SOUTH AFRICA)": ("AUROBINDO-ZA", "generics"),
    "CIPLA LIMITED": ("CIPLA", "generics"),
    "EMCURE PHARMACEUTICALS LTD": ("EMCURE", "generics"),
    "HETERO LABS LIMITED": ("HETERO", "generics"),
    "MYLAN LABORATORIES LTD (FORMERLY MATRIX LABORATORIES)": ("MYLAN", "generics"),
    "STRIDES ARCOLAB LIMITED": ("STRIDES", "generics"),
    "SUN PHARMACEUTICAL INDUSTRIES LTD (RANBAXY LABORATORIES LIMITED)": ("SUN", "generics"),
    "ASPEN PHARMACARE": ("ASPEN", "generics"),
    "IDA FOUNDATION": ("IDA", "generics"),
    "MISSIONPHARMA A/S": ("MISSIONPHARMA", "generics"),
    "Abbott GmbH & Co. KG": ("ABBOTT-DE", "diagnostics"),
    "AHN (PTY) LTD (AKA UCB (S.A.)": ("AHN", "diagnostics"),
    "BIO-RAD LABORATORIES (FRANCE)": ("BIO-RAD", "diagnostics"),
    "BUNDI INTERNATIONAL DIAGNOSTICS LTD": ("BUNDI", "diagnostics"),
    "CHEMBIO DIAGNOSTIC SYSTEMS, INC.": ("CHEMBIO", "diagnostics"),
    "INVERNESS MEDICAL INNOVATIONS SOUTH AFRICA (PTY) LTD": ("INVERNESS", "diagnostics"),
    "KAS MEDICS LIMITED": ("KAS", "diagnostics"),
    "Orasure Technologies Inc.": ("ORASURE", "diagnostics"),
    "Orgenics, Ltd": ("ORGENICS", "diagnostics"),
    "Premier Medical Corporation Ltd.": ("PREMIER", "diagnostics"),
    "REINBOLD EXPORT IMPORT": ("REINBOLD", "diagnostics"),
    "SETEMA LIMITED PLC": ("SETEMA", "diagnostics"),
    "SHANGHAI KEHUA BIOENGINEERING CO.,LTD.  (KHB)": ("KEHUA", "diagnostics"),
    "Standard Diagnostics, Inc.": ("STANDARD-DIAG", "diagnostics"),
    "SUB-SAHARAN BIOMEDICAL P.L.C.": ("SUB-SAHARAN", "diagnostics"),
    "Trinity Biotech, Plc": ("TRINITY", "diagnostics"),
    "TURE PHARMACEUTICALS & MEDICAL SUPPLIES P.L.C.": ("TURE", "diagnostics"),
    "ZEPHYR BIOMEDICALS": ("ZEPHYR", "diagnostics"),
    "ABBOTT LABORATORIES (PUERTO RICO)": ("ABBOTT-PR", "brands"),
    "ABBOTT LOGISTICS B.V.": ("ABBOTT-NL", "brands"),
    "ABBVIE LOGISTICS (FORMERLY ABBOTT LOGISTICS BV)": ("ABBVIE", "brands"),
    "ABBVIE, SRL (FORMALLY ABBOTT LABORATORIES INTERNATIONAL CO.)": ("ABBVIE-SRL", "brands"),
    "BRISTOL-MYERS SQUIBB": ("BMS", "brands"),
    "CENTRAL PHARMACEUTICAL COMPANY NO. 1": ("CPC1", "brands"),
    "GILEAD SCIENCES IRELAND, INC.": ("GILEAD", "brands"),
    "GLAXOSMITHKLINE EXPORT LIMITED": ("GSK", "brands"),
    "Hoffmann-La Roche ltd Basel": ("ROCHE", "brands"),
    "IDIS LIMITED": ("IDIS", "brands"),
    "INTERNATIONAL HEALTHCARE DISTRIBUTORS": ("IHD", "brands"),
    "JSI R&T INSTITUTE, INC.": ("JSI", "brands"),
    "LAWRENCE LABORATORIES (SUBSIDIARY OF BRISTOL MYERS SQUIBB)": ("LAWRENCE", "brands"),
    "MERCK SHARP & DOHME IDEA GMBH (FORMALLY MERCK SHARP & DOHME B.V.)": ("MSD", "brands"),
    "PUETRO RICO PHARMACEUTICAL, INC.": ("PRP", "brands"),
    "S. BUYS WHOLESALER": ("SBUYS", "brands"),
}
# The file's name of a bundle of packs -> (the item it is made of, packs in the bundle).
BUNDLES = {
    "Ritonavir 100mg [Norvir], capsules, cool, 4 x 84 Caps": (
        "Ritonavir 100mg [Norvir], capsules, cool, 84 Caps",
        4,
    ),
}
# Priority class -> (late cost per day, unmet cost), as parts of the item's reference price.
PRIORITIES = {
    "urgent": (Decimal("0.0090"), Decimal("4.50")),
    "standard": (Decimal("0.0030"), Decimal("3.00")),
    "routine": (Decimal("0.0010"), Decimal("2.20")),
}
# Lines of items in this price range leave the costs to their class (broker.toml).
CLASS_PRICED = (Decimal(6), Decimal(12))
# Supplier -> the terms the file is silent about.
DISCOUNTS = {
    "MYLAN": (("units", 8000, "0.5"), ("units", 20000, "1.25")),
    "ORGENICS": (("value", 15000, "1"),),
    "TRINITY": (("value", 20000, "1"), ("value", 45000, "2.5")),
}
MOST_UNITS = {"STRIDES": 10000}
MOST_VALUE = {"HETERO": Decimal(75000)}
INDIAN = {"AUROBINDO", "CIPLA", "EMCURE", "HETERO", "MYLAN", "PREMIER", "STRIDES", "SUN", "ZEPHYR"}
# Rows that must be set aside: supplier and item of an offer -> what is wrong with its first row.
DAMAGE = {
    ("SUN", "Zidovudine 300mg, tablets, 60 Tabs"): ("price", "-10.84"),
    ("IDA", "Artemether/Lumefantrine 20/120mg [Coartem], scored tablets, Blister 30 x 18 Tabs"):
        ("minimum", "7.5"),
    ("TURE", "HIV 1/2, Uni-Gold HIV Kit, 20 Tests"): ("price", "55,O6"),
    ("IHD", "Didanosine EC 250mg [Videx EC], delayed-release capsules, Blister 3 x 10 Caps"):
        ("valid_from", "31-Feb-12"),
}
JSON_ORDERS = {"ORGENICS", "SBUYS"}
BREAK_SHARES = (("0.20", "0.45"), ("0.25", "0.60"), ("0.30", "0.70"), ("0.40", "0.80"))
SCALES = (("1", "1", "1"), ("1", "0.96", "0.92"), ("1", "0.94", "0.86"))
ON_HAND_SHARES = (None, "0", "0.10", "0.20", "0.35")


# Rules shared by all files --------------------------------------------------------------------


def draw(*parts, below):
    """A number from 0 to below - 1 that depends on the parts alone."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return int.from_bytes(digest[:6], "big") % below


def quantile(values, share):
    """The nearest-rank quantile: always one of the values."""
    ordered = sorted(values)
    rank = int((Decimal(share) * len(ordered)).to_integral_value(ROUND_CEILING))
    return ordered[max(rank, 1) - 1]


def rounded(amount, step=CENT):
    return (amount / step).to_integral_value(ROUND_HALF_UP) * step


def nice(amount):
    """The amount with two significant digits, the second 0 or 5, at least 1."""
    whole = int(amount)
    if whole < 10:
        return max(whole, 1)
    step = 10 ** (len(str(whole)) - 1) // 2
    return whole // step * step


def up_to_multiple(amount, multiple):
    return -(-amount // multiple) * multiple


def plain(amount):
    """A decimal number without exponent and without needless zeros."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount):
    return format(amount.quantize(CENT), "f") if amount == rounded(amount) else plain(amount)


# The published file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Shipment:
    number: str
    project: str
    order: str
    item: str
    bundle: int
    vendor: str
    group: str
    same_use: tuple
    incoterm: str
    sent: datetime.date | None
    scheduled: datetime.date
    delivered: datetime.date
    quantity: int
    value: Decimal
    pack_price: Decimal
    freight: Decimal | None


def date_of(text):
    for pattern in ("%d-%b-%y", "%m/%d/%y"):
        try:
            return datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def number_of(text):
    return Decimal(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None


def shipment_of(row):
    item, bundle = BUNDLES.get(row["Item Description"], (row["Item Description"], 1))
    return Shipment(
        number=row["ID"],
        project=row["Project Code"],
        order=row["PO / SO #"],
        item=item,
        bundle=bundle,
        vendor=row["Vendor"],
        group=row["Product Group"],
        same_use=(
            row["Molecule/Test Type"],
            row["Dosage"],
            row["Dosage Form"],
            row["Unit of Measure (Per Pack)"],
        ),
        incoterm=row["Vendor INCO Term"],
        sent=date_of(row["PO Sent to Vendor Date"]),
        scheduled=date_of(row["Scheduled Delivery Date"]),
        delivered=date_of(row["Delivered to Client Date"]),
        quantity=int(row["Line Item Quantity"]),
        value=Decimal(row["Line Item Value"]),
        pack_price=Decimal(row["Pack Price"]),
        freight=number_of(row["Freight Cost (USD)"]),
    )


def read_shipments(path):
    text = pathlib.Path(path).read_bytes().decode("utf-8-sig")
    return [shipment_of(row) for row in csv.DictReader(io.StringIO(text, newline=""))]


# What is asked for ----------------------------------------------------------------------------


@dataclass
class Item:
    code: str
    name: str
    group: str
    same_use: tuple
    reference_price: Decimal
    open_quantity: int = 0
    salvage: Decimal = Decimal(0)


@dataclass
class Line:
    order: str
    line: str
    customer: str
    item: str
    quantity: int
    need_by: datetime.date
    priority: str
    late_cost: Decimal | None
    unmet_cost: Decimal | None
    split: str
    accepts_substitute: bool
    cause: str


def moved_into_round(day):
    """The same weekday, whole years of 52 weeks later, so that it falls into the round's year."""
    return day + datetime.timedelta(weeks=52 * (ROUND_YEAR - day.year))


def eligible_orders(shipments):
    """Real order lines that may stand in the round, by item, the latest first."""
    by_item = defaultdict(list)
    for shipment in shipments:
        fits = LEAST_VALUE <= shipment.value <= GREATEST_VALUE and shipment.bundle == 1
        if fits and 2007 <= shipment.scheduled.year and shipment.scheduled.month <= LAST_MONTH:
            by_item[shipment.item].append(shipment)
    for orders in by_item.values():
        orders.sort(key=lambda order: (order.scheduled, int(order.number)), reverse=True)
    return by_item


def priced(shipments):
    """Vendors' shipments with a price (the file has some at 0.01 for samples)."""
    pairs = defaultdict(list)
    for shipment in shipments:
        if shipment.vendor in VENDORS and shipment.pack_price >= Decimal("0.10"):
            pairs[shipment.item, shipment.vendor].append(shipment)
    return pairs


def recent(shipments):
    """The shipments of the last two years before the last of them."""
    latest = max(shipment.delivered for shipment in shipments)
    return [s for s in shipments if (latest - s.delivered).days <= 730]


def choose_items(shipments, pairs):
    orders_by_item = eligible_orders(shipments)
    vendors_by_item = defaultdict(set)
    for item, vendor in pairs:
        vendors_by_item[item].add(vendor)
    items, counts = [], Counter()
    for name in sorted(orders_by_item):
        orders, vendors = orders_by_item[name], vendors_by_item[name]
        enough = len(vendors) >= 2 or (len(vendors) == 1 and len(orders) >= 4)
        if not enough or name.startswith("#"):
            continue
        first = orders[0]
        counts[first.group] += 1
        prices = [s.pack_price / s.bundle for s in recent(
            [s for (item, _), rows in pairs.items() if item == name for s in rows]
        )]
        items.append(Item(
            code=f"{first.group}-{counts[first.group]:03}",
            name=name,
            group=first.group,
            same_use=first.same_use,
            reference_price=rounded(quantile(prices, "0.5")),
        ))
    return items, orders_by_item


def line_of(order, item):
    roll = draw("priority", order.number, below=100)
    priority = "urgent" if roll < 20 else "standard" if roll < 70 else "routine"
    late, unmet = PRIORITIES[priority]
    class_value = CLASS_PRICED[0] <= item.reference_price <= CLASS_PRICED[1]
    shape = draw("split", order.number, below=100)
    causes = ("demand-surge", "supply", "supply", "supply", "production", "season", "other")
    return Line(
        order=order.order,
        line=order.number,
        customer=order.project,
        item=item.code,
        quantity=order.quantity,
        need_by=moved_into_round(order.scheduled),
        priority=priority,
        late_cost=None if class_value else rounded(item.reference_price * late, Decimal("0.0001")),
        unmet_cost=None if class_value else rounded(item.reference_price * unmet),
        split="single" if shape < 8 else "complete" if shape < 14 else "any",
        accepts_substitute=draw("substitute", order.number, below=100) < 35,
        cause=causes[draw("cause", order.number, below=len(causes))],
    )


def ask(shipments, pairs):
    items, orders_by_item = choose_items(shipments, pairs)
    lines = []
    for item in items:
        for order in orders_by_item[item.name][:MOST_LINES_PER_ITEM]:
            lines.append(line_of(order, item))
            item.open_quantity += order.quantity
    lines.sort(key=lambda line: int(line.line))
    return items, lines


# What is offered ------------------------------------------------------------------------------


@dataclass
class Supplier:
    code: str
    name: str
    feed: str
    incoterm: str
    order_cost: Decimal
    minimum_value: Decimal
    surcharge: Decimal | None
    freight: Decimal
    free_freight_from: Decimal | None
    maximum_units: int | None = None
    maximum_value: Decimal | None = None
    discounts: list = field(default_factory=list)
    blocked: bool = False


@dataclass
class Offer:
    """Prices and quantities are in the supplier's unit: `bundle` packs of the item."""

    supplier: str
    part: str
    item: str
    description: str
    bundle: int
    breaks: list
    minimum: int
    multiple: int
    maximum: int | None
    lead_days: int
    on_hand: int | None
    stock_days: int
    unit_cost: Decimal
    valid_from: datetime.date
    valid_through: datetime.date
    damage: tuple | None = None


def order_days(shipments):
    """Real days from order to delivery, without the file's few impossible ones."""
    days = [(s.delivered - s.sent).days for s in shipments if s.sent]
    return [d for d in days if 3 <= d <= 400]


def fixed_freight(shipments):
    """The freight even a small order costs: a low quantile of the vendor's freight amounts."""
    amounts = [s.freight for s in shipments if s.freight is not None]
    if len(amounts) * 2 < len(shipments):
        return Decimal(0)
    return quantile(amounts, "0.1").to_integral_value(ROUND_HALF_UP)


def supplier_of(vendor, shipments):
    code, feed = VENDORS[vendor]
    incoterm = Counter(s.incoterm for s in shipments).most_common(1)[0][0]
    orders = defaultdict(Decimal)
    for shipment in shipments:
        orders[shipment.order] += shipment.value
    low = quantile(list(orders.values()), "0.25")
    minimum = min(max(Decimal(nice(low)), Decimal(250)), Decimal(25000))
    collects = incoterm in ("EXW", "FCA")
    freight = min(fixed_freight(shipments), Decimal(2500))
    return Supplier(
        code=code,
        name=" ".join(vendor.split()),
        feed=feed,
        incoterm=incoterm,
        order_cost=Decimal(240 if collects else 150),
        minimum_value=minimum,
        surcharge=minimum / 20 if draw("surcharge", code, below=3) == 0 else None,
        freight=freight,
        free_freight_from=Decimal(nice(freight * 60)) if freight >= 900 else None,
        maximum_units=MOST_UNITS.get(code),
        maximum_value=MOST_VALUE.get(code),
        discounts=list(DISCOUNTS.get(code, ())),
        blocked=len(shipments) == 1 and (AS_OF - shipments[0].delivered).days > 3 * 365,
    )


def price_breaks(item, vendor, prices, needed, minimum, multiple):
    """Prices are quartiles of the vendor's own; thresholds are shares of what is needed."""
    ladder = [quantile(prices, share) for share in ("0.75", "0.5", "0.25")]
    if len(set(ladder)) == 1:
        scale = SCALES[draw("scale", item.code, vendor, below=len(SCALES))]
        ladder = [rounded(ladder[0] * Decimal(part)) for part in scale]
    shares = BREAK_SHARES[draw("shares", item.code, vendor, below=len(BREAK_SHARES))]
    breaks = [(1, ladder[0])]
    for share, price in zip(shares, ladder[1:]):
        start = up_to_multiple(nice(needed * Decimal(share)), multiple)
        if price < breaks[-1][1] and start > max(breaks[-1][0], minimum):
            breaks.append((start, price))
    return breaks


def freight_per_unit(shipments, fixed, price):
    """What freight costs beyond the fixed part, per unit, at most a tenth of the price."""
    parts = [(s.freight - fixed) / s.quantity for s in shipments if s.freight is not None]
    if fixed == 0 or not parts:
        return Decimal(0)
    part = max(quantile(parts, "0.25"), Decimal(0))
    return rounded(min(part, price / 10), Decimal("0.001"))


def described(item, bundle):
    """The item as the file writes it, for a bundle the bundle's name."""
    for name, (single, packs) in BUNDLES.items():
        if (single, packs) == (item.name, bundle):
            return name
    return item.name


def part_of(supplier, item, vendor, bundle):
    """Feeds that follow the published file know parts by description, the others by number."""
    if supplier.feed == "brands":
        return described(item, bundle)
    number = draw("part", item.name, vendor, below=90000) + 10000
    return f"{supplier.code[:4].strip('-')}-{number}"


def offer_of(item, supplier, vendor, shipments, vendor_days, rivals):
    bundle = shipments[0].bundle
    latest = recent(shipments)
    days = order_days(shipments)
    days = days if len(days) >= 3 else vendor_days
    needed = item.open_quantity // bundle
    carton = 1 if item.reference_price >= 40 or bundle > 1 else (
        (1, 2, 5, 6, 10, 12)[draw("carton", item.code, vendor, below=6)])
    carton = carton if carton * 20 <= needed else 1
    prices = [s.pack_price for s in latest]
    smallest = min(min(s.quantity for s in shipments), max(needed // 8, 1))
    shelf = ON_HAND_SHARES[draw("shelf", item.code, vendor, below=len(ON_HAND_SHARES))]
    if supplier.code in ("SBUYS", "JSI", "IHD") and shelf in (None, "0"):
        shelf = "0.20"
    limited = rivals > 0 and draw("maximum", item.code, vendor, below=5) == 0
    minimum = up_to_multiple(nice(smallest), carton)
    breaks = price_breaks(item, vendor, prices, needed, minimum, carton)
    expired = draw("validity", item.code, vendor, below=40) == 0
    return Offer(
        supplier=supplier.code,
        part=part_of(supplier, item, vendor, bundle),
        item=item.code,
        description=described(item, bundle),
        bundle=bundle,
        breaks=breaks,
        minimum=minimum,
        multiple=carton,
        maximum=up_to_multiple(nice(needed * Decimal("0.75")), carton) if limited else None,
        lead_days=quantile(days, "0.5"),
        on_hand=None if shelf is None else int(needed * Decimal(shelf)),
        stock_days=min(max(quantile(days, "0.1"), 5), quantile(days, "0.5")),
        unit_cost=freight_per_unit(latest, supplier.freight, breaks[-1][1]),
        valid_from=datetime.date(2011, 7, 1) if expired else datetime.date(2012, 1, 1),
        valid_through=datetime.date(2011, 12, 31) if expired else datetime.date(2012, 6, 30),
        damage=DAMAGE.get((supplier.code, item.name)),
    )


def offer_all(shipments, pairs, items):
    by_vendor = defaultdict(list)
    for shipment in shipments:
        by_vendor[shipment.vendor].append(shipment)
    item_by_name = {item.name: item for item in items}
    vendors_of = Counter(name for name, _ in pairs)
    suppliers, offers = {}, []
    for (name, vendor), rows in sorted(pairs.items()):
        days = order_days(by_vendor[vendor])
        if name not in item_by_name or not days:
            continue
        code = VENDORS[vendor][0]
        if code not in suppliers:
            suppliers[code] = supplier_of(vendor, by_vendor[vendor])
        item, rivals = item_by_name[name], vendors_of[name] - 1
        offers.append(offer_of(item, suppliers[code], vendor, rows, days, rivals))
    return [suppliers[code] for code in sorted(suppliers)], offers


def item_rules(items, offers, pairs):
    """Who may sell an item: approvals for the three items most vendors sell, and blocks."""
    item_by_code = {item.code: item for item in items}
    vendor_by_code = {code: vendor for vendor, (code, _) in VENDORS.items()}
    sellers = Counter(offer.item for offer in offers)
    widest = sorted(sellers, key=lambda item: (-sellers[item], item))[:3]
    rules = []
    for offer in offers:
        item = item_by_code[offer.item]
        deliveries = pairs[item.name, vendor_by_code[offer.supplier]]
        if offer.breaks[0][1] > 4 * item.reference_price * offer.bundle:
            rules.append((offer.item, offer.supplier, "blocked"))
        elif offer.item in widest and len(deliveries) >= 3:
            rules.append((offer.item, offer.supplier, "approved"))
    return sorted(rules)


def substitutes(items):
    """Packs of the same molecule, strength, form and size replace each other."""
    groups = defaultdict(list)
    for item in items:
        if item.group != "HRDT":
            groups[item.same_use].append(item)
    pairs = []
    for group in groups.values():
        for item in group:
            for other in group:
                if other is not item:
                    cost = rounded(item.reference_price / 50)
                    pairs.append((item.code, other.code, max(cost, CENT)))
    return sorted(pairs)


def set_salvage(items, offers):
    for item in items:
        prices = [o.breaks[-1][1] / o.bundle for o in offers if o.item == item.code]
        if draw("salvage", item.code, below=3) > 0:
            item.salvage = (min(prices) * Decimal("0.55")).quantize(CENT, ROUND_DOWN)


def stock_of(items):
    rows = []
    for item in items:
        if draw("stock", item.code, below=4) == 0:
            rows.append((item.code, "RDC", max(item.open_quantity * 12 // 100, 1)))
    return rows


def inbound_of(items):
    rows = []
    for item in items:
        if draw("inbound", item.code, below=9) == 0:
            day = AS_OF + datetime.timedelta(days=14 + draw("inbound day", item.code, below=60))
            rows.append((f"IN-{len(rows) + 1:03}", item.code, item.open_quantity // 10 + 1, day))
    return rows


def strange_of(pairs, items):
    """Two real items of a price list that nobody asks for, so that no reference knows them."""
    names = {item.name for item in items}
    vendor = "CIPLA LIMITED"
    rows = [(vendor, name, shipments[-1].pack_price)
            for (name, seller), shipments in sorted(pairs.items())
            if seller == vendor and name not in names]
    return rows[:2]


def warehouse_of(shipments, items):
    """Three prices of the warehouse, which is no vendor."""
    price = {s.item: s.pack_price for s in shipments if s.vendor == WAREHOUSE and s.bundle == 1}
    return [(item.name, price[item.name]) for item in items if item.name in price][:3]


@dataclass
class Round:
    items: list
    lines: list
    suppliers: list
    offers: list
    rules: list
    substitutes: list
    stock: list
    inbound: list
    strange: list
    warehouse: list

    def offers_of(self, feed):
        codes = {supplier.code for supplier in self.suppliers if supplier.feed == feed}
        return [offer for offer in self.offers if offer.supplier in codes]


def build(path):
    shipments = read_shipments(path)
    pairs = priced(shipments)
    items, lines = ask(shipments, pairs)
    suppliers, offers = offer_all(shipments, pairs, items)
    set_salvage(items, offers)
    return Round(
        items, lines, suppliers, offers, item_rules(items, offers, pairs), substitutes(items),
        stock_of(items), inbound_of(items), strange_of(pairs, items),
        warehouse_of(shipments, items),
    )


# Our own files --------------------------------------------------------------------------------


def write(path, header, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode())


def optional(amount):
    return "" if amount is None else money(Decimal(amount))


def supplier_row(supplier):
    domain = supplier.code.lower() + ".example"
    return (
        supplier.code, supplier.name, "USD",
        "india" if supplier.code in INDIAN else "weekdays",
        money(supplier.order_cost), money(supplier.minimum_value), optional(supplier.surcharge),
        money(supplier.freight), optional(supplier.free_freight_from),
        "" if supplier.maximum_units is None else supplier.maximum_units,
        optional(supplier.maximum_value), "30 days net", supplier.incoterm,
        "Order desk", f"orders@{domain}", "",
        "json" if supplier.code in JSON_ORDERS else "csv", "yes" if supplier.blocked else "no",
    )


def write_master(round_, folder):
    write(folder / "items.csv", "item,name,unit,salvage_value", [
        (item.code, item.name, "EA", money(item.salvage)) for item in round_.items])
    write(
        folder / "suppliers.csv",
        "supplier,name,currency,calendar,order_cost,minimum_order_value,minimum_order_surcharge,"
        "freight,free_freight_from,maximum_units,maximum_value,payment_terms,incoterm,"
        "contact_name,contact_email,contact_phone,order_format,blocked",
        [supplier_row(supplier) for supplier in round_.suppliers])
    write(folder / "supplier_discounts.csv", "supplier,from_value,from_units,percent", [
        (supplier.code, start if kind == "value" else "", start if kind == "units" else "", percent)
        for supplier in round_.suppliers for kind, start, percent in supplier.discounts])
    write(folder / "item_references.csv", "supplier,supplier_part,item,base_units", [
        (offer.supplier, offer.part, offer.item, offer.bundle) for offer in round_.offers])
    write(folder / "item_suppliers.csv", "item,supplier,status", round_.rules)
    write(folder / "substitutes.csv", "item,substitute,cost", [
        (item, other, money(cost)) for item, other, cost in round_.substitutes])


def write_intake(round_, folder):
    write(
        folder / "back-orders.csv",
        "order,line,customer,item,open_quantity,need_by,priority,late_cost,unmet_cost,split,"
        "accepts_substitute,cause",
        [(
            line.order, line.line, line.customer, line.item, line.quantity, line.need_by,
            line.priority, "" if line.late_cost is None else plain(line.late_cost),
            optional(line.unmet_cost), line.split,
            "yes" if line.accepts_substitute else "no", line.cause,
        ) for line in round_.lines])
    write(folder / "stock.csv", "item,location,free", round_.stock)
    write(folder / "inbound.csv", "reference,item,quantity,expected", round_.inbound)


# The suppliers' files --------------------------------------------------------------------------


def write_generics(round_, folder):
    """Clean: UTF-8, commas, ISO dates, one row a price break, a last row that counts."""
    rows = []
    for offer in round_.offers_of("generics"):
        for number, (start, price) in enumerate(offer.breaks):
            row = {
                "supplier": offer.supplier, "part": offer.part, "description": offer.description,
                "unit": "EA", "currency": "USD", "from_quantity": start, "price": money(price),
                "minimum": offer.minimum, "multiple": offer.multiple,
                "maximum": "" if offer.maximum is None else offer.maximum,
                "lead_days": offer.lead_days,
                "on_hand": "" if offer.on_hand is None else offer.on_hand,
                "stock_days": offer.stock_days,
                "unit_freight": money(offer.unit_cost),
                "valid_from": offer.valid_from, "valid_through": offer.valid_through,
            }
            if offer.damage and number == 0:
                row[offer.damage[0]] = offer.damage[1]
            rows.append(row)
    header = list(rows[0])
    for number, (vendor, name, price) in enumerate(round_.strange):
        row = dict(rows[0], supplier=VENDORS[vendor][0], part=f"CIPL-{number + 1:05}",
                   description=name, from_quantity=1, price=money(price), minimum=1,
                   multiple=1, maximum="", lead_days=120, on_hand="", stock_days=60,
                   unit_freight="0.00")
        rows.append(row)
    write(
        folder / "generics-2012-01-13.csv", ",".join(header),
        [[row[name] for name in header] for row in rows] + [("#END", len(rows))])


def german(amount):
    """A number with decimal comma and points between thousands."""
    text = f"{amount:,.2f}" if isinstance(amount, Decimal) else f"{amount:,}"
    return text.translate(str.maketrans(",.", ".,"))


GERMAN_HEADER = (
    "Lieferant;Artikel-Nr.;Bezeichnung;W\u00e4hrung;Preis je;Menge 1;Preis 1;Menge 2;Preis 2;"
    "Menge 3;Preis 3;Mindestmenge;Verpackungseinheit;H\u00f6chstmenge;Fracht je St\u00fcck;"
    "Verf\u00fcgbar;Tage ab Lager;Lieferzeit (Tage);g\u00fcltig ab;g\u00fcltig bis"
)


def write_diagnostics(round_, folder):
    """Windows-1252, semicolons, decimal commas, wide price breaks, shelves, a .done file."""
    lines = [GERMAN_HEADER]
    for offer in round_.offers_of("diagnostics"):
        basis = 10 if draw("basis", offer.supplier, below=4) == 0 else 1
        fields = [offer.supplier, offer.part, offer.description, "USD", str(basis)]
        breaks = list(offer.breaks) + [None] * (3 - len(offer.breaks))
        for entry in breaks:
            fields += ["", ""] if entry is None else [german(entry[0]), german(entry[1] * basis)]
        fields += [
            german(offer.minimum), german(offer.multiple),
            "unbegrenzt" if offer.maximum is None else german(offer.maximum),
            f"{offer.unit_cost:.3f}".replace(".", ","),
            "auf Anfrage" if offer.on_hand is None else german(offer.on_hand),
            str(offer.stock_days), str(offer.lead_days),
            offer.valid_from.strftime("%d.%m.%Y"), offer.valid_through.strftime("%d.%m.%Y"),
        ]
        if offer.damage:
            fields[6] = offer.damage[1]
        lines.append(";".join(fields))
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(line + "\r\n" for line in lines)
    (folder / "preisliste-2012-01.csv").write_bytes(text.encode("cp1252"))
    (folder / "preisliste-2012-01.csv.done").write_bytes(b"")


def american(day, key):
    """One of the published file's two date styles, by chance."""
    if draw("date", key, str(day), below=2) == 0:
        return f"{day.day}-{day:%b}-{day:%y}"
    return f"{day.month}/{day.day}/{day:%y}"


def habit_bytes(header, rows):
    """As the published file is written: byte-order mark, carriage returns, quotes at commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


BRANDS_HEADER = (
    "Vendor", "Item Description", "Product Group", "From Quantity", "Pack Price",
    "Minimum Quantity", "Order Multiple", "Maximum Quantity", "Freight Cost per Pack (USD)",
    "Lead Time (Days)", "Price Valid From Date", "Price Valid To Date",
)
NO_FREIGHT = ("Freight Included in Commodity Cost", "Invoiced Separately", "See DN-{0} (ID#:{1})")


def brands_rows(round_):
    vendor_by_code = {code: vendor for vendor, (code, _) in VENDORS.items()}
    for offer in round_.offers_of("brands"):
        number = draw("document", offer.supplier, offer.part, below=3000)
        word = NO_FREIGHT[number % len(NO_FREIGHT)].format(number, number * 7)
        for position, (start, price) in enumerate(offer.breaks):
            row = [
                vendor_by_code[offer.supplier], offer.part, "ARV", start, plain(price),
                offer.minimum, offer.multiple,
                "N/A" if offer.maximum is None else offer.maximum,
                word if offer.unit_cost == 0 else plain(offer.unit_cost),
                offer.lead_days, american(offer.valid_from, offer.part),
                american(offer.valid_through, offer.part),
            ]
            if draw("captured", offer.supplier, offer.part, below=6) == 0:
                row[10] = "Date Not Captured"
            if offer.damage and position == 0:
                row[10] = offer.damage[1]
            yield row


def write_brands(round_, folder, stock_folder):
    """With the published file's habits; the shelves come as a second file."""
    rows = list(brands_rows(round_))
    for name, price in round_.warehouse:
        rows.append([WAREHOUSE, name, "ARV", 1, plain(price), 1, 1, "N/A", "N/A", "N/A",
                     "N/A - From RDC", "N/A - From RDC"])
    rows.sort(key=lambda row: (row[1], row[0], row[3]))
    folder.mkdir(parents=True, exist_ok=True)
    stock_folder.mkdir(parents=True, exist_ok=True)
    prices = habit_bytes(BRANDS_HEADER, rows)
    (folder / "brand-prices.csv").write_bytes(prices)
    (folder / "manifest.csv").write_bytes(manifest("brand-prices.csv", prices, len(rows)))
    vendor_by_code = {code: vendor for vendor, (code, _) in VENDORS.items()}
    shelves = [
        (vendor_by_code[offer.supplier], offer.part,
         "Not Captured" if offer.on_hand is None else offer.on_hand, offer.stock_days)
        for offer in round_.offers_of("brands")
    ]
    stock = habit_bytes(("Vendor", "Item Description", "Units on Hand", "Days from Stock"), shelves)
    (stock_folder / f"brand-stock-{len(shelves)}.csv").write_bytes(stock)


def manifest(name, content, rows):
    digest = hashlib.sha256(content).hexdigest()
    return f"name,size,rows,sha256\n{name},{len(content)},{rows},{digest}\n".encode()


EXCERPT_STEP = 21


def write_history(path, folder):
    """Every twenty-first record of the published file, byte for byte as it stands there."""
    records = pathlib.Path(path).read_bytes().split(b"\r")
    header, rows = records[0], [record for record in records[1:] if record]
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [header] + rows[::EXCERPT_STEP]
    (folder / "shipments-excerpt.csv").write_bytes(b"".join(row + b"\r" for row in chosen))
    (folder / "shipments-excerpt.csv.done").write_bytes(b"")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shipments", help="the published CSV")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    arguments = parser.parse_args()
    round_ = build(arguments.shipments)
    write_master(round_, arguments.out / "master")
    write_intake(round_, arguments.out / "intake")
    inbox = arguments.out / "inbox"
    write_generics(round_, inbox / "generics")
    write_diagnostics(round_, inbox / "diagnostics")
    write_brands(round_, inbox / "brands", inbox / "brands-stock")
    write_history(arguments.shipments, inbox / "history")


if __name__ == "__main__":
    main()
