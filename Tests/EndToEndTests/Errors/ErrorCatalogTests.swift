import TestSupport
import Testing

@Suite struct ErrorCatalogTests {
    static let cases: [ErrorCase] = {
        do {
            return try ErrorCase.all()
        } catch {
            preconditionFailure("Fixtures/Errors must be readable: \(error)")
        }
    }()

    @Test(arguments: cases)
    func theBrokerSaysExactlyWhatTheFixtureShows(example: ErrorCase) throws {
        let broker = try #require(Program.broker?.command.first, "swift build comes first")
        guard try example.isPossible else {
            try Test.cancel("not possible here: \(example.need)")
        }
        let text = try example.transcript(with: broker)
        #expect(try Golden.check(text, against: "\(example.path)/expected.txt") == .matches)
    }

    @Test(arguments: cases)
    func theTextNamesTheCodeOfItsFolder(example: ErrorCase) throws {
        let text = try Golden.text("\(example.path)/expected.txt")
        // Names without a point stand for what has no code, such as a mistyped command.
        let isNamed =
            text.contains("[\(example.code)]") || text.contains("\(example.code): ")
            || !example.code.contains(".")
        #expect(isNamed)
        #expect(!example.title.isEmpty && !example.commands.isEmpty)
    }

    @Test func theDocumentOfErrorsIsMadeFromTheFixtures() throws {
        let document = try ErrorDocument(cases: Self.cases).text
        #expect(try Golden.check(document, against: "Docs/Errors.md") == .matches)
    }
}
