import BrokerCommands
import Testing

struct ProblemTextTests {
    @Test func problemWithoutAPlaceIsOneLine() {
        let problem = Problem(code: "a.b", message: "Something is wrong.")
        #expect(ProblemText.render(problem) == "error[a.b]: Something is wrong.")
    }

    @Test func everyPartHasItsPlace() {
        let problem = Problem(
            code: "feed.quantity-not-whole", severity: .warning,
            message: "The quantity (1.5) is not whole.",
            place: .init(file: "in/a.csv", line: 418, column: 7, detail: "column \"qty\""),
            excerpt: .init(text: "A-1,x,1.5", column: 7, length: 3, label: "pieces are counted"),
            notes: ["the row is set aside", "the offer of 2026-03-01 stays in force"],
            help: "Maybe the price stands in the wrong column.")
        #expect(
            ProblemText.render(problem) == """
                warning[feed.quantity-not-whole]: The quantity (1.5) is not whole.
                  --> in/a.csv:418:7  column "qty"
                    | A-1,x,1.5
                    |       ^^^ pieces are counted
                  note: the row is set aside
                  note: the offer of 2026-03-01 stays in force
                  help: Maybe the price stands in the wrong column.
                """)
    }

    @Test func tabsAndControlCharactersDoNotMoveTheCarets() {
        let lines = excerptLines(.init(text: "\ta\u{7}b\u{202E}c", column: 6, length: 1))
        #expect(lines == ["    |  a\u{FFFD}b\u{FFFD}c", "    |      ^"])
    }

    @Test func longLineIsShownAroundWhatIsMeant() {
        let text = String(repeating: "x", count: 300) + "HERE" + String(repeating: "y", count: 300)
        let lines = excerptLines(.init(text: text, column: 301, length: 4))
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines[0].contains("…") && lines[0].contains("HERE"))
        #expect(pointedAt(lines) == "HERE")
    }

    @Test(arguments: [(1, 5), (95, 10), (580, 25), (599, 1), (601, 1)])
    func caretsStayUnderALongLine(column: Int, length: Int) {
        let text = (1...60).map { "word\($0 % 10)....." }.joined()
        let lines = excerptLines(.init(text: text, column: column, length: length))
        let expected = text.dropFirst(column - 1).prefix(length)
        #expect(pointedAt(lines) == String(expected))
    }

    @Test func placeBehindTheEndOfALineHasACaret() {
        let lines = excerptLines(.init(text: "a = ", column: 5, length: 3))
        #expect(lines == ["    | a =", "    |     ^"])
    }

    @Test func manyProblemsOfAKindAreCounted() {
        let problems = (1...8).map { line in
            Problem(code: "a.b", message: "No.", place: .init(file: "f", line: line))
        }
        let text = ProblemText.render(problems + [Problem(code: "c.d", message: "Nor this.")])
        #expect(text.contains("f:5") && !text.contains("f:6"))
        #expect(text.hasSuffix("error[c.d]: Nor this.\n\n… and 3 more a.b in f\n"))
        #expect(ProblemText.render(problems, limit: 8).contains("f:8"))
        #expect(ProblemText.render([]).isEmpty)
    }

    private func excerptLines(_ excerpt: Problem.Excerpt) -> [String] {
        let problem = Problem(code: "a.b", message: "No.", excerpt: excerpt)
        let lines = ProblemText.render(problem).split(separator: "\n").map(String.init)
        return Array(lines.dropFirst())
    }

    private func pointedAt(_ lines: [String]) -> String {
        String(zip(lines[0], lines[1]).compactMap { $1 == "^" ? $0 : nil })
    }
}
