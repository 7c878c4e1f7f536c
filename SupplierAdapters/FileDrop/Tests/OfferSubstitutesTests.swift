import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

/// Columns that name other parts: substitutes, alternates, successors.
@Suite struct OfferSubstitutesTests {
    private let settings = """
        supplier = "ACME"
        folder = "inbox"
        format = { absent = ["-"] }
        complete = { by = "done" }
        defaults = { currency = "EUR" }
        [columns]
        part = "Article"
        price = "Price"
        from_quantity = "From"
        substitute = "Instead"
        substitute_for = "Instead of"
        superseded_by = "New"
        supersedes = "Old"
        alternate = "Or"

        """
    private let header = "Article,Price,From,Instead,Instead of,New,Old,Or\n"

    private func shown(_ delivery: OfferDelivery) throws -> [String] {
        try #require(delivery.suppliers.first).substitutes.map {
            "\($0.part)>\($0.substitute) \($0.relation) on \($0.statedOn) "
                + "\($0.place.line):\($0.place.column)"
        }
    }

    @Test func eachColumnSaysInWhichDirection() throws {
        let delivery = try readOffers(
            header + "B,1,1,C,D,E,F,G\nB,0.9,10,C,,E,,A\nX,2,1,-,,,,\n", settings)
        #expect(
            try shown(delivery) == [
                "A>B alternate on B 3:16", "B>C substitute on B 2:7", "B>E successor on B 2:11",
                "B>G alternate on B 2:15", "D>B substitute on B 2:9",
                "F>B successor on B 2:13",
            ])
        #expect(try #require(delivery.suppliers.first).offers.count == 2)
    }

    /// It is parts without a price that have successors.
    @Test func aRowWithoutAnOfferIsHeardToo() throws {
        let delivery = try readOffers(header + "A,,1,,,B,,\nB,1,1,,,,,B\nC,1,1,,,,,\n", settings)
        #expect(try shown(delivery) == ["A>B successor on A 2:8"])
        #expect(
            try #require(delivery.suppliers.first).quarantined.map(\.code)
                == ["feed.price-missing"])
    }

    @Test func whatIsNoPartIsSetAsideAndTheOfferStays() throws {
        let long = String(repeating: "x", count: 121)
        let delivery = try readOffers(header + "A,1,1,\(long),,,,\n", settings)
        let supplier = try #require(delivery.suppliers.first)
        #expect(supplier.substitutes.isEmpty && supplier.offers.count == 1)
        #expect(supplier.quarantined.map(\.code) == ["value.identifier-too-long"])
        #expect(supplier.quarantined.map(\.place.column) == [7])
    }

    /// Rows that are read quickly and rows that are read in full say the same.
    @Test func theQuickReaderHearsThemAll() throws {
        let rows = (1...300).map { "P\($0),\($0 % 7 + 1),1,,,\($0 % 3 == 0 ? "N\($0)" : ""),,\n" }
        let delivery = try readOffers(header + rows.joined(), settings)
        let found = try #require(delivery.suppliers.first).substitutes
        #expect(found.count == 100)
        #expect(found.allSatisfy { $0.relation == .successor && $0.place.line >= 2 })
        #expect(
            Set(found.map(\.substitute.rawValue))
                == Set((1...100).map { "N\($0 * 3)" }))
    }
}
