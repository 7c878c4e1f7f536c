import Foundation
import Procurement
import TestSupport

/// The items, suppliers and part numbers of the quickstart, thirty suppliers of it.
struct QuickstartWorld {
    struct Part {
        let supplier: String
        let part: String
        let item: String
    }

    let suppliers: [String]
    let parts: [Part]
    let itemsFile: String
    let referencesFile: String

    init() throws {
        itemsFile = try Golden.text("Fixtures/Quickstart/master/items.csv")
        let rows = try Golden.text("Fixtures/Quickstart/master/item_references.csv")
            .split(separator: "\n").map(String.init)
        let named = Dictionary(grouping: rows.dropFirst()) { row in
            String(row.prefix { $0 != "," })
        }
        // Those with the most parts, so that most items have a second source.
        suppliers = named.sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }.prefix(30).map(\.key).sorted()
        let known = Set(suppliers)
        let kept = rows.dropFirst().filter { known.contains(String($0.prefix { $0 != "," })) }
        referencesFile = ([rows[0]] + kept).joined(separator: "\n") + "\n"
        parts = kept.map { row in
            let fields = Self.fields(of: row)
            return Part(supplier: fields[0], part: fields[1], item: fields[2])
        }
    }

    /// The price lists of a week; prices move, so that every list is a new one.
    func prices(week: Int) -> [String] {
        parts.enumerated().map { index, part in
            let cents = 200 + index * 37 % 300 + week % 7
            let text = part.part.replacing("\"", with: "\"\"")
            return "\(part.supplier),\"\(text)\",\(cents / 100).\(cents % 100 / 10)\(cents % 10),"
                + "1,1,1,,\(3 + index * 7 % 20),"
        }
    }

    private static func fields(of row: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for letter in row {
            switch letter {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(letter)
            }
        }
        return fields
    }
}
