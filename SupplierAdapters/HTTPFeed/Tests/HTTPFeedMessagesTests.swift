import Foundation
import HTTPFeed
import Procurement
import SupplierAdapterKit
import TestSupport
import Testing

/// Answers to orders come from a web service by GET, in whatever words it has for them.
struct HTTPFeedMessagesTests {
    private static let columns = """
        [columns]
        document = "id"
        order = "po.number"
        line = "po.line"
        written = "at"
        outcome = "state"
        quantity = "pieces"
        date = "day"
        [defaults]
        kind = "acknowledgment"
        [outcomes]
        OK = "accepted"
        LATER = "back-ordered"
        """

    private func feed(
        _ house: FeedHouse, _ path: String = "answers", rows: String = "data",
        tables: String = columns
    ) throws -> HTTPFeedMessages {
        let text = """
            url = "http://127.0.0.1:\(house.port)/\(path)"
            folder = "inbox/answers"
            supplier = "ACME"
            rows = "\(rows)"
            allow_http = true
            allow_private = true
            \(tables)
            """
        return try HTTPFeedMessages(
            name: try FeedName("answers"), settings: FeedHouse.settings(text),
            environment: house.environment, pauses: house.pauses)
    }

    private func fetch(
        _ feed: HTTPFeedMessages, as fate: FeedFileFate = .accepted
    ) throws -> [MessageDelivery] {
        try feed.refresh(at: FeedHouse.now)
        return try feed.inbox(at: FeedHouse.now).ready.map { file in
            let taken = try #require(try feed.take(file))
            let delivery = try feed.readMessages(taken)
            try feed.settle(taken.file, as: fate)
            return delivery
        }
    }

    @Test func answersComeInTheSuppliersWordsAndOnce() throws {
        try FeedHouse.run { house in
            let own = try house()
            let feed = try feed(own)
            let delivery = try #require(try fetch(feed).first)
            // The third statement of the document is not readable, and so is none of it.
            #expect(delivery.messages.isEmpty)
            let bad = try #require(delivery.quarantined.first { $0.field == "quantity" })
            #expect(bad.value == "many" && bad.place.file.hasSuffix(".delivery"))
            let kept = try #require(try feed.kept(as: .accepted).first)
            let taken = try #require(try feed.takeAgain(kept, from: .accepted))
            let lines = String(decoding: taken.bytes, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            // The place is the line of the record in the file as it was kept.
            #expect(lines[bad.place.line - 1].trimmingCharacters(in: .whitespaces) == "{")
            try feed.settle(taken.file, as: .accepted)
            #expect(try fetch(feed).isEmpty)
        }
    }

    @Test func whatIsReadableIsAMessage() throws {
        try FeedHouse.run { house in
            let feed = try feed(
                try house(),
                tables: Self.columns.replacingOccurrences(
                    of: "document = \"id\"", with: "document = \"po.line\""))
            let delivery = try #require(try fetch(feed).first)
            #expect(delivery.messages.map(\.message.document.rawValue) == ["1", "2"])
            #expect(
                delivery.messages.map(\.supplier)
                    == Array(repeating: try SupplierID("ACME"), count: 2))
            #expect(delivery.quarantined.count == 1)
        }
    }

    @Test func unitsAndChangesAreReadWhereTheyAreNamed() throws {
        try FeedHouse.run { house in
            let named = Self.columns.replacingOccurrences(
                of: "document = \"id\"",
                with: "document = \"po.line\"\nunit = \"uom\"\nchange = \"asked\"")
            for (tables, unit, change) in [(named, "CA", 2), (Self.columns, "", nil)] {
                let feed = try feed(
                    try house(),
                    tables: tables.replacingOccurrences(
                        of: "document = \"id\"", with: "document = \"po.line\""))
                let message = try #require(try fetch(feed).first?.messages.first?.message)
                #expect(message.change == change)
                guard case .answer(let answer) = message.statements.first else {
                    Issue.record("The message answers nothing.")
                    return
                }
                #expect(answer.unit == unit)
            }
        }
    }

    @Test func onlyWhatIsNewIsAskedFor() throws {
        try FeedHouse.run { house in
            let changes = Self.columns + "\n[changes]\nparameter = \"since\"\nnext = \"until\""
            let feed = try feed(try house(), tables: changes)
            #expect(try fetch(feed).count == 1)
            for _ in 1...2 { #expect(try fetch(feed).isEmpty) }
        }
    }

    @Test(arguments: [
        ("answers", "nowhere", "http.rows-missing"), ("html", "data", "json.syntax"),
        ("missing", "data", "http.not-found"), ("half", "data", "web.cut-off"),
    ])
    func whateverGoesWrongBringsNothing(path: String, rows: String, code: String) throws {
        try FeedHouse.run { house in
            let feed = try feed(try house(), path, rows: rows)
            let error = #expect(throws: AdapterError.self) { try feed.refresh(at: FeedHouse.now) }
            #expect(error?.code == code)
            #expect(try feed.inbox(at: FeedHouse.now).ready.isEmpty)
        }
    }

    @Test func wrongSettingsAreToldAllAtOnce() throws {
        let text = """
            url = "http://acme.example/"
            folder = "../x"
            supplier = ""
            [columns]
            lines = "x"
            [changes]
            next = "until"
            """
        let error = #expect(throws: AdapterSettingsError.self) {
            _ = try HTTPFeedMessages(
                name: try FeedName("acme"), settings: FeedHouse.settings(text),
                environment: AdapterEnvironment(root: "/x") { _ in "" })
        }
        #expect(
            error.map { Set($0.problems.map(\.key)) }
                == ["url", "folder", "supplier", "columns.lines", "changes.parameter"])
    }

    @Test func everyKeyIsInTheReadme() throws {
        let readme = try Golden.text("SupplierAdapters/HTTPFeed/README.md")
        for key in HTTPFeedMessages.description.keys {
            #expect(readme.contains("| `\(key.name)` | \(key.values) | \(key.meaning) |"))
        }
    }
}
