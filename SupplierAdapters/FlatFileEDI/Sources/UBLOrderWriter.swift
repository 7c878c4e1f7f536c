internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Writes UBL 2.1 Order, OrderChange and OrderCancellation, elements in the order of their schemas,
/// as Peppol's ordering asks for them.
struct UBLOrderWriter {
    let document: OrderDocument
    let partner: PartnerProfile

    /// UNCL 1229, as Peppol's order change uses it.
    static let deleted = "2"
    private static let changed = "3"

    private enum Root: String {
        case order = "Order"
        case change = "OrderChange"
        case cancellation = "OrderCancellation"
    }

    private var root: Root {
        switch document.purpose {
        case .original: .order
        case .change: .change
        case .cancellation: .cancellation
        }
    }

    func write() throws(AdapterError) -> (bytes: [UInt8], changes: [WrittenChange]) {
        var units: [String] = []
        for line in document.lines { units.append(try partner.unitCode(line, isX12: false)) }
        let order = document.order
        let schema = "urn:oasis:names:specification:ubl:schema:xsd:"
        var writer = XMLWriter()
        writer.element(
            root.rawValue,
            [
                ("xmlns", schema + "\(root.rawValue)-2"),
                ("xmlns:cac", schema + "CommonAggregateComponents-2"),
                ("xmlns:cbc", schema + "CommonBasicComponents-2"),
            ]
        ) { root in
            heading(order, &root)
            root.element("cac:BuyerCustomerParty") {
                party(order.buyer, partner.sender, partner.buyerParty, order.contact, &$0)
            }
            let seller = Address(
                name: order.supplier.rawValue, lines: [], city: "", postalCode: "", country: "")
            root.element("cac:SellerSupplierParty") {
                party(seller, partner.receiver, partner.supplierParty, .none, &$0)
            }
            if self.root == .cancellation { return }
            delivery(order, &root)
            terms(order, &root)
            if let total = document.total {
                root.element("cac:AnticipatedMonetaryTotal") { inner in
                    amount("cbc:LineExtensionAmount", total, &inner)
                    amount("cbc:PayableAmount", total, &inner)
                }
            }
            for (line, unit) in zip(document.lines, units) { self.line(line, unit, &root) }
        }
        return (writer.bytes, writer.changes)
    }

    // MARK: - Heading

    /// What stands before the parties: what the document is, and which order it is about.
    private func heading(_ order: PurchaseOrder, _ writer: inout XMLWriter) {
        let markup = partner.markup
        let isChange = document.purpose != .original
        let customization =
            switch root {
            case .order: markup.customization
            case .change: markup.changeCustomization
            case .cancellation: markup.cancellationCustomization
            }
        writer.element("cbc:CustomizationID", text: customization)
        writer.element("cbc:ProfileID", text: isChange ? markup.changeProfile : markup.profile)
        guard let sequence = document.purpose.sequence else {
            writer.element("cbc:ID", text: document.number)
            writer.element("cbc:IssueDate", text: order.orderDate.description)
            writer.element("cbc:OrderTypeCode", text: "220")
            writer.element("cbc:DocumentCurrencyCode", text: order.currency.code)
            return
        }
        writer.element("cbc:ID", text: "\(document.number)-\(sequence)")
        writer.element("cbc:IssueDate", text: document.date.description)
        if root == .change {
            writer.element("cbc:SequenceNumberID", text: String(sequence))
            writer.element("cbc:DocumentCurrencyCode", text: order.currency.code)
        } else {
            writer.element(
                "cbc:CancellationNote", text: "All of order \(document.number) is called off.")
        }
        writer.element("cac:OrderReference") { reference in
            reference.element("cbc:ID", text: document.number)
            reference.element("cbc:IssueDate", text: order.orderDate.description)
        }
    }

    private func amount(_ name: String, _ money: Money, _ writer: inout XMLWriter) {
        writer.element(
            name, [("currencyID", money.currency.code)],
            text: money.amount.formatted(fractionDigits: money.currency.minorUnitDigits))
    }

    // MARK: - Parties and terms

