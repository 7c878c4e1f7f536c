/// Escapes from the compiler's and the formatter's checks: counted, and the count may only fall.
struct Ratchet: Sendable {
    let marker: String
    let phrase: [String]
    /// How many there are today.
    ///
    /// Lower it with each one that goes; never raise it.
    let allowed: Int

    static let all = [
        Ratchet(marker: "@unchecked Sendable", phrase: ["@", "unchecked"], allowed: 0),
        Ratchet(
            // Work on several threads in the engine: Docs/Decisions/0006-engine-threads.md.
            marker: "nonisolated(unsafe)", phrase: ["nonisolated", "(", "unsafe"], allowed: 1),
        Ratchet(marker: "@preconcurrency", phrase: ["@", "preconcurrency"], allowed: 0),
        Ratchet(marker: "swift-format-ignore", phrase: [], allowed: 0),
    ]

    func places(in files: [SourceFile]) -> [Finding] {
        files.flatMap { file in
            lines(in: file).map {
                Finding(path: file.path, line: $0, message: "`\(marker)` found")
            }
        }
    }

    func findings(in files: [SourceFile]) -> [Finding] {
        let places = places(in: files)
        let count = places.count
        if count > allowed {
            return places.map { place in
                let message =
                    "`\(marker)` occurs \(count) times, use it at most \(allowed) times: "
                    + "this number may only fall"
                return Finding(path: place.path, line: place.line, message: message)
            }
        }
        if count < allowed {
            let message =
                "`\(marker)` occurs \(count) times now, use \(count) as its allowed number"
            return [Finding(path: "Tests/RepositoryTests", line: 0, message: message)]
        }
        return []
    }

    private func lines(in file: SourceFile) -> [Int] {
        guard !phrase.isEmpty else {
            return file.tokens.filter { $0.kind == .comment && $0.text.contains(marker) }.map(
                \.line)
        }
        let code = file.code
        return code.indices.dropLast(phrase.count - 1).compactMap { start in
            let isMatch = phrase.indices.allSatisfy { code[start + $0].isCode(phrase[$0]) }
            return isMatch ? code[start].line : nil
        }
    }
}
