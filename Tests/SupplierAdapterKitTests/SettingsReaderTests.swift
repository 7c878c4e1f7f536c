import SupplierAdapterKit
import Testing

private enum Color: String, CaseIterable { case red, green }

private func table(_ entries: (String, SettingValue.Content)...) -> AdapterSettings {
    AdapterSettings(
        file: "feeds/x.toml",
        table: SettingTable(
            entries.enumerated().map { index, entry in
                .init(entry.0, SettingValue(entry.1, line: index + 1), line: index + 1)
            }))
}

private func problems(
    _ settings: AdapterSettings, _ read: (inout SettingsReader) -> Void
) -> [String] {
    var reader = SettingsReader(settings)
    read(&reader)
    do throws(AdapterSettingsError) {
        try reader.finish()
        return []
    } catch {
        return error.problems.map { "\($0.place.line) \($0.code) \($0.key)" }
    }
}

@Suite struct SettingsReaderTests {
    @Test func valuesAreReadByKeyAndType() throws {
        let settings = table(
            ("name", .string("a")), ("count", .integer(7)), ("on", .boolean(true)),
            ("list", .array([SettingValue(.string("x")), SettingValue(.string("y"))])),
            ("color", .string("green")))
        var reader = SettingsReader(settings)
        let name = reader.requiredString("name", example: "")
        let count = reader.integer("count", in: 1...9, default: 1)
        let other = reader.integer("other", in: 1...9, default: 1)
        let isOn = reader.boolean("on", default: false)
        let list = reader.strings("list")
        let color = reader.word("color", default: Color.red)
        #expect((name, count, other) == ("a", 7, 1))
        #expect(isOn)
        #expect(list == ["x", "y"])
        #expect(color == .green)
        try reader.finish()
    }

    @Test func everyProblemIsToldAtOnce() {
        let settings = table(
            ("name", .integer(1)), ("count", .integer(10)), ("on", .string("yes")),
            ("list", .array([SettingValue(.integer(1), line: 4)])), ("color", .string("gren")),
            ("colour", .string("red")), ("empty", .string("")),
            ("price", .unsupported("a number with a point")))
        let found = problems(settings) { reader in
            _ = reader.requiredString("name", example: "")
            _ = reader.requiredString("empty", example: "")
            _ = reader.requiredString("folder", example: "")
            _ = reader.integer("count", in: 1...9, default: 1)
            _ = reader.boolean("on", default: false)
            _ = reader.strings("list")
            _ = reader.word("color", default: Color.red)
            _ = reader.optionalString("price")
        }
        #expect(
            found == [
                "0 settings.missing-key folder", "1 settings.wrong-type name",
                "2 settings.wrong-value count", "3 settings.wrong-type on",
                "4 settings.wrong-type list", "5 settings.wrong-value color",
                "6 settings.unknown-key colour", "7 settings.wrong-value empty",
                "8 settings.wrong-type price",
            ])
    }

    @Test func tablesBelowNameTheirPath() {
        let inner = SettingTable(
            [.init("prt", SettingValue(.string("x"), line: 3), line: 3)], line: 2)
        let settings = table(
            ("columns", .table(inner)),
            (
                "breaks",
                .array([SettingValue(.table(inner), line: 2), SettingValue(.integer(1), line: 9)])
            ))
        let found = problems(settings) { reader in
            reader.table("columns") { _ = $0.requiredString("part", example: "") }
            reader.tables("breaks") { _ = $0.optionalString("price") }
        }
        #expect(
            found == [
                "2 settings.missing-key columns.part", "3 settings.unknown-key columns.prt",
                "3 settings.unknown-key breaks[1].prt", "9 settings.wrong-type breaks",
            ])
    }

    @Test func aSettingsErrorReadsLikeACompilersList() throws {
        var reader = SettingsReader(table(("foldr", .string("x"))))
        _ = reader.optionalString("folder")
        do throws(AdapterSettingsError) {
            try reader.finish()
        } catch {
            #expect(
                error.description
                    == "feeds/x.toml:1: foldr is not a known key [settings.unknown-key]")
            #expect(error.problems[0].help == "Maybe \"folder\" is meant.")
        }
    }
}
