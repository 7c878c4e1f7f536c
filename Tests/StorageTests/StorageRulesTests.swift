import Procurement
import Storage
import Testing

/// The rules by themselves; that both implementations keep them is tested with each port.
@Suite struct StorageRulesTests {
    private func isAllowed(_ check: () throws(StorageError) -> Void) -> Bool {
        do throws(StorageError) {
            try check()
            return true
        } catch {
            return error.code != .refused
        }
    }

    private static let hashes: [(text: String, isSound: Bool)] = {
        let start = String(Sample.digest.dropLast())
        return [
            (Sample.digest, true), (Sample.otherDigest, true), ("", false), (start, false),
            ("\(Sample.digest)0", false), (Sample.digest.uppercased(), false),
            ("\(start)g", false), ("\(start)é", false),
        ]
    }()

    @Test(arguments: hashes)
    func aHashIsSixtyFourSmallHexadecimalDigits(_ text: String, _ expected: Bool) {
        let document = IntakeDocument(
            kind: .stock, fileName: "", sha256: text, rowCount: 0, takenAt: .latest)
        let isStored = isAllowed { () throws(StorageError) in
            try StorageRules.check(document)
        }
        #expect(isStored == expected)
    }

    @Test(arguments: [
        ("0", "0", true), ("0", "1", true), ("1", "1", true), ("0.25", "0.75", true),
        ("0.5", "0.499999", false), ("-0.000001", "1", false), ("0", "1.000001", false),
    ])
    func sharesAscendWithinZeroAndOne(
        _ least: String, _ most: String, _ expected: Bool
    ) throws {
        let share = try ShareRule(
            supplier: SupplierID("S"), item: ItemID("I"), minimumShare: Sample.number(least),
            maximumShare: Sample.number(most))
        let isStored = isAllowed { () throws(StorageError) in try StorageRules.check(share) }
        #expect(isStored == expected)
    }

    @Test func aRefusalSaysWhatWasFound() throws {
        let reference = try ItemReference(
            supplier: SupplierID("S-1"), supplierPart: SupplierPart("P-1"), item: ItemID("I"),
            baseUnits: -3)
        let error = #expect(throws: StorageError.self) { try StorageRules.check(reference) }
        #expect(
            error?.description
                == "storage.refused: The base units (-3) of part (P-1) of supplier (S-1) must be "
                + "at least 1.")
    }

    @Test func aTextKeyIsItsBytes() {
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(TextKey("caf\u{E9}") != TextKey("cafe\u{301}"))
        #expect(TextKey("cafe\u{301}") < TextKey("caf\u{E9}"))
        #expect(Set([TextKey("a"), TextKey("a"), TextKey("b")]).count == 2)
        #expect(
            ["é", "z", "Z", ""].map { TextKey($0) }.sorted().map(\.text) == ["", "Z", "z", "é"])
    }
}
