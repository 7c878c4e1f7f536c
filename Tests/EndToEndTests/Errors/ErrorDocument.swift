import Foundation
import TestSupport

/// `Docs/Errors.md`: every error that a user may see, with an example.
struct ErrorDocument {
    let text: String

    init(cases: [ErrorCase]) throws {
        let casesByName = Dictionary(uniqueKeysWithValues: cases.map { ($0.name, $0) })
        let names = try Golden.names(in: ErrorCase.folder).filter { name in
            FileManager.default.fileExists(
                atPath: Golden.path("\(ErrorCase.folder)/\(name)/expected.txt"))
        }
        var areas: [(name: String, entries: [String])] = []
        for name in names {
            let area = name.split(separator: ".").first.map(String.init) ?? name
            let entry = try Self.entry(name, casesByName[name])
            if areas.last?.name == area {
                areas[areas.count - 1].entries.append(entry)
            } else {
                areas.append((area, [entry]))
            }
        }
        let codes = Set(names.map { $0.split(separator: "+").first ?? "" })
        text = Self.introduction(codes: codes.count) + areas.map(Self.section).joined()
    }

    private static func introduction(codes: Int) -> String {
        """
        # Errors

        <!-- Made from Fixtures/Errors by a test. To make it anew, run ErrorCatalogTests with
        BROKER_RECORD=1, twice if the texts changed too. -->

        Every problem has a code that stays the same, says what was found and where, and what
        helps. This document shows \(codes) of them, each with the smallest way to get there and
        the exact text. The examples begin with the files of
        [Fixtures/Errors/workspace](../Fixtures/Errors/workspace) and those of their own folder
        beside it; `(exit 65)` is the status of the command above it, and none is shown where it
        is 0. [Operating](Operating.md#exit-codes) explains the statuses.


        """.replacing("\n\n\n", with: "\n\n")
    }

    private static let titles: [(area: String, title: String)] = [
        ("approval", "Approving a round"), ("backorder", "Back orders"),
        ("change", "Changing an order that has left"),
        ("config", "Configuration"), ("csv", "Text of CSV files"), ("date", "Dates"),
        ("decimal", "Numbers"), ("export", "Exporting"), ("feed", "Suppliers' files"),
        ("fence", "After a restore"), ("file", "Files and folders"), ("folder", "Folders"),
        ("intake", "Files of the house"),
        ("issue", "Issuing purchase orders"), ("json", "Text of JSON files"),
        ("leadtime", "Lead times"),
        ("master", "Reference data"), ("order", "Purchase orders"),
        ("problem", "Problem folders"), ("result", "Result folders"), ("risk", "Risk"),
        ("round", "Rounds"), ("run", "Runs for schedulers"), ("settings", "Settings of feeds"),
        ("storage", "The database"), ("supplier", "Suppliers"), ("usage", "The command line"),
        ("value", "Values"), ("verify", "Verifying"), ("what-if", "What other offers lead to"),
    ]

    private static func section(_ area: (name: String, entries: [String])) -> String {
        let title = titles.first { $0.area == area.name }?.title ?? area.name
        return "## \(title)\n\n" + area.entries.joined()
    }

    private static func entry(_ name: String, _ example: ErrorCase?) throws -> String {
        var text = try Golden.text("\(ErrorCase.folder)/\(name)/expected.txt")
        while text.hasSuffix("\n") { text.removeLast() }
        let title = example.map { "\n\n\($0.title)" } ?? ""
        return "### `\(name)`\(title)\n\n```text\n\(text)\n```\n\n"
    }
}
