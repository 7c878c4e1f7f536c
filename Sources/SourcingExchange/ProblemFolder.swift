package import SourcingEngine

/// A sourcing problem as a folder of CSV files, format `sourcing-problem/1`.
package enum ProblemFolder {
    /// The format that is read and written.
    package static let format = "sourcing-problem/1"

    /// The files of a folder, in reading order.
    package enum File: String, CaseIterable, Sendable {
        case problem = "problem.json"
        case suppliers = "suppliers.csv"
        case discounts = "discounts.csv"
        case items = "items.csv"
        case lines = "lines.csv"
        case substitutes = "substitutes.csv"
        case offers = "offers.csv"
        case priceBreaks = "price_breaks.csv"
        case arrivals = "arrivals.csv"
        case shares = "shares.csv"
        case rules = "rules.csv"

        /// Whether a folder may lack the file.
        package var isOptional: Bool {
            switch self {
            case .problem, .suppliers, .items, .lines, .offers, .priceBreaks: false
            case .discounts, .substitutes, .arrivals, .shares, .rules: true
            }
        }
    }

    /// Reads a problem, or says everything that is wrong with the folder.
    ///
    /// What comes back is valid: the engine takes it as it is.
    package static func read(_ path: String) throws(ExchangeError) -> SourcingProblem {
        var reader = ProblemFolderReader(FolderFiles(path: path))
        return try reader.read()
    }

    /// Writes a problem; the same problem always gives the same bytes.
    ///
    /// Creates the folder if need be. Files that this problem does not need are removed, so that
    /// what stands in the folder afterwards is this problem and nothing else.
    package static func write(
        _ problem: SourcingProblem, to path: String
    ) throws(ExchangeError) {
        let files = FolderFiles(path: path)
        try files.prepare()
        let contents = ProblemFolderText(problem: problem).contents()
        for file in File.allCases {
            try files.write(file.rawValue, contents[file])
        }
    }
}

extension FolderFiles {
    func prepare() throws(ExchangeError) {
        guard let reason = create() else { return }
        throw ExchangeError(problems: [
            ExchangeProblem(
                code: "folder.not-writable", file: path,
                message: "the folder cannot be created: \(reason)",
                help: "Name a folder in which you may write.")
        ])
    }

    /// Writes a file, or removes it when there is nothing to write.
    func write(_ name: String, _ bytes: [UInt8]?) throws(ExchangeError) {
        let failure = bytes.map { replace(name, with: $0) } ?? remove(name)
        guard let reason = failure else { return }
        throw ExchangeError(problems: [
            ExchangeProblem(
                code: "folder.not-writable", file: filePath(name),
                message: "the file cannot be written: \(reason)",
                help: "Look for a full disk or missing rights, then write again.")
        ])
    }
}
