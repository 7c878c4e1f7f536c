import Foundation
import TestSupport
import Testing

/// What `broker adapter` does with a web service and with a program that is replayed.
@Suite struct AdapterCommandTests {
    private static func prices(_ port: String, _ more: String = "") -> String {
        """
        adapter = "http-feed"
        url = "http://127.0.0.1:\(port)/house"
        allow_http = true
        allow_private = true
        folder = "inbox/web"
        supplier = "ACME"
        rows = "data"
        [columns]
        part = "sku"
        price = "net"
        on_hand = "stock"
        [defaults]
        currency = "EUR"
        lead_time = 10
        lead_time_from_stock = 2
        [limits]
        tries = 1
        \(more)

        """
    }

    private func withHouse(_ body: (ExampleHouse, _ port: String) throws -> Void) throws {
        try withHostileServer { port in
            try withTemporaryFolder { folder in
                let house = try ExampleHouse(in: folder)
                try house.write(Self.prices(port), to: "feeds/prices.toml")
                try body(house, port)
            }
        }
    }

    private static let readings = [
        "read.twice", "read.sound", "read.cut", "read.damaged", "read.speed",
    ]

    private func expectRead(_ report: String, _ result: String) {
        for name in Self.readings {
            #expect(report.contains("\(result),\(name),"), "\(name): \(report)")
        }
    }

