internal import SupplierAdapterKit
internal import WireFormats

/// Reads a kept delivery: the same bytes give the same for ever.
enum DeliveryFile {
    static func readOffers(
        _ bytes: [UInt8], file: String, defaults: OfferRecordDefaults
    ) throws(AdapterError) -> OfferDelivery {
        let parts = try parts(bytes, file: file)
        var reader = OfferRecordReader(
            defaults: defaults, file: file, isChanges: parts.isChanges)
        var lineNumber = 1
        try bytes.withUnsafeBufferPointer { all throws(AdapterError) in
            var start = parts.records.lowerBound
            while start < parts.records.upperBound {
                var end = start
                while end < parts.records.upperBound, all[end] != newline { end += 1 }
                lineNumber += 1
                try reader.read(
                    line: UnsafeBufferPointer(rebasing: all[start..<end]), lineNumber: lineNumber)
                start = end + 1
            }
        }
        try check(reader.recordCount, parts, file)
        return reader.delivery()
    }

    /// The statements of the records as a file of `order-messages/1`: line for line where they
    /// stand in the delivery.
    static func orderMessages(_ bytes: [UInt8], file: String) throws(AdapterError) -> [UInt8] {
        let parts = try parts(bytes, file: file)
        var result = Array("{\"format\":\"order-messages/1\",\"statements\":[\n".utf8)
        var count = 0
        var number = 1
        for line in bytes[parts.records].split(
            separator: newline, omittingEmptySubsequences: false
        ).dropLast() {
            number += 1
            let value = try message(line, file: file, line: number)
            var records: [JSONValue] = []
            if let record = value["record"] { records = [record] }
            if case .array(let list)? = value["records"]?.content { records = list }
            for record in records {
                if count > 0 { result.append(UInt8(ascii: ",")) }
                count += 1
                result += JSONText.write(record, sortsKeys: false, indents: false).dropLast()
            }
            result.append(newline)
        }
        try check(count, parts, file)
        return result + Array("]}\n".utf8)
    }

    /// The checkpoint that a delivery ends with.
    static func checkpoint(of bytes: [UInt8]) -> String? {
        guard let last = lastLine(bytes) else { return nil }
        guard case .success(let end) = Result(catching: { try JSONText.parse(Array(bytes[last])) }),
            case .string(let token)? = end["checkpoint"]?.content
        else { return nil }
        return token
    }

    // MARK: - First and last line

    private struct Parts {
        var isChanges: Bool
        /// Whole lines of records.
        var records: Range<Int>
        /// How many records the program says that it sent.
        var statedCount: String?
    }

    private static func parts(_ bytes: [UInt8], file: String) throws(AdapterError) -> Parts {
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
        let lineCount = bytes[..<last.lowerBound].count { $0 == newline }
        let end = try message(bytes[last], file: file, line: lineCount + 1)
        guard case .string("end")? = end["type"]?.content else { throw cutOff(file) }
        var statedCount: String?
        if case .number(let digits)? = end["count"]?.content { statedCount = digits }
        return Parts(
            isChanges: scope == "changes", records: first + 1..<last.lowerBound,
            statedCount: statedCount)
    }

    private static func check(_ count: Int, _ parts: Parts, _ file: String) throws(AdapterError) {
        guard let stated = parts.statedCount, Int(stated) != count else { return }
        throw AdapterError(
            code: "feed.count-differs", reaction: .fixData,
            message: "the program says that it sent \(stated) records, and \(count) came",
            help: "count in snapshot_end is that of all records of the list.",
            place: FilePlace(file: file))
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
