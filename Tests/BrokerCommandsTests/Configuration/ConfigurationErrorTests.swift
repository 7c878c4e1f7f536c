import BrokerCommands
import Foundation
import TestSupport
import Testing

/// Every problem of settings has a smallest file that shows it, and its exact text.
struct ConfigurationErrorTests {
    static let folder = "Fixtures/Errors"

    static let sources = "Sources/BrokerCommands/Configuration"

    /// The codes that reading settings can give; the wiring of adapters has its own.
    static let codes: [String] = {
        var codes: Set<String> = []
        do {
            for name in try Golden.names(in: sources) {
                let text = try Golden.text("\(sources)/\(name)")
                for match in text.matches(of: /"(config\.[a-z-]+)"/) {
                    codes.insert(String(match.1))
                }
            }
        } catch {
            return []
        }
        return codes.sorted()
    }()

    @Test(arguments: codes)
    func problemIsShownAsKept(code: String) throws {
        let text = ProblemText.render(try problems(code))
            .replacing(Golden.repositoryRoot, with: "…")
        #expect(text.hasPrefix("error[\(code)]: "))
        #expect(try Golden.check(text, against: "\(Self.folder)/\(code)/expected.txt") == .matches)
    }

    @Test(arguments: codes)
    func reproducerShowsOneProblemOnly(code: String) throws {
        #expect(try problems(code).map(\.code) == [code])
    }

    @Test func codesAreFound() {
        #expect(Self.codes.count >= 13)
        #expect(Self.codes.contains("config.unknown-key"))
    }

    private func problems(_ code: String) throws -> [Problem] {
        if code == "config.file-too-large" {
            let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 20 + 1)
            return try problemsOf { () throws(ConfigurationError) in
                _ = try BrokerConfiguration(bytes: bytes, file: "broker.toml")
            }
        }
        let folder = SettingsFolder(path: Golden.path("\(Self.folder)/\(code)"))
        return try problemsOf { () throws(ConfigurationError) in
            _ = try folder.feeds(of: try folder.configuration())
        }
    }
}

/// The problems that a reading throws; that it throws none is a failure of the test.
func problemsOf(_ read: () throws(ConfigurationError) -> Void) throws -> [Problem] {
    do throws(ConfigurationError) {
        try read()
    } catch {
        return error.problems
    }
    throw NoProblem()
}

struct NoProblem: Error {}
