import Procurement
import SupplierAdapterKit
import Testing

@Suite struct StatedSubstituteTests {
    private let place = FilePlace(file: "f", line: 1)

    /// Said from either side it is one statement, and its role can be told again.
    @Test(arguments: StatedSubstitute.Role.allCases)
    func aRoleIsADirectionAndComesBack(_ role: StatedSubstitute.Role) throws {
        let (line, other) = try (SupplierPart("B"), SupplierPart("A"))
        let stated = StatedSubstitute(line: line, names: other, as: role, place: place)
        #expect(stated.role == role && stated.statedOn == line && stated.otherPart == other)
        let mirrored: [StatedSubstitute.Role: StatedSubstitute.Role] = [
            .substitute: .substituteFor, .substituteFor: .substitute,
            .supersededBy: .supersedes, .supersedes: .supersededBy, .alternate: .alternate,
        ]
        var all = StatedSubstitutes()
        try all.add("A", on: line, as: role, at: place)
        try all.add("B", on: other, as: try #require(mirrored[role]), at: place)
        #expect(all.sorted == [stated])
    }

    @Test func itselfIsNone() throws {
        var all = StatedSubstitutes()
        try all.add("B", on: SupplierPart("B"), as: .substitute, at: place)
        #expect(all.isEmpty)
        #expect(throws: ValueError.self) {
            try all.add("", on: SupplierPart("B"), as: .substitute, at: place)
        }
    }

    @Test(arguments: StatedSubstitute.Role.allCases)
    func recordsAreReadAsTheyAreWritten(_ role: StatedSubstitute.Role) throws {
        let stated = StatedSubstitute(
            line: try SupplierPart("B\"1"), names: try SupplierPart("A"), as: role, place: place)
        var writer = OfferRecordWriter(stream: "offers")
        writer.add(stated, of: try SupplierID("S"))
        let message = writer.takeMessage()
        let delivery = try read(try #require(message))
        let supplier = try #require(delivery.suppliers.first)
        #expect(supplier.substitutes == [stated])
        #expect(supplier.offers.isEmpty && supplier.acceptedRows == 0)
    }

    @Test(arguments: [
        ("\"as\":\"alternate\"", "other", "record.member-missing"),
        ("\"other\":\"A\"", "as", "record.member-missing"),
        ("\"other\":\"A\",\"as\":\"cousin\"", "as", "record.word-unknown"),
        ("\"other\":\"\",\"as\":\"alternate\"", "other", "value.identifier-empty"),
    ])
    func whatIsMissingIsNamed(members: String, field: String, code: String) throws {
        let line = "{\"record\":{\"op\":\"substitute\",\"part\":\"P\",\(members)}}"
        let supplier = try #require(try read(Array(line.utf8)).suppliers.first)
        #expect(supplier.quarantined.map(\.code) == [code])
        #expect(supplier.quarantined.map(\.field) == [field])
        #expect(supplier.substitutes.isEmpty)
    }

    private func read(_ line: [UInt8]) throws -> OfferDelivery {
        var reader = OfferRecordReader(
            defaults: OfferRecordDefaults(
                supplier: try SupplierID("S"), currency: try Currency("EUR")), file: "f")
        try line.withUnsafeBufferPointer { bytes throws(AdapterError) in
            try reader.read(line: bytes, lineNumber: 1)
        }
        return reader.delivery()
    }
}
