/// A place in a text, as editors count: the first character is line 1, column 1.
package struct TextPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }

    package static func < (lhs: TextPosition, rhs: TextPosition) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

/// A stretch of bytes of a text.
package typealias ByteRange = Range<Int>

/// The text of a settings file with what it takes to point into it.
package struct SourceText: Sendable, Hashable {
    /// What the file is called in messages.
    package let file: String
    /// UTF-8.
    package let bytes: [UInt8]
    /// Offset of the first byte of each line.
    private let lineStarts: [Int]

    package init(file: String, text: String) {
        self.init(file: file, checkedBytes: Array(text.utf8))
    }

    /// Creates the text of a file from its bytes; `nil` unless they are UTF-8.
    ///
    /// A byte-order mark is no part of the text.
    package init?(file: String, bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.init(file: file, checkedBytes: bytes.starts(with: mark) ? Array(bytes[3...]) : bytes)
    }

    private init(file: String, checkedBytes bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        lineStarts =
            [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text of a stretch of bytes.
    package func text(_ range: ByteRange) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The place of a byte; the end of the text is a place too.
    package func position(ofByte offset: Int) -> TextPosition {
        let line = lineIndex(ofByte: offset)
        let column = text(lineStarts[line]..<max(offset, lineStarts[line])).count + 1
        return TextPosition(line: line + 1, column: column)
    }

    /// A line without its line end, counted from 1; empty beyond the end.
    package func line(_ number: Int) -> String {
        guard lineStarts.indices.contains(number - 1) else { return "" }
        return text(lineRange(number - 1))
    }

    /// The place and the excerpt to show for a stretch of bytes, up to the end of its first line.
    package func shown(
        _ range: ByteRange, label: String? = nil
    ) -> (place: Problem.Place, excerpt: Problem.Excerpt) {
        let start = position(ofByte: range.lowerBound)
        let end = min(range.upperBound, lineRange(start.line - 1).upperBound)
        let length = end > range.lowerBound ? text(range.lowerBound..<end).count : 1
        return (
            Problem.Place(file: file, line: start.line, column: start.column),
            Problem.Excerpt(
                text: line(start.line), column: start.column, length: length, label: label)
        )
    }

    private func lineRange(_ index: Int) -> ByteRange {
        let start = lineStarts[index]
        var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }

    /// Index of the line that holds a byte.
    private func lineIndex(ofByte offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
