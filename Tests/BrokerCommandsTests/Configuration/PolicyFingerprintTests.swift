import BrokerCommands
import Testing

struct PolicyFingerprintTests {
    private func fingerprint(_ text: String) throws -> String {
        try BrokerConfiguration(text: text, file: "broker.toml").policyFingerprintText
    }

    @Test func fingerprintIsSortedLines() throws {
        let lines = try fingerprint(BrokerConfigurationTests.full).split(separator: "\n")
        #expect(lines == lines.sorted())
        #expect(lines.allSatisfy { $0.contains("=") })
        #expect(lines.contains("priority.urgent.late_cost=2.25"))
        #expect(lines.contains("calendar.berlin.holidays=2026-12-25,2026-12-26"))
        #expect(lines.contains("house.buyer.lines[2]=Gate 4"))
        #expect(lines.contains("sourcing.maximum_suppliers_in_all=30"))
    }

    @Test func anotherWayToWriteTheSameIsTheSame() throws {
        let text = BrokerConfigurationTests.full
        let rewritten = text.replacing("\"0.5\"", with: "\"0.500\"")
            .replacing("2026-12-25, \"2026-12-26\"", with: "\"2026-12-26\", 2026-12-25")
            .replacing("16:30:00", with: "\"16:30\"")
        #expect(rewritten != text)
        #expect(try fingerprint(rewritten) == fingerprint(text))
    }

    @Test(arguments: [
        ("currency = \"EUR\"", "currency = \"USD\""), ("Gate 4", "Gate 5"),
        ("\"2.25\"", "\"2.26\""),
        ("rank = 3", "rank = 4"), ("16:30:00", "16:31:00"), ("\"tuesday\"", "\"sunday\""),
        ("Europe/Berlin", "Europe/Paris"), ("gap = \"0\"", "gap = \"0.1\""),
        ("in_all = 30", "in_all = 31"), ("\"C-\"", "\"D-\""), ("\"complete\"", "\"any\""),
        ("default_priority = \"urgent\"", "default_priority = \"standard\""),
        ("seconds = 5", "seconds = 6"), ("\"Hamburg\"", "\"Bremen\""),
    ])
    func whatARoundDependsOnChangesTheFingerprint(part: String, other: String) throws {
        let text = BrokerConfigurationTests.full
        #expect(text.contains(part))
        #expect(try fingerprint(text.replacing(part, with: other)) != fingerprint(text))
    }

    @Test(arguments: [
        ("threads = 1", "threads = 2"), ("/var/lib/broker.sqlite", "/var/lib/other.sqlite"),
        ("outbox = \"o\"", "outbox = \"p\""), ("_total = \"5000\"", "_total = \"6000\""),
        ("bad_rows_floor = 0", "bad_rows_floor = 1"), ("\"changes\"", "\"snapshot\""),
    ])
    func whatARoundDoesNotDependOnDoesNot(part: String, other: String) throws {
        let text = BrokerConfigurationTests.full
        #expect(text.contains(part))
        #expect(try fingerprint(text.replacing(part, with: other)) == fingerprint(text))
    }
}
