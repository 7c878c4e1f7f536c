internal import SupplierAdapterKit
internal import WireFormats

/// Reads a kept delivery: the same bytes give the same offers for ever.
enum DeliveryFile {
    static func read(
        _ bytes: [UInt8], file: String, defaults: OfferRecordDefaults
    ) throws(AdapterError) -> OfferDelivery {
        guard let first = bytes.firstIndex(of: newline),
            let last = lastLine(bytes), last.lowerBound > first
        else { throw cutOff(file) }
        let head = try message(bytes[..<first], file: file, line: 1)
        guard case .string(ExternalReading.format)? = head["format"]?.content,
            case .string(let scope)? = head["scope"]?.content
        else {
            throw AdapterError(
                code: "json.syntax", reaction: .fixData,
                message: "the first line is not that of a \(ExternalReading.format)",
                place: FilePlace(file: file, line: 1))
        }
        var reader = OfferRecordReader(
            defaults: defaults, file: file, isChanges: scope == "changes")
        var lineNumber = 1
        try bytes.withUnsafeBufferPointer { all throws(AdapterError) in
            var start = first + 1
            while start < last.lowerBound {
                var end = start
                while end < last.lowerBound, all[end] != newline { end += 1 }
                lineNumber += 1
                try reader.read(
                    line: UnsafeBufferPointer(rebasing: all[start..<end]), lineNumber: lineNumber)
                start = end + 1
            }
        }
        let end = try message(bytes[last], file: file, line: lineNumber + 1)
        guard case .string("end")? = end["type"]?.content else { throw cutOff(file) }
        if case .number(let digits)? = end["count"]?.content, Int(digits) != reader.recordCount {
            throw AdapterError(
                code: "feed.count-differs", reaction: .fixData,
                message: "the program says that it sent \(digits) records, and "
                    + "\(reader.recordCount) came",
                help: "count in snapshot_end is that of all records of the list.",
                place: FilePlace(file: file))
        }
        return reader.delivery()
    }

    /// The checkpoint that a delivery ends with.
    static func checkpoint(of bytes: [UInt8]) -> String? {
        guard let last = lastLine(bytes) else { return nil }
        guard case .success(let end) = Result(catching: { try JSONText.parse(Array(bytes[last])) }),
            case .string(let token)? = end["checkpoint"]?.content
        else { return nil }
        return token
    }

    private static let newline = UInt8(ascii: "\n")

    private static func lastLine(_ bytes: [UInt8]) -> Range<Int>? {
        guard bytes.last == newline, bytes.count > 1 else { return nil }
        let end = bytes.count - 1
        let start = bytes[..<end].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return start..<end
    }

    private static func cutOff(_ file: String) -> AdapterError {
        AdapterError(
            code: "feed.last-line-open", reaction: .fixData,
            message: "the delivery has no last line",
            help: "It was changed by hand: the broker keeps none without.",
            place: FilePlace(file: file))
    }

    private static func message(
        _ bytes: ArraySlice<UInt8>, file: String, line: Int
    ) throws(AdapterError) -> JSONValue {
        do throws(WireError) {
            return try JSONText.parse(Array(bytes))
        } catch {
            throw AdapterError(
                code: error.code, reaction: .fixData, message: error.message, help: error.help,
                place: FilePlace(file: file, line: line))
        }
    }
}
