internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Writes cXML OrderRequest, new, update and delete.
struct CXMLOrderWriter {
    let document: OrderDocument
    let partner: PartnerProfile

    private static let version = "1.2.063"

    func write() throws(AdapterError) -> (bytes: [UInt8], changes: [WrittenChange]) {
        var units: [String] = []
        for line in document.lines { units.append(try partner.unitCode(line, isX12: false)) }
        var writer = XMLWriter(
            doctype: "<!DOCTYPE cXML SYSTEM "
                + "\"http://xml.cxml.org/schemas/cXML/\(Self.version)/cXML.dtd\">")
        writer.element(
            "cXML",
            [
                ("payloadID", payloadID), ("timestamp", "\(document.date)T00:00:00+00:00"),
                ("version", Self.version), ("xml:lang", "en"),
            ]
        ) { root in
            root.element("Header") { header(&$0) }
            root.element(
                "Request", [("deploymentMode", partner.isTest ? "test" : "production")]
            ) { request in
                request.element("OrderRequest") { order in
                    orderHeader(&order)
                    for (line, unit) in zip(document.lines, units) { item(line, unit, &order) }
                }
            }
        }
        return (writer.bytes, writer.changes)
    }

    /// What tells a document from all others; the same document always has the same.
    private var payloadID: String {
        let part = document.purpose.sequence.map { ".\($0)" } ?? ""
        return "\(document.number)\(part)@\(partner.sender)"
    }

    private func header(_ writer: inout XMLWriter) {
        for (name, identity) in [("From", partner.sender), ("To", partner.receiver)] {
            writer.element(name) { credential(identity, &$0) }
        }
        writer.element("Sender") { sender in
            credential(partner.sender, &sender)
            sender.element("UserAgent", text: "SourcingBroker")
        }
    }

    private func credential(_ identity: String, _ writer: inout XMLWriter) {
        writer.element("Credential", [("domain", partner.markup.domain)]) { credential in
            credential.element("Identity", text: identity)
        }
    }

    private func orderHeader(_ writer: inout XMLWriter) {
        let order = document.order
        var attributes = [
            ("orderID", document.number), ("orderDate", "\(order.orderDate)T00:00:00+00:00"),
            ("orderType", "regular"),
        ]
        switch document.purpose {
        case .original: attributes.append(("type", "new"))
        case .change(let sequence):
            attributes += [("type", "update"), ("orderVersion", String(sequence + 1))]
        case .cancellation(let sequence):
            attributes += [("type", "delete"), ("orderVersion", String(sequence + 1))]
        }
        writer.element("OrderRequestHeader", attributes) { header in
            header.element("Total") { money(order.total, &$0) }
            if !order.shipTo.name.isEmpty {
                header.element("ShipTo") { address(order.shipTo, partner.shipToParty, &$0) }
            }
            header.element("BillTo") { address(order.buyer, partner.buyerParty, &$0) }
            let contact = order.contact
            if !contact.name.isEmpty || !contact.email.isEmpty || !contact.phone.isEmpty {
                header.element("Contact", [("role", "purchasingAgent")]) { inner in
                    inner.element(
                        "Name", [("xml:lang", "en")],
                        text: contact.name.isEmpty ? order.buyer.name : contact.name)
                    inner.optional("Email", text: contact.email)
                }
            }
            let words = [order.paymentTerms, order.incoterm, contact.phone]
                .filter { !$0.isEmpty }.joined(separator: "; ")
            if !words.isEmpty {
                header.element("Comments", [("xml:lang", "en")], text: words)
            }
            if document.purpose != .original {
                header.element(
                    "DocumentReference",
                    [("payloadID", "\(document.number)@\(partner.sender)")], text: "")
            }
        }
    }

    private func address(_ address: Address, _ name: String, _ writer: inout XMLWriter) {
        let hasCode = address.country.utf8.count == 2
        var attributes: [(String, String)] = []
        if hasCode { attributes.append(("isoCountryCode", address.country)) }
        if !name.isEmpty { attributes.append(("addressID", name)) }
        writer.element("Address", attributes) { inner in
            inner.element("Name", [("xml:lang", "en")], text: address.name)
            inner.element("PostalAddress") { postal in
                let streets = address.lines.filter { !$0.isEmpty }
                // The document type asks for one.
                for line in streets.isEmpty ? [""] : streets {
                    postal.element("Street", text: line)
                }
                postal.element("City", text: address.city)
                postal.optional("PostalCode", text: address.postalCode)
                postal.element(
                    "Country", [("isoCountryCode", hasCode ? address.country : "ZZ")],
                    text: address.country)
            }
        }
    }

    private func money(_ money: Money, _ writer: inout XMLWriter) {
        writer.element(
            "Money", [("currency", money.currency.code)],
            text: money.amount.formatted(fractionDigits: money.currency.minorUnitDigits))
    }

    private func item(_ line: OrderDocument.Line, _ unit: String, _ writer: inout XMLWriter) {
        let quantity = line.change == .deleted ? FixedPoint.zero : line.quantity
        var attributes = [
            ("quantity", quantity.description), ("lineNumber", String(line.number)),
        ]
        if let first = line.schedule.first {
            attributes.append(("requestedDeliveryDate", first.date.description))
        }
        let currency = document.order.currency
        writer.element("ItemOut", attributes) { item in
            item.element("ItemID") { id in
                id.element("SupplierPartID", text: line.supplierPart)
                id.element("BuyerPartID", text: line.item)
            }
            item.element("ItemDetail") { detail in
                detail.element("UnitPrice") {
                    money(Money(amount: line.price, currency: currency), &$0)
                }
                detail.element("Description", [("xml:lang", "en")], text: line.description)
                detail.element("UnitOfMeasure", text: unit)
                if line.per.micros != 1_000_000 {
                    detail.element(
                        "PriceBasisQuantity",
                        [("quantity", line.per.description), ("conversionFactor", "1")]
                    ) { $0.element("UnitOfMeasure", text: unit) }
                }
                detail.element(
                    "Classification", [("domain", partner.markup.classificationDomain)],
                    text: partner.markup.classification)
            }
            guard line.schedule.count > 1, line.change != .deleted else { return }
            for (index, delivery) in line.schedule.enumerated() {
                item.element(
                    "ScheduleLine",
                    [
                        ("quantity", delivery.quantity.description),
                        ("requestedDeliveryDate", delivery.date.description),
                        ("lineNumber", String(index + 1)),
                    ]
                ) { $0.element("UnitOfMeasure", text: unit) }
            }
        }
    }
}
