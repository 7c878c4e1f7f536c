package import SourcingEngine

extension ProblemFolder {
    /// Reads further rules for a problem from a file of the form of `rules.csv`.
    ///
    /// - Throws: ``ExchangeError`` that names the file, line and column of everything wrong.
    package static func rules(
        _ bytes: [UInt8], file: String, for problem: SourcingProblem
    ) throws(ExchangeError) -> [SourcingRule] {
        var plain = problem
        plain.rules = []
        var folder = files(of: plain)
        folder.removeAll { $0.name == File.rules.rawValue }
        folder.append(FolderFile(name: File.rules.rawValue, bytes: bytes))
        do throws(ExchangeError) {
            return try read(folder, name: file).rules
        } catch {
            var renamed = error
            for index in renamed.problems.indices
            where renamed.problems[index].file.hasSuffix(File.rules.rawValue) {
                renamed.problems[index].file = file
            }
            throw renamed
        }
    }
}
