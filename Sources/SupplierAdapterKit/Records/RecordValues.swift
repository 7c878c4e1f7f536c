internal import Procurement

/// Reads one text or number of a record as what it means.
struct RecordValues {
    let cursor: RecordCursor
    let scalar: RecordCursor.Scalar

    func string() throws(ValueProblem) -> String {
        try ValueProblem.syntax { () throws(RecordFault) in try cursor.string(scalar) }
    }

    /// `true` for the first word, `false` for the second.
    func word(_ yes: StaticString, _ no: StaticString) throws(ValueProblem) -> Bool {
        if cursor.equals(scalar, yes) { return true }
        if cursor.equals(scalar, no) { return false }
        throw ValueProblem(
            "record.word-unknown", "\"\(try string())\" is neither \"\(yes)\" nor \"\(no)\"",
            value: try string())
    }

    func operation() throws(ValueProblem) -> OfferRecord.Operation {
        if cursor.equals(scalar, "upsert") { return .upsert }
        if cursor.equals(scalar, "delete") { return .delete }
        if cursor.equals(scalar, "substitute") { return .substitute }
        throw try unknownWord(["upsert", "delete", "substitute"])
    }

    func role() throws(ValueProblem) -> StatedSubstitute.Role {
        let text = try string()
        if let role = StatedSubstitute.Role(rawValue: text) { return role }
        throw try unknownWord(StatedSubstitute.Role.allCases.map(\.rawValue))
    }

    private func unknownWord(_ known: [String]) throws(ValueProblem) -> ValueProblem {
        let text = try string()
        return ValueProblem(
            "record.word-unknown",
            "\"\(text)\" is none of \(known.map { "\"\($0)\"" }.joined(separator: ", "))",
            value: text)
    }

    /// A decimal with at most six places, exact: digits are counted, never rounded.
    func amount() throws(ValueProblem) -> FixedPoint {
        if let micros = plainMicros() { return FixedPoint(micros: micros) }
        let text = try string()
        do throws(ValueError) {
            return try FixedPoint(parsing: text)
        } catch {
            throw ValueProblem(
                error.code, error.message, value: text,
                help: error.help ?? "Decimals are plain digits with a point, such as \"0.00012\".")
        }
    }

    /// A whole number within limits.
    func whole(from least: Int64, through most: Int64 = .max) throws(ValueProblem) -> Int64 {
        guard let micros = plainMicros(), micros % FixedPoint.scale == 0 else {
            let text = try string()
            throw ValueProblem(
                "feed.quantity-not-whole", "\"\(text)\" is not a whole number", value: text)
        }
        let number = micros / FixedPoint.scale
        guard number >= least, number <= most else {
            throw ValueProblem(
                "record.out-of-range",
                "\(number) is "
                    + (number < least ? "less than \(least)" : "more than \(most)"),
                value: "\(number)")
        }
        return number
    }

    func date() throws(ValueProblem) -> CalendarDate {
        let text = try string()
        do throws(ValueError) {
            return try CalendarDate(parsing: text)
        } catch {
            throw ValueProblem(error.code, error.message, value: text, help: error.help)
        }
    }

    /// Millionths of the plain numbers that nearly all records hold; `nil` asks the strict reader.
    private func plainMicros() -> Int64? {
        let bytes = cursor.bytes
        var value: Int64 = 0
        var places = -1
        guard scalar.range.count <= 12, !scalar.range.isEmpty else { return nil }
        for index in scalar.range {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), places < 0, index > scalar.range.lowerBound {
                places = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value &* 10 &+ Int64(byte &- 0x30)
            if places >= 0 { places &+= 1 }
        }
        guard places != 0, places <= FixedPoint.fractionDigits else { return nil }
        for _ in max(0, places)..<FixedPoint.fractionDigits { value = value &* 10 }
        return value
    }
}