    /// Who writes an adapter has no workspace yet, or the file of one feed.
    @Test func aProgramIsTriedByItsPath() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            try house.write(
                """
                part,text,currency,price,minimum,pack,stock,days
                A-1,Bolt,EUR,1.50,1,1,7,3

                """, to: "list \"1\".csv")
            let program = Golden.path("SupplierAdapters/ExternalProcess/Examples/acme.py")
            let temporary = folder + "/temporary"
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: false)
            let found = try house.start(
                [
                    "adapter", "test", program, "--setting",
                    "file=\(house.folder)/list \"1\".csv", "--format", "csv",
                ], under: ["TMPDIR=\(temporary)"])
            #expect(found.status == 0, "\(found.text)")
            expectRead(found.text, "passed")
            #expect(found.text.contains("passed,hello,"), "\(found.text)")
            let missing = try house.start(
                ["adapter", "test", program, "--format", "csv"], under: ["TMPDIR=\(temporary)"])
            #expect(missing.status == 1, "\(missing.text)")
            // What was made to test in is gone.
            let left = try FileManager.default.contentsOfDirectory(atPath: temporary)
            #expect(left.isEmpty, "\(left)")
        }
    }

    @Test func aFeedIsTriedByItsFile() throws {
        try withHouse { house, _ in
            let found = try Program("env").run(
                house.broker.command + [
                    "adapter", "test", house.folder + "/feeds/prices.toml", "--format", "csv",
                ], in: "/")
            #expect(found.text.contains("passed,read.asked,"), "\(found.text)")
        }
    }

    @Test func aWebServiceIsAskedForAListToTry() throws {
        try withHouse { house, _ in
            let report = try house.run(["adapter", "test", "prices", "--format", "csv"])
            #expect(report.contains("passed,read.asked,"), "\(report)")
            expectRead(report, "passed")
            // Nothing was kept of it.
            #expect(!FileManager.default.fileExists(atPath: house.folder + "/inbox/web"))
        }
    }

    @Test func aRecordedListIsTriedWithoutTheService() throws {
        try withHouse { house, port in
            let recorded = try house.run(["adapter", "record", "prices"])
            try house.write(recorded, to: "prices.cassette")
            // Nobody answers there any more.
            let gone = Self.prices(port).replacing(":\(port)/", with: ":9/")
            try house.write(gone, to: "feeds/prices.toml")
            let alone = try house.start(["adapter", "test", "prices", "--format", "csv"])
            #expect(alone.status == 1)
            #expect(alone.text.contains("failed,read.asked,"), "\(alone.text)")
            #expect(alone.text.contains("--recorded FILE reads a recorded one"))
            expectRead(alone.text, "skipped")
            let there = recorded.replacing(":\(port)/", with: ":9/")
            try house.write(there, to: "prices.cassette")
            let report = try house.run([
                "adapter", "test", "prices", "--recorded", "prices.cassette", "--format", "csv",
            ])
            #expect(report.contains("passed,read.asked,"), "\(report)")
            expectRead(report, "passed")
        }
    }

    @Test func aKeyOfCallsThatIsNoneIsToldWhereASupplierIsAsked() throws {
        try withHouse { house, port in
            let hook = "[webhook]\nkind = \"standard\"\nsecret = { variable = \"HOOK\" }"
            try house.write(Self.prices(port, hook), to: "feeds/prices.toml")
            let words = ["adapter", "preview", "prices", "--fetch"]
            let wrong = try house.start(words, under: ["HOOK=whsec_no key"])
            #expect(wrong.status == 1)
            #expect(wrong.text.contains("error[adapter.secret-unusable]"), "\(wrong.text)")
            #expect(wrong.text.contains("X-1"))
            let missing = try house.start(words)
            #expect(missing.status == 0)
            #expect(missing.text.contains("warning[adapter.secret-missing]"), "\(missing.text)")
            let right = try house.start(words, under: ["HOOK=whsec_c2VjcmV0"])
            #expect(right.status == 0 && !right.text.contains("HOOK"), "\(right.text)")
            #expect(!right.text.contains("secret"), "\(right.text)")
            let check = try house.start(
                ["adapter", "check", "prices"], under: ["HOOK=whsec_no key"])
            #expect(check.status == 1 && check.text.contains("adapter.secret-unusable"))
        }
    }

    // MARK: - A program

    private static func program(_ command: [String], _ folder: String) -> String {
        """
        adapter = "external-process"
        command = [\(command.map { "\"\($0)\"" }.joined(separator: ", "))]
        folder = "inbox/\(folder)"
        supplier = "ACME"
        [settings]
        file = "list.csv"
        [defaults]
        currency = "EUR"

        """
    }

    /// What was recorded is taken in once: the second intake goes on from the checkpoint of the
    /// first, and finds nothing new.
    @Test func theSecondIntakeOfAReplayedProgramFindsNothingNew() throws {
        try withTemporaryFolder { folder in
            let house = try ExampleHouse(in: folder)
            let example = try Golden.text("SupplierAdapters/ExternalProcess/Examples/acme.py")
            try house.write(example, to: "acme.py")
            try house.write(
                "part,text,currency,price,minimum,pack,stock,days\nX-1,Screw,EUR,9.75,1,1,3,5\n"
                    + "X-2,Nut,EUR,2,1,1,4,5\n", to: "list.csv")
            try house.write(
                Self.program(["python3", "acme.py"], "live"), to: "feeds/prices.toml")
            try house.write(
                try house.run(["adapter", "record", "prices"]), to: "acme.ndjson")
            let sample = try house.run(["adapter", "test", "prices", "--format", "csv"])
            #expect(sample.contains("passed,read.asked,"), "\(sample)")
            expectRead(sample, "passed")
            // From here on the program itself is not there any more.
            try FileManager.default.removeItem(atPath: house.folder + "/acme.py")
            try house.write(
                Self.program(
                    house.broker.command + ["adapter", "replay", "acme.ndjson"], "replayed"),
                to: "feeds/prices.toml")
            let first = try house.run(["intake"])
            #expect(first.contains(".delivery"), "\(first)")
            let offers = try house.run(["offer", "list"])
            #expect(offers.contains("9.75"), "\(offers)")
            let second = try house.run(["intake"])
            #expect(!second.contains(".delivery"), "\(second)")
            #expect(try house.run(["offer", "list"]) == offers)
            let kept = try FileManager.default.contentsOfDirectory(
                atPath: house.folder + "/inbox/replayed/.archive")
            #expect(kept.count == 1)
            let note = try String(
                contentsOfFile: house.folder + "/inbox/replayed/checkpoint.json",
                encoding: .utf8)
            #expect(note.contains("\"checkpoint\""), "\(note)")
            // A checkpoint of before the recording was not recorded.
            try house.write("{\"checkpoint\":\"1\"}\n", to: "inbox/replayed/checkpoint.json")
            let third = try house.start(["intake"])
            #expect(third.status != 0)
            #expect(third.text.contains("not recorded"), "\(third.text)")
        }
    }
}
