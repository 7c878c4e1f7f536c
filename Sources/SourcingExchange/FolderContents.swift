package import SourcingEngine

/// A file of a folder, in memory.
package struct FolderFile: Sendable, Hashable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

extension ProblemFolder {
    /// The files that ``write(_:to:)`` would write, in the order of the statement.
    package static func files(of problem: SourcingProblem) -> [FolderFile] {
        let contents = ProblemFolderText(problem: problem).contents()
        return File.allCases.compactMap { file in
            contents[file].map { FolderFile(name: file.rawValue, bytes: $0) }
        }
    }

    /// Reads a problem from files in memory; `name` is what messages call their folder.
    package static func read(
        _ files: [FolderFile], name: String
    ) throws(ExchangeError) -> SourcingProblem {
        var reader = ProblemFolderReader(FolderFiles(files, path: name))
        return try reader.read()
    }
}

extension ResultFolder {
    /// The files that writing this outcome would write; no time is stated, so that the same
    /// outcome is always the same bytes.
    package static func files(
        of outcome: SourcingOutcome, problem: SourcingProblem, seed: UInt64
    ) throws(ExchangeError) -> [FolderFile] {
        let result = SourcingResult(outcome: outcome, duration: .zero, seed: seed)
        do throws(SourcingPricingError) {
            let contents = try ResultFolderText(problem: problem, result: result).contents()
            return fileNames.compactMap { name in
                contents[name].map { FolderFile(name: name, bytes: $0) }
            }
        } catch {
            throw ExchangeError(problems: [
                ExchangeProblem(
                    code: "result.not-priceable", file: "result",
                    message: "the answer does not fit the problem: \(error)")
            ])
        }
    }
}
