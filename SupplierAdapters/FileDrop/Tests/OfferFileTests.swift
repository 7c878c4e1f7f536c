import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

/// Settings of a feed of one supplier, to which tests add.
private let simple = """
    supplier = "ACME"
    folder = "inbox"
    [complete]
    by = "done"
    [columns]
    part = "Article"
    price = "Price"

    """

private let eur = "[defaults]\ncurrency = \"EUR\"\n"

private func rows(_ delivery: OfferDelivery) -> [String] {
    delivery.suppliers.flatMap { $0.quarantined }.map {
        "\($0.place.line):\($0.place.column) \($0.field) \"\($0.value)\" \($0.code)"
    }
}

private func prices(_ offer: SupplierOffer) -> [String] {
    offer.priceBreaks.map { "\($0.fromQuantity.value): \($0.price)" }
}

@Suite struct OfferFileTests {
    @Test func aPlainListBecomesOffersOrderedByPart() throws {
        let delivery = try readOffers("Article,Price\nB-2,3.5\nA-1,\"12\"\n", simple + eur)
        let supplier = try #require(delivery.suppliers.first)
        #expect(delivery.suppliers.count == 1)
        #expect(supplier.supplier.rawValue == "ACME")
        #expect(supplier.offers.map(\.supplierPart.rawValue) == ["A-1", "B-2"])
        #expect(supplier.acceptedRows == 2)
        #expect(supplier.quarantined.isEmpty)
        let offer = supplier.offers[0]
        #expect(prices(offer) == ["1: 12.00 EUR per 1 EA"])
        #expect(offer.orderRules.minimumQuantity.wholeUnits == 1)
        #expect(offer.orderRules.orderMultiple.wholeUnits == 1)
        #expect(offer.orderRules.maximumQuantity.value == nil)
        #expect(offer.leadTime == .notStated)
        #expect(offer.availability.onHand == .notStated)
        #expect(offer.place == FilePlace(file: "inbox/list.csv", line: 3, column: 1))
    }

