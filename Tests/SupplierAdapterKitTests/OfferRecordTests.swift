import Procurement
import SupplierAdapterKit
import Testing

/// What is written as records is read back as it was; what does not fit is set aside.
struct OfferRecordTests {
    private func read(_ lines: [String], isChanges: Bool = false) throws -> OfferDelivery {
        var reader = OfferRecordReader(
            defaults: OfferRecordDefaults(
                supplier: try SupplierID("S"), currency: try Currency("EUR")),
            file: "f", isChanges: isChanges)
        for (index, line) in lines.enumerated() {
            try Array(line.utf8).withUnsafeBufferPointer { bytes throws(AdapterError) in
                try reader.read(line: bytes, lineNumber: index + 1)
            }
        }
        return reader.delivery()
    }

    private func record(_ members: String) throws -> OfferDelivery {
        try read(["{\"record\":{\"part\":\"P\",\(members)}}"])
    }

    private func quantity(_ units: Int64) throws -> Quantity {
        try Quantity(units: units, unit: try UnitOfMeasure("KGM"))
    }

    private func offer(_ part: String, micros: Int64, mode: PriceMode) throws -> SupplierOffer {
        let breaks = try [Int64(1), 10, 500].map { from in
            PriceBreak(
                fromQuantity: try quantity(from),
                price: try UnitPrice(
                    money: Money(
                        amount: FixedPoint(micros: micros + from), currency: try Currency("USD")),
                    per: try quantity(1_000)))
        }
        return SupplierOffer(
            supplier: try SupplierID("S2"), supplierPart: try SupplierPart(part),
            description: "a \"quoted\" \\ é 🪛", unit: try UnitOfMeasure("KGM"),
            priceMode: mode, priceBreaks: breaks,
            orderRules: OrderRules(
                minimumQuantity: try quantity(2), orderMultiple: try quantity(3),
                maximumQuantity: .stated(try quantity(900))),
            leadTime: .stated(try LeadTime(days: 9, counting: .workingDays)),
            availability: Availability(
                onHand: .stated(try quantity(0)),
                leadTimeFromStock: try LeadTime(days: 1, counting: .workingDays)),
            offerCost: FixedPoint(micros: 1), unitCost: FixedPoint(micros: 999_999),
            validity: Validity(
                from: try CalendarDate(parsing: "2026-01-02"),
                through: try CalendarDate(parsing: "2026-12-31")),
            place: FilePlace(file: "f", line: 7))
    }

    @Test(arguments: [1, 119, 120_000, 999_999_999_999, 9_000_000_000_000_000])
    func whatIsWrittenIsReadBack(micros: Int64) throws {
        let offers = try [
            offer("A", micros: micros, mode: .allUnits),
            offer("B", micros: micros, mode: .incremental),
        ]
        var writer = OfferRecordWriter(stream: "offers")
        for offer in offers { writer.add(offer) }
        writer.remove(try SupplierPart("C"), of: try SupplierID("S2"))
        let message = writer.takeMessage()
        let line = String(decoding: try #require(message), as: UTF8.self)
        #expect(writer.takeMessage() == nil)
        let delivery = try read([line], isChanges: true)
        #expect(delivery.suppliers.flatMap(\.quarantined) == [])
        #expect(delivery.suppliers.first?.offers == offers)
        #expect(delivery.suppliers.first?.removedParts.map(\.rawValue) == ["C"])
    }

    @Test(arguments: [
        ("\"price\":\"0.00012\"", Int64(120)), ("\"price\":0.000001", 1),
        ("\"price\":\"999999999999.999999\"", 999_999_999_999_999_999), ("\"price\":7", 7_000_000),
    ])
    func decimalsAreExact(members: String, micros: Int64) throws {
        let offer = try #require(try record(members).suppliers.first?.offers.first)
        #expect(offer.priceBreaks[0].price.money.amount.micros == micros)
    }

    @Test(arguments: [
        ("\"price\":\"1E-7\"", "value.number-malformed"),
        ("\"price\":1.0000001", "value.number-too-precise"),
        ("\"price\":\"6,85 €\"", "value.number-malformed"),
        ("\"price\":\"0\"", "feed.price-zero"), ("\"price\":-1", "feed.price-negative"),
        ("\"prise\":1", "record.member-unknown"), ("\"on_hand\":1", "feed.lead-time-missing"),
        ("\"minimum\":1", "feed.price-missing"),
        (
            "\"price\":1,\"minimum\":\"1.5\"",
            "feed.quantity-not-whole"
        ),
        ("\"price\":1,\"multiple\":0", "record.out-of-range"),
        ("\"price\":1,\"maximum\":1,\"minimum\":2", "feed.minimum-above-maximum"),
        ("\"price\":1,\"breaks\":[{\"price\":1}]", "record.contradiction"),
        ("\"breaks\":[{\"price\":1},{\"price\":2}]", "feed.break-twice"),
        ("\"breaks\":[{\"from\":5,\"price\":1}],\"minimum\":1", "feed.break-above-minimum"),
        ("\"price\":1,\"price_mode\":\"some\"", "record.word-unknown"),
        ("\"price\":1,\"valid_from\":\"2026-02-30\"", "value.date-impossible"),
        (
            "\"price\":1,\"valid_from\":\"2026-02-02\",\"valid_through\":\"2026-02-01\"",
            "feed.validity-reversed"
        ),
    ])
    func whatDoesNotFitIsSetAside(members: String, code: String) throws {
        let supplier = try #require(try record(members).suppliers.first)
        #expect(supplier.quarantined.map(\.code) == [code])
        #expect(supplier.offers.isEmpty && supplier.quarantined.first?.supplierPart != nil)
    }

    @Test func everyPrefixOfALineIsRefusedWithItsPlace() throws {
        let line = #"{"type":"records","records":[{"part":"é\u00e9","breaks":[{"price":1}]}]}"#
        #expect(try read([line]).suppliers.first?.offers.count == 1)
        for length in 1..<line.utf8.count {
            let cut = String(decoding: line.utf8.prefix(length), as: UTF8.self)
            let error = #expect(throws: AdapterError.self) { _ = try read([cut]) }
            #expect(error?.place?.line == 1)
        }
    }

    @Test func aPartThatComesAgainCountsOnceIfItIsTheSame() throws {
        let one = #"{"record":{"part":"P","price":1,"line":1}}"#
        let again = #"{"record":{"part":"P","price":1,"line":9}}"#
        let other = #"{"record":{"part":"P","price":2,"line":9}}"#
        #expect(try read([one, again]).suppliers.first?.offers.count == 1)
        #expect(try read([one, again]).suppliers.first?.acceptedRows == 1)
        let refused = try read([one, other]).suppliers.first
        #expect(refused?.offers.count == 0 && refused?.quarantined.count == 2)
        let changed = try read([one, other], isChanges: true).suppliers.first
        #expect(
            changed?.offers.first?.priceBreaks[0].price.money.amount
                == FixedPoint(micros: 2_000_000))
    }
}
