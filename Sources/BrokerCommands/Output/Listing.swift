package import WireFormats

/// A table that people read as text and machines as JSON or CSV.
package struct Listing: Sendable {
    /// One value of a row.
    package enum Cell: Sendable, Hashable {
        case text(String)
        /// A name for machines, and how people read it.
        case named(String, String)
        case number(Int64)
        /// A decimal amount: text in JSON, so that no reader rounds it.
        case amount(String)
        case none
    }

    /// A column: its name for machines, its heading for people.
    package struct Column: Sendable {
        package let name: String
        package let heading: String
        package let isRightAligned: Bool

        package init(_ name: String, heading: String? = nil, isRightAligned: Bool = false) {
            self.name = name
            self.heading = heading ?? name.replacing("_", with: " ")
            self.isRightAligned = isRightAligned
        }

        package static func number(_ name: String, heading: String? = nil) -> Column {
            Column(name, heading: heading, isRightAligned: true)
        }
    }

    package let columns: [Column]
    package private(set) var rows: [[Cell]] = []

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    package mutating func add(_ row: [Cell]) {
        precondition(row.count == columns.count, "A row must have a cell for each column.")
        rows.append(row)
    }

    /// Aligned columns for people; values too long for a table are cut with "…".
    package func text(indent: Int = 0, widest: Int = 40) -> String {
        let cells = rows.map { $0.map { $0.shown(atMost: widest) } }
        var widths = columns.map(\.heading.count)
        for row in cells {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        let headings = columns.map(\.heading)
        return ([headings] + cells).map { row in
            let padded = row.enumerated().map { index, cell in
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                return columns[index].isRightAligned ? padding + cell : cell + padding
            }
            let line = String(repeating: " ", count: indent) + padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        .joined(separator: "\n")
    }

    /// The table as CSV with machine names in the header.
    package func csv() -> String {
        var writer = DelimitedWriter()
        writer.write(columns.map(\.name))
        for row in rows { writer.write(row.map(\.plain)) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The rows as JSON objects.
    package func json() -> JSONValue {
        JSONValue(
            .array(
                rows.map { row in
                    JSONValue(.object(zip(columns, row).map { JSONMember($0.name, $1.json) }))
                }))
    }
}

extension Listing.Cell {
    var plain: String {
        switch self {
        case .text(let text), .named(let text, _), .amount(let text): text
        case .number(let number): String(number)
        case .none: ""
        }
    }

    var json: JSONValue {
        switch self {
        case .text(let text), .named(let text, _), .amount(let text): JSONValue(.string(text))
        case .number(let number): JSONValue(.number(String(number)))
        case .none: JSONValue(.null)
        }
    }

    func shown(atMost width: Int) -> String {
        switch self {
        case .number(let number): Grouping.grouped(String(number))
        case .amount(let amount): Grouping.grouped(amount)
        case .none: "–"
        case .text(let text), .named(_, let text):
            text.count <= width ? text : text.prefix(width - 1) + "…"
        }
    }
}

/// Thousands separated for people's eyes.
package enum Grouping {
    /// "1234567.5" as "1,234,567.5"; anything but a decimal number is left as it is.
    package static func grouped(_ number: String) -> String {
        let sign = number.hasPrefix("-") ? "-" : ""
        let parts = number.dropFirst(sign.count)
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return number
        }
        var groups: [Substring] = []
        var rest = whole
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        let fraction = parts.count > 1 ? "." + parts[1] : ""
        return sign + groups.joined(separator: ",") + fraction
    }
}
