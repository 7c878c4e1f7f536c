import FileDrop
import Procurement
import SupplierAdapterKit
import Testing

private func problems(_ text: String) -> [String] {
    do {
        _ = try FileDropOffers(
            name: FeedName("test"), settings: try SettingsText.settings(text),
            environment: AdapterEnvironment(root: "unused") { _ in "" })
        return []
    } catch let error as AdapterSettingsError {
        return error.problems.map { "\($0.place.line) \($0.code) \($0.key)" }
    } catch {
        return ["\(error)"]
    }
}

private let good = """
    supplier = "ACME"
    folder = "inbox"
    complete = { by = "done" }
    columns = { part = "Article", price = "Price" }
    defaults = { currency = "EUR" }

    """

@Suite struct SettingsTests {
    @Test func goodSettingsHaveNoProblem() {
        #expect(problems(good) == [])
    }

    /// What is added behind good settings (or put in their place), and what must be said.
    @Test(arguments: [
        ("pattren = \"*.csv\"", "6 settings.unknown-key pattren"),
        ("pattern = 5", "6 settings.wrong-type pattern"),
        ("maximum_megabytes = 0", "6 settings.wrong-value maximum_megabytes"),
        ("unknown_columns = \"keep\"", "6 settings.wrong-value unknown_columns"),
        ("ignored_columns = \"x\"", "6 settings.wrong-type ignored_columns"),
        ("[format]\nencoding = \"utf-8\"", "7 settings.wrong-value format.encoding"),
        ("[format]\ndelimiter = \"ab\"", "7 settings.wrong-value format.delimiter"),
        ("[format]\ndecimal_sign = \";\"", "7 settings.wrong-value format.decimal_sign"),
        ("[format]\ngrouping_sign = \".\"", "7 settings.contradiction format.grouping_sign"),
        ("[format]\ndates = [\"yyyy-mm-dd\"]", "7 settings.wrong-value format.dates"),
        ("[format]\nheader = false", "6 settings.missing-key format.fields"),
        ("[format]\nskip_lines = 1.5", "7 settings.wrong-type format.skip_lines"),
        ("[[price_breaks]]\nprice = \"P2\"", "6 settings.missing-key price_breaks[1].quantity"),
        ("[suppliers]\nAcme = \"\"", "7 settings.wrong-value suppliers.Acme"),
        ("[units]\nStk = \"pieces of it\"", "7 settings.wrong-value units.Stk"),
    ])
    func aWrongSettingIsSaidWithItsLine(text: String, expected: String) {
        #expect(problems(good + text) == [expected])
    }

    @Test func allProblemsAreSaidAtOnceInTheOrderOfTheFile() {
        let text = """
            folder = "../other"
            [complete]
            by = "trailor"
            [columns]
            prise = "Price"
            """
        #expect(
            problems(text) == [
                "0 settings.missing-key supplier", "1 settings.wrong-value folder",
                "3 settings.wrong-value complete.by", "4 settings.missing-key columns.part",
                "5 settings.unknown-key columns.prise",
            ])
    }

    @Test func aMistypedKeyIsSuggested() throws {
        let name = try FeedName("test")
        do throws(AdapterSettingsError) {
            _ = try FileDropOffers(
                name: name,
                settings: AdapterSettings(
                    file: "feeds/x.toml",
                    table: SettingTable([
                        .init("foldr", SettingValue(.string("inbox"), line: 3), line: 3)
                    ])),
                environment: AdapterEnvironment(root: "unused") { _ in "" })
        } catch {
            let unknown = try #require(error.problems.first { $0.code == "settings.unknown-key" })
            #expect(unknown.help == "Maybe \"folder\" is meant.")
            #expect(unknown.place.description == "feeds/x.toml:3")
        }
    }

    @Test func settingsThatContradictAreSaid() {
        #expect(
            problems(
                good.replacingColumns(
                    "{ part = \"A\", price = \"P\", supplier = \"V\" }"))
                == ["1 settings.contradiction supplier"])
        #expect(
            problems(good.replacingColumns("{ part = \"A\" }")) == [
                "4 settings.missing-key columns"
            ])
        #expect(
            problems(good.replacingColumns("{ part = \"A\", on_hand = \"S\" }"))
                == ["5 settings.missing-key defaults"])
        #expect(
            problems(
                good.replacingColumns("{ part = \"A\", price = \"P\", from_quantity = \"F\" }")
                    + "[[price_breaks]]\nfrom = 10\nprice = \"P2\"")
                == ["6 settings.contradiction price_breaks"])
    }

    @Test func everyKeyOfTheReadmeIsDescribedAndNoOther() throws {
        let readme = try RepositoryText.read("SupplierAdapters/FileDrop/README.md")
        for key in FileDropOffers.description.keys + FileDropShipmentHistory.description.keys
            + FileDropOrders.description.keys
        {
            #expect(readme.contains("`\(key.name)`"), "\(key.name) is not in the README")
        }
    }

    @Test func theExamplesOfTheReadmeAreAccepted() throws {
        let readme = try RepositoryText.read("SupplierAdapters/FileDrop/README.md")
        let examples = RepositoryText.codeBlocks(readme, language: "toml")
        #expect(examples.count >= 3)
        for example in examples {
            let settings = try SettingsText.settings(example)
            let environment = AdapterEnvironment(root: "unused") { _ in "" }
            if example.contains("kind = \"order-messages\"") {
                _ = try FileDropOrderMessages(
                    name: FeedName("readme"), settings: settings, environment: environment)
            } else if example.contains("kind = \"purchase-orders") {
                // FlatFileEDI hands these on; its own keys are not ours.
                let own = example.split(separator: "\n").filter {
                    $0.hasPrefix("file_name") || $0.hasPrefix("[") || $0.hasPrefix("after")
                }
                _ = try FileDropOrders(
                    name: FeedName("readme"),
                    settings: SettingsText.settings(own.joined(separator: "\n")),
                    environment: environment)
            } else if example.contains("kind = \"shipment-history\"") {
                _ = try FileDropShipmentHistory(
                    name: FeedName("readme"), settings: settings, environment: environment)
            } else {
                _ = try FileDropOffers(
                    name: FeedName("readme"), settings: settings, environment: environment)
            }
        }
    }
}

extension String {
    fileprivate func replacingColumns(_ columns: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("columns") ? "columns = \(columns)" : String($0) }
            .joined(separator: "\n")
    }
}