    private func party(
        _ address: Address, _ endpoint: String, _ name: String, _ contact: Contact,
        _ writer: inout XMLWriter
    ) {
        writer.element("cac:Party") { party in
            if !partner.markup.endpointScheme.isEmpty {
                party.element(
                    "cbc:EndpointID", [("schemeID", partner.markup.endpointScheme)],
                    text: endpoint)
            }
            if !name.isEmpty {
                party.element("cac:PartyIdentification") { $0.element("cbc:ID", text: name) }
            }
            party.element("cac:PartyName") { $0.element("cbc:Name", text: address.name) }
            if !address.country.isEmpty || !address.city.isEmpty {
                party.element("cac:PostalAddress") { postal(address, &$0) }
            }
            party.element("cac:PartyLegalEntity") {
                $0.element("cbc:RegistrationName", text: address.name)
            }
            if !contact.name.isEmpty || !contact.email.isEmpty || !contact.phone.isEmpty {
                party.element("cac:Contact") { inner in
                    inner.optional("cbc:Name", text: contact.name)
                    inner.optional("cbc:Telephone", text: contact.phone)
                    inner.optional("cbc:ElectronicMail", text: contact.email)
                }
            }
        }
    }

    private func postal(_ address: Address, _ writer: inout XMLWriter) {
        let streets = address.lines.filter { !$0.isEmpty }
        writer.optional("cbc:StreetName", text: streets.first ?? "")
        writer.optional("cbc:AdditionalStreetName", text: streets.dropFirst().first ?? "")
        writer.optional("cbc:CityName", text: address.city)
        writer.optional("cbc:PostalZone", text: address.postalCode)
        for line in streets.dropFirst(2) {
            writer.element("cac:AddressLine") { $0.element("cbc:Line", text: line) }
        }
        if !address.country.isEmpty {
            writer.element("cac:Country") {
                $0.element("cbc:IdentificationCode", text: address.country)
            }
        }
    }

    private func delivery(_ order: PurchaseOrder, _ writer: inout XMLWriter) {
        let dates = document.lines.filter { $0.change != .deleted }
            .flatMap { $0.schedule.map(\.date) }
        guard let first = dates.min(), let last = dates.max() else { return }
        writer.element("cac:Delivery") { delivery in
            delivery.element("cac:DeliveryLocation") { location in
                location.optional("cbc:ID", text: partner.shipToParty)
                location.optional("cbc:Name", text: order.shipTo.name)
                location.element("cac:Address") { postal(order.shipTo, &$0) }
            }
            period(first, last, &delivery)
        }
    }

    private func period(_ first: CalendarDate, _ last: CalendarDate, _ writer: inout XMLWriter) {
        writer.element("cac:RequestedDeliveryPeriod") { period in
            period.element("cbc:StartDate", text: first.description)
            period.element("cbc:EndDate", text: last.description)
        }
    }

    private func terms(_ order: PurchaseOrder, _ writer: inout XMLWriter) {
        if let term = DeliveryTerms(order.incoterm) {
            writer.element("cac:DeliveryTerms") { terms in
                terms.element("cbc:ID", text: term.code)
                terms.optional("cbc:SpecialTerms", text: term.place)
            }
        }
        if !order.paymentTerms.isEmpty {
            writer.element("cac:PaymentTerms") {
                $0.element("cbc:Note", text: order.paymentTerms)
            }
        }
    }

    // MARK: - Lines

    private func line(_ line: OrderDocument.Line, _ unit: String, _ writer: inout XMLWriter) {
        let currency = document.order.currency
        writer.element("cac:OrderLine") { orderLine in
            orderLine.element("cac:LineItem") { item in
                item.element("cbc:ID", text: String(line.number))
                if let change = line.change {
                    item.element(
                        "cbc:LineStatusCode",
                        text: change == .deleted ? Self.deleted : Self.changed)
                }
                item.element(
                    "cbc:Quantity", [("unitCode", unit)], text: line.quantity.description)
                if let total = line.amount { amount("cbc:LineExtensionAmount", total, &item) }
                for part in line.change == .deleted ? [] : line.schedule {
                    item.element("cac:Delivery") { delivery in
                        delivery.element(
                            "cbc:Quantity", [("unitCode", unit)], text: part.quantity.description)
                        period(part.date, part.date, &delivery)
                    }
                }
                item.element("cac:Price") { price in
                    amount(
                        "cbc:PriceAmount", Money(amount: line.price, currency: currency), &price)
                    price.element(
                        "cbc:BaseQuantity", [("unitCode", unit)], text: line.per.description)
                }
                item.element("cac:Item") { inner in
                    inner.optional("cbc:Description", text: line.description)
                    let name = line.description.isEmpty ? line.supplierPart : line.description
                    inner.element("cbc:Name", text: String(name.prefix(100)))
                    inner.element("cac:BuyersItemIdentification") {
                        $0.element("cbc:ID", text: line.item)
                    }
                    inner.element("cac:SellersItemIdentification") {
                        $0.element("cbc:ID", text: line.supplierPart)
                    }
                }
            }
        }
    }
}