    @Test func everyDeclaredColumnIsRead() throws {
        let settings = """
            supplier = "ACME"
            folder = "inbox"
            ignored_columns = ["Note*"]
            [format]
            delimiter = ";"
            decimal_sign = ","
            grouping_sign = "."
            dates = ["dd.MM.yyyy"]
            absent = ["-"]
            [complete]
            by = "trailer"
            marker = "ENDE"
            [columns]
            part = "Art"
            description = "Text"
            price = "Preis"
            price_per = "je"
            currency = "Whg"
            unit = "ME"
            minimum = "Mind"
            multiple = "Stueck"
            pack = "VPE"
            maximum = { name = "Max", absent = ["0"] }
            on_hand = "Lager"
            lead_time = "Tage"
            lead_time_from_stock = "TageLager"
            valid_from = "von"
            valid_through = "bis"
            offer_cost = "Pauschale"
            unit_cost = "Fracht"
            [units]
            Stk = "EA"
            [defaults]
            lead_time_counting = "working"
            lead_time_from_stock_counting = "calendar"
            """
        let text = """
            Art;Text;Preis;je;Whg;ME;Mind;Stueck;VPE;Max;Lager;Tage;TageLager;von;bis;\
            Pauschale;Fracht;Note 1
            X-1;"Schraube; lang";1.234,50;1.000;EUR;Stk;30;4;6;0;12.345;10;2;01.03.2026;-;\
            2,5;0,01;zz
            ENDE;1

            """
        let delivery = try readOffers(text, settings)
        let offer = try #require(delivery.suppliers.first?.offers.first)
        #expect(offer.description == "Schraube; lang")
        #expect(prices(offer) == ["30: 1234.50 EUR per 1000 EA"])
        #expect(offer.orderRules.minimumQuantity.wholeUnits == 30)
        #expect(offer.orderRules.orderMultiple.wholeUnits == 12)
        #expect(offer.orderRules.maximumQuantity == .notStated)
        #expect(offer.availability.onHand.value?.wholeUnits == 12_345)
        #expect(offer.leadTime.value == (try LeadTime(days: 10, counting: .workingDays)))
        #expect(
            offer.availability.leadTimeFromStock == (try LeadTime(days: 2, counting: .calendarDays))
        )
        #expect(offer.validity.from?.description == "2026-03-01")
        #expect(offer.validity.through == nil)
        #expect(offer.offerCost.description == "2.5")
        #expect(offer.unitCost.description == "0.01")
    }

    /// One row, good but for one cell; what stands there, the code and the column.
    @Test(arguments: [
        (",1,1,1,1", "feed.part-missing", 1), ("A,,1,1,1", "feed.price-missing", 3),
        ("A,-1,1,1,1", "feed.price-negative", 3), ("A,0,1,1,1", "feed.price-zero", 3),
        ("A,\"1,5\",1,1,1", "decimal.wrong-sign", 3), ("A,x,1,1,1", "decimal.not-a-number", 3),
        ("A,0.0000001,1,1,1", "decimal.too-precise", 3),
        ("A,99999999999999,1,1,1", "decimal.too-large", 3),
        ("A,1,1.5,1,1", "feed.quantity-not-whole", 5), ("A,1,-1,1,1", "feed.quantity-negative", 5),
        ("A,1,0,1,1", "feed.quantity-zero", 5), ("A,1,1,1.5,1", "feed.days-not-whole", 7),
        ("A,1,1,99999,1", "feed.days-out-of-range", 7), ("A,1,1,1,US", "value.currency", 9),
        ("A,1,1,1", "csv.ragged-row", 1), ("A,1,1,1,EUR,x", "csv.ragged-row", 1),
    ])
    func aBadRowIsSetAsideWithItsPlace(row: String, code: String, column: Int) throws {
        let settings =
            simple + "minimum = \"Min\"\nlead_time = \"Days\"\ncurrency = \"Cur\"\n" + eur
        let filled = row.hasSuffix(",1") ? String(row.dropLast()) + "EUR" : row
        let text = "Article,Price,Min,Days,Cur\nB,1,1,1,EUR\n\(filled)\n"
        let delivery = try readOffers(text, settings)
        let supplier = try #require(delivery.suppliers.first)
        #expect(supplier.offers.map(\.supplierPart.rawValue) == ["B"])
        #expect(supplier.acceptedRows == 1)
        #expect(supplier.totalRows == 2)
        let bad = try #require(supplier.quarantined.first)
        #expect(bad.place.line == 3)
        if code == "value.currency" {
            #expect(bad.code.hasPrefix("value.currency"))
        } else {
            #expect(bad.code == code)
        }
        #expect(bad.place.column == column)
    }

    @Test func datesAndValidityAreChecked() throws {
        let settings = simple + "valid_from = \"From\"\nvalid_through = \"To\"\n" + eur
        let text = """
            Article,Price,From,To
            A,1,2026-02-30,
            B,1,soon,
            C,1,2026-03-02,2026-03-01
            D,1,2026-03-01,2026-03-01

            """
        #expect(
            rows(try readOffers(text, settings)) == [
                "2:5 From \"2026-02-30\" date.impossible", "3:5 From \"soon\" date.not-a-date",
                "4:16 To \"2026-03-01\" feed.validity-reversed",
            ])
    }

    @Test func duplicatesSetAllCopiesAside() throws {
        let delivery = try readOffers("Article,Price\nA,1\nB,2\nA,1\n", simple + eur)
        #expect(delivery.suppliers[0].offers.map(\.supplierPart.rawValue) == ["B"])
        #expect(
            rows(delivery) == [
                "2:1  \"A\" feed.duplicate-offer", "4:1  \"A\" feed.duplicate-offer",
            ])
        #expect(delivery.suppliers[0].quarantined.allSatisfy { $0.supplierPart?.rawValue == "A" })
    }

    // MARK: - Price breaks

    private let long = simple + "from_quantity = \"From\"\n" + eur

    @Test func rowsOfOnePartAreItsPriceBreaks() throws {
        let delivery = try readOffers(
            "Article,Price,From\nA,9,100\nA,10,1\nB,5,10\n", long)
        let offers = delivery.suppliers[0].offers
        #expect(prices(offers[0]) == ["1: 10.00 EUR per 1 EA", "100: 9.00 EUR per 1 EA"])
        #expect(offers[0].orderRules.minimumQuantity.wholeUnits == 1)
        #expect(offers[1].orderRules.minimumQuantity.wholeUnits == 10)
        #expect(delivery.suppliers[0].acceptedRows == 3)
    }

    @Test func aBadPriceBreakSetsItsWholeOfferAside() throws {
        let delivery = try readOffers(
            "Article,Price,From\nA,10,1\nA,x,100\nA,8,500\nB,5,1\n", long)
        #expect(delivery.suppliers[0].offers.map(\.supplierPart.rawValue) == ["B"])
        #expect(
            rows(delivery) == [
                "2:1  \"A\" feed.offer-incomplete", "3:3 Price \"x\" decimal.not-a-number",
                "4:1  \"A\" feed.offer-incomplete",
            ])
    }

    @Test func aCutPriceBreakRowSetsItsWholeOfferAside() throws {
        let delivery = try readOffers("Article,Price,From\nA,10,1\nA,9\nB,5,1\n", long)
        #expect(delivery.suppliers[0].offers.map(\.supplierPart.rawValue) == ["B"])
        #expect(
            rows(delivery).map { $0.split(separator: " ").last } == [
                "feed.offer-incomplete", "csv.ragged-row",
            ])
    }

    @Test func priceBreaksMustFitTogether() throws {
        #expect(
            rows(try readOffers("Article,Price,From\nA,10,5\nA,9,5\n", long)).last
                == "3:3  \"A\" feed.break-twice")
        #expect(
            rows(try readOffers("Article,Price,From\nA,10,\n", long))
                == ["2:6 From \"\" feed.break-incomplete"])
        let withMinimum = simple + "from_quantity = \"From\"\nminimum = \"Min\"\n" + eur
        #expect(
            rows(try readOffers("Article,Price,From,Min\nA,10,5,3\n", withMinimum))
                == ["2:3  \"A\" feed.break-above-minimum"])
        #expect(
            rows(try readOffers("Article,Price,From,Min\nA,10,1,50\nA,9,20,50\n", withMinimum))
                .first == "2:3  \"A\" feed.break-below-minimum")
        #expect(
            rows(try readOffers("Article,Price,From,Min\nA,10,1,1\nA,9,20,2\n", withMinimum)).last
                == "3:1  \"A\" feed.break-rows-disagree")
        let withMaximum = simple + "minimum = \"Min\"\nmaximum = \"Max\"\n" + eur
        #expect(
            rows(try readOffers("Article,Price,Min,Max\nA,10,5,3\n", withMaximum))
                == ["2:1  \"A\" feed.minimum-above-maximum"])
    }

    @Test func pairsOfColumnsArePriceBreaksToo() throws {
        let settings = """
            supplier = "ACME"
            folder = "inbox"
            complete = { by = "done" }
            [columns]
            part = "Article"
            price = "Single"
            [[price_breaks]]
            quantity = "Q2"
            price = "P2"
            [[price_breaks]]
            from = 1000
            price = { name = "P1000", absent = ["call"] }
            [defaults]
            currency = "USD"
            """
        let delivery = try readOffers(
            "Article,Single,Q2,P2,P1000\nA,10,50,9,8\nB,10,,,call\nC,10,50,,8\nD,10,,9,8\n",
            settings)
        let offers = delivery.suppliers[0].offers
        #expect(
            prices(offers[0]) == [
                "1: 10.00 USD per 1 EA", "50: 9.00 USD per 1 EA", "1000: 8.00 USD per 1 EA",
            ])
        #expect(prices(offers[1]) == ["1: 10.00 USD per 1 EA"])
        #expect(
            rows(delivery) == [
                "4:6 Q2 \"50\" feed.break-incomplete", "5:7 P2 \"9\" feed.break-incomplete",
            ])
    }

    // MARK: - Several suppliers

    private let several = """
        folder = "inbox"
        excluded_suppliers = ["Our warehouse"]
        [complete]
        by = "done"
        [columns]
        supplier = "Vendor"
        part = "Article"
        price = "Price"
        [suppliers]
        "Acme Ltd." = "ACME"
        Bolt = "BOLT"
        [defaults]
        currency = "EUR"
        """

    @Test func aColumnMayNameTheSupplier() throws {
        let text = """
            Vendor,Article,Price
            Bolt,A,1
            Acme Ltd.,A,2
            Our warehouse,A,0
            Acme Ltd,A,3
            ,A,4
            Bolt,A

            """
        let delivery = try readOffers(text, several)
        #expect(delivery.suppliers.map(\.supplier.rawValue) == ["ACME", "BOLT"])
        #expect(delivery.suppliers[0].offers.count == 1)
        #expect(delivery.excludedRowsByReason == ["supplier Our warehouse is excluded": 1])
        #expect(
            delivery.unassigned.map(\.code) == ["feed.supplier-unknown", "feed.supplier-missing"])
        #expect(delivery.unassigned[0].help == "Maybe \"Acme Ltd.\" is meant.")
        #expect(
            rows(delivery).map { $0.split(separator: " ").last } == [
                "feed.offer-incomplete", "csv.ragged-row",
            ])
    }

    // MARK: - Shelves

    @Test func aListWithoutPricesGivesShelves() throws {
        let settings = """
            supplier = "ACME"
            folder = "inbox"
            complete = { by = "done" }
            columns = { part = "Article", on_hand = "Stock", lead_time = "Days" }
            defaults = { lead_time_from_stock = 2 }
            """
        let delivery = try readOffers("Article,Stock,Days\nA,5,10\nB,,\nC,0,3\n", settings)
        let shelves = delivery.suppliers[0].availabilities
        #expect(delivery.suppliers[0].offers.isEmpty)
        #expect(shelves.map { $0.availability.onHand.value?.wholeUnits } == [5, nil, 0])
        #expect(shelves[0].availability.leadTimeFromStock.days == 2)
        #expect(shelves.map { $0.leadTime.value?.days } == [10, nil, 3])
    }

    // MARK: - Files refused whole

    @Test(arguments: [
        ("", "feed.empty-file at 1:1"), ("\n\n", "feed.empty-file at 1:1"),
        ("Article,Price\n", "feed.no-rows at 2:1"),
        ("Article;Price\nA;1\n", "feed.column-missing at 1:1"),
        ("Article,Price,Price\nA,1,2\n", "feed.column-twice at 1:1"),
        ("Article,Price,Colour\nA,1,red\n", "feed.column-unknown at 1:15"),
        ("Article,Price\nA,\"1\nB,2\n", "csv.unclosed-quote at 2:3"),
        ("Article,Price\nA,1\" \n", "csv.quote-in-bare-field at 2:4"),
        ("Article,Price\nA,\"1\"x\n", "csv.text-after-quote at 2:6"),
        ("Article,Price\nA,\u{0}\n", "csv.nul-byte at 2:3"),
    ])
    func aFileThatCannotBeTrustedIsRefusedWhole(text: String, expected: String) {
        #expect(refusal { _ = try readOffers(text, simple + eur) } == expected)
    }

    @Test func anotherEncodingIsSetAsideRowByRowOrRefused() throws {
        let bytes = Array("Article,Price\nA".utf8) + [0xE9] + Array(",1\nB,2\n".utf8)
        let delivery = try readOffers(bytes, simple + eur)
        #expect(rows(delivery) == ["2:2 Article \"\" csv.encoding"])
        #expect(
            refusal { _ = try readOffers([0xFF, 0xFE, 65, 0], simple + eur) }
                == "csv.encoding-mark at 1:1")
    }

    @Test func aQuoteInABareFieldIsTextWhereSettingsSaySo() throws {
        let settings = simple + eur + "[format]\nbare_quotes = true\n"
        let delivery = try readOffers("Article,Price\n1/2\" pipe,1\n\"3\"\" pipe\",2\n", settings)
        #expect(
            delivery.suppliers[0].offers.map(\.supplierPart.rawValue) == ["1/2\" pipe", "3\" pipe"])
    }

    @Test func columnsMayBeGivenByNumber() throws {
        let settings = """
            supplier = "ACME"
            folder = "inbox"
            complete = { by = "done" }
            format = { header = false, fields = 3, skip_lines = 1, delimiter = "tab", quote = "" }
            columns = { part = 2, price = 3 }
            defaults = { currency = "EUR" }
            """
        let delivery = try readOffers("Title \"x\n1\tA \"5\"\t2\n2\tB\t3\n", settings)
        #expect(delivery.suppliers[0].offers.map(\.supplierPart.rawValue) == ["A \"5\"", "B"])
    }
}
