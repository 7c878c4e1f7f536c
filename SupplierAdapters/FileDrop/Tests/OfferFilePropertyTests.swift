import FileDrop
import SupplierAdapterKit
import Testing

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

private let settings = """
    folder = "inbox"
    excluded_suppliers = ["Warehouse"]
    complete = { by = "trailer", marker = "END" }
    format = { dates = ["d-MMM-yy", "M/d/yy"], absent = ["n/a"] }
    [columns]
    supplier = "Vendor"
    part = "Part"
    price = "Price"
    from_quantity = "From"
    minimum = "Min"
    on_hand = "Stock"
    valid_from = "Valid"
    [suppliers]
    Acme = "ACME"
    "Bolt, Ltd." = "BOLT"
    [defaults]
    currency = "EUR"
    lead_time_from_stock = 1
    """

private let lines = [
    "Vendor,Part,Price,From,Min,Stock,Valid", "Acme,A-1,10.50,1,1,7,2-Jun-26",
    "Acme,A-1,9.75,100,1,7,2-Jun-26", "\"Bolt, Ltd.\",\"B \"\"1\"\"\",3,1,,n/a,7/13/26",
    "Warehouse,A-1,0,1,1,1,x", "Acme,A-2,4,5,5,0,", "END,5",
]

private func joined(_ lines: some Collection<String>) -> String {
    lines.joined(separator: "\r\n") + "\r\n"
}

@Suite struct OfferFilePropertyTests {
    @Test func theWholeFileIsGood() throws {
        let delivery = try readOffers(joined(lines), settings)
        #expect(delivery.suppliers.map(\.offers.count) == [2, 1])
        #expect(delivery.suppliers.allSatisfy { $0.quarantined.isEmpty })
        #expect(delivery.excludedRowsByReason.values.reduce(0, +) == 1)
    }

    @Test func aFileThatLacksALineIsRefused() {
        for missing in lines.indices {
            var rest = lines
            rest.remove(at: missing)
            let found = refusal { _ = try readOffers(joined(rest), settings) }
            #expect(found != nil, "without line \(missing + 1)")
        }
    }

    @Test func aFileThatIsCutIsRefused() {
        let bytes = Array(joined(lines).utf8)
        // The last line end may be missing: all rows and the count are there.
        for length in 0..<bytes.count - 2 {
            let found = refusal { _ = try readOffers(Array(bytes.prefix(length)), settings) }
            #expect(found != nil, "prefix of \(length) bytes")
        }
    }

    @Test(arguments: 0..<25)
    func everyRowOfADamagedFileIsAccountedFor(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let original = Array(joined(lines).utf8)
        for _ in 0..<40 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let replacement: [UInt8] = [44, 34, 10, 13, 45, 48, 57, 65, 0xC3, 0, 59]
                bytes[place] = replacement.randomElement(using: &random) ?? 44
            }
            do {
                let delivery = try readOffers(bytes, settings)
                let rows =
                    delivery.suppliers.reduce(0) { $0 + $1.totalRows } + delivery.unassigned.count
                    + delivery.excludedRowsByReason.values.reduce(0, +)
                #expect(rows == 5, "seed \(seed)")
                for row in delivery.suppliers.flatMap(\.quarantined) + delivery.unassigned {
                    #expect(row.place.line > 1 && !row.message.isEmpty, "seed \(seed)")
                }
            } catch let error as AdapterError {
                #expect(error.reaction == .fixData, "seed \(seed)")
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
        }
    }
}
