import GRDB
import Procurement
import Storage

/// The columns of a row, read one after the other.
///
/// A `STRICT` table holds what its columns say, and what we read was written by us: anything else
/// is reported as damage.
struct Columns {
    private let row: Row
    private var next = 0

    init(_ row: Row) { self.row = row }

    private mutating func take<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type
    ) throws -> Value {
        defer { next += 1 }
        return try row.decode(type, atIndex: next)
    }

    private mutating func takeOptional<
        Value: DatabaseValueConvertible & StatementColumnConvertible
    >(
        _ type: Value.Type
    ) throws -> Value? {
        defer { next += 1 }
        return try row.decode(Value?.self, atIndex: next)
    }

    mutating func int64() throws -> Int64 { try take(Int64.self) }

    mutating func optionalInt64() throws -> Int64? { try takeOptional(Int64.self) }

    mutating func int() throws -> Int { try take(Int.self) }

    mutating func optionalInt() throws -> Int? { try takeOptional(Int.self) }

    mutating func flag() throws -> Bool { try int64() != 0 }

    mutating func text() throws -> String { try take(String.self) }

    mutating func optionalText() throws -> String? { try takeOptional(String.self) }

    mutating func bytes() throws -> [UInt8] {
        defer { next += 1 }
        return try row.withUnsafeData(atIndex: next) { $0.map { [UInt8]($0) } ?? [] }
    }

    mutating func fixedPoint() throws -> FixedPoint { FixedPoint(micros: try int64()) }

    mutating func optionalFixedPoint() throws -> FixedPoint? {
        try optionalInt64().map { FixedPoint(micros: $0) }
    }

    mutating func date() throws -> CalendarDate { CalendarDate(dayNumber: try take(Int32.self)) }

    mutating func optionalDate() throws -> CalendarDate? {
        try takeOptional(Int32.self).map { CalendarDate(dayNumber: $0) }
    }

    mutating func optionalShare() throws -> QuantileLevel? {
        try optionalInt64().map { try QuantileLevel(millionths: $0) }
    }

    mutating func timestamp() throws -> Timestamp {
        Timestamp(millisecondsSince1970: try int64())
    }

    mutating func optionalTimestamp() throws -> Timestamp? {
        try optionalInt64().map { Timestamp(millisecondsSince1970: $0) }
    }

    mutating func unit() throws -> UnitOfMeasure { try UnitOfMeasure(text()) }

    mutating func currency() throws -> Currency { try Currency(text()) }

    /// A quantity whose unit stands in the next column.
    mutating func quantity() throws -> Quantity {
        Quantity(value: try fixedPoint(), unit: try unit())
    }

    mutating func round() throws -> RoundNumber { try Self.round(int()) }

    mutating func optionalRound() throws -> RoundNumber? { try optionalInt().map(Self.round) }

    private static func round(_ number: Int) throws -> RoundNumber {
        guard number >= 1 else { throw StoredValueError(type: "RoundNumber", value: "\(number)") }
        return RoundNumber(value: number)
    }

    /// An identifier, or a case of an enumeration.
    mutating func named<Value: RawRepresentable<String>>(_ type: Value.Type) throws -> Value {
        let text = try text()
        guard let value = Value(rawValue: text) else {
            throw StoredValueError(type: "\(type)", value: text)
        }
        return value
    }

    mutating func leadTime() throws -> LeadTime {
        try LeadTime(days: int(), counting: named(LeadTimeCounting.self))
    }

    mutating func statedLeadTime() throws -> Stated<LeadTime> {
        guard let days = try optionalInt() else {
            next += 1
            return .notStated
        }
        return .stated(try LeadTime(days: days, counting: named(LeadTimeCounting.self)))
    }

    mutating func contact() throws -> Contact {
        Contact(name: try text(), email: try text(), phone: try text())
    }
}

/// A stored text that is no value of its type.
struct StoredValueError: Error {
    let type: String
    let value: String
}
