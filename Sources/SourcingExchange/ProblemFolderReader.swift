import SourcingEngine
import WireFormats

/// Reads the files of a problem folder and keeps every problem it meets.
struct ProblemFolderReader {
    typealias File = ProblemFolder.File

    /// Identifiers of a table with their position and line.
    struct Keys {
        var positions: [String: Int] = [:]
        var lines: [Int] = []
        /// Whether the table could be read; otherwise nobody is blamed for a missing reference.
        var isReadable = true
    }

    let files: FolderFiles
    var list = ProblemList()
    /// The file that is being read.
    var file = File.problem
    var problem = SourcingProblem(currency: "")
    var suppliers = Keys()
    var items = Keys()
    var lines = Keys()
    var offers = Keys()
    var rules = Keys()
    /// Lines in the file of what has no identifier of its own.
    var substituteLines: [Int] = []
    var shareLines: [Int] = []
    /// Per supplier, the lines of its discounts.
    var discountLines: [[Int]] = []
    /// Per offer, the lines of its price breaks.
    var breakLines: [[Int]] = []
    /// Per offer, the lines of its arrivals.
    var arrivalLines: [[Int]] = []
    /// Per offer, its stated lead time.
    var leadDays: [LeadDays] = []

    init(_ files: FolderFiles) { self.files = files }

    mutating func read() throws(ExchangeError) -> SourcingProblem {
        try checkFolder()
        checkFileNames()
        readProblemFile()
        readSuppliers()
        readDiscounts()
        readItems()
        readLines()
        readSubstitutes()
        readOffers()
        readPriceBreaks()
        readArrivals()
        readShares()
        readRules()
        try list.throwIfAny()
        checkAsEngineDoes()
        try list.throwIfAny()
        return problem
    }

    // MARK: Files

    private func checkFolder() throws(ExchangeError) {
        let found = files.exists()
        guard found != true else { return }
        throw ExchangeError(problems: [
            ExchangeProblem(
                code: "problem.folder-missing", file: files.path,
                message: found == nil ? "this is not a folder" : "there is no such folder",
                help: "A problem is a folder with problem.json and its tables.")
        ])
    }

    /// A misspelled optional file would otherwise be passed over in silence.
    private mutating func checkFileNames() {
        let known = Set(File.allCases.map(\.rawValue))
        let present = Set(files.names())
        for name in present.subtracting(known).sorted() {
            guard let meant = nearestName(to: name, among: known), !present.contains(meant),
                !ResultFolder.fileNames.contains(name), isLikelyMeant(meant, by: name)
            else { continue }
            list.add(
                ExchangeProblem(
                    code: "problem.unknown-file", file: name,
                    message: "the file \(quotedForMessage(name)) is not part of a problem",
                    help: "Maybe \"\(meant)\" is meant."))
        }
    }

    /// Other files may lie in the folder; a short name is near to many words.
    private func isLikelyMeant(_ meant: String, by name: String) -> Bool {
        func stem(_ name: String) -> String {
            String(name.lowercased().filter { $0.isLetter && $0 != "s" })
        }
        return meant.count >= "arrivals.csv".count || stem(name) == stem(meant)
    }

    private mutating func bytes(of file: File) -> [UInt8]? {
        switch files.read(file.rawValue) {
        case .bytes(let bytes): return bytes
        case .missing:
            if !file.isOptional {
                report(
                    "file-missing", "the file \(file.rawValue) is missing",
                    help: "Every problem has it, even if it holds only its header.")
            }
        case .failed(let reason):
            report("file-unreadable", "the file \(file.rawValue) cannot be read: \(reason)")
        }
        return nil
    }

    // MARK: Reports

    mutating func report(
        _ code: String, _ message: String, help: String? = nil, at position: SourcePosition? = nil
    ) {
        list.add(
            ExchangeProblem(
                code: "problem.\(code)", file: file.rawValue, line: position?.line,
                column: position?.column, message: message, help: help))
    }

    mutating func report(_ error: WireError) {
        let known = [
            "csv.column-unknown": "problem.unknown-column",
            "csv.column-missing": "problem.missing-column",
            "csv.column-twice": "problem.duplicate-column",
            "csv.ragged-row": "problem.ragged-row",
            "csv.value-missing": "problem.value-missing",
            "csv.empty": "problem.empty-file",
            "json.member-unknown": "problem.unknown-key",
            "json.member-missing": "problem.missing-key",
        ]
        list.add(
            ExchangeProblem(
                code: known[error.code] ?? error.code, file: file.rawValue,
                line: error.position?.line, column: error.position?.column,
                message: error.message, help: help(for: error)))
    }

    private func help(for error: WireError) -> String? {
        switch error.code {
        // Folders have one format, which nothing declares otherwise.
        case "csv.encoding": "Maybe the file is written as windows1252; save it as UTF-8 text."
        case "csv.quote-in-bare-field": "Quote the whole field and write its quotes twice."
        case "json.member-missing":
            error.help ?? "It states at least \"format\" and \"currency\"."
        default: error.help
        }
    }

    // MARK: problem.json

    private mutating func readProblemFile() {
        file = .problem
        guard let bytes = bytes(of: file) else { return }
        do throws(WireError) {
            let limits = ["maxSuppliersPerLine", "maxSuppliersPerItem", "maxSuppliers"]
            let members = try JSONText.parse(bytes).members(
                required: ["format", "currency"], optional: limits)
            // What is wrong with one member hides nothing of the others.
            problem.maximumSuppliersPerLine = limit(members[limits[0]], limits[0])
            problem.maximumSuppliersPerItem = limit(members[limits[1]], limits[1])
            problem.maximumSuppliers = limit(members[limits[2]], limits[2])
            try checkFormat(members["format"])
            problem.currency = try currency(members["currency"])
        } catch {
            report(error)
        }
    }

    private mutating func checkFormat(_ value: JSONValue?) throws(WireError) {
        guard let value else { return }
        let format = try value.string()
        guard format != ProblemFolder.format else { return }
        report(
            "format-unknown", "the format \(quotedForMessage(format)) is not read here",
            help: "This version reads \"\(ProblemFolder.format)\".", at: value.position)
    }

    private mutating func currency(_ value: JSONValue?) throws(WireError) -> String {
        guard let value else { return "" }
        let code = try value.string()
        if code.utf8.count != 3 || !code.utf8.allSatisfy({ (65...90).contains($0) }) {
            report(
                "currency-invalid",
                "the currency \(quotedForMessage(code)) is not a code of three capitals",
                help: "Use the ISO 4217 code, such as \"EUR\".", at: value.position)
        }
        return code
    }

    private mutating func limit(_ value: JSONValue?, _ name: String) -> Int? {
        guard let value, value.content != .null else { return nil }
        do throws(WireError) {
            let number = try value.integer()
            if number >= 1 { return Int(number) }
            report(
                "limit-invalid", "the limit \(name) (\(number)) must be at least 1",
                help: "Leave it out if there is no limit.", at: value.position)
        } catch {
            report(error)
        }
        return nil
    }

    // MARK: Tables

    /// Reads the rows of a table; false if not even its header could be read.
    mutating func scan(
        _ file: File, required: [String], optional: [String] = [],
        row body: (inout Self, TableRow) throws(WireError) -> Void
    ) -> Bool {
        self.file = file
        guard let bytes = bytes(of: file) else { return file.isOptional }
        var table: TableReader
        do throws(WireError) {
            table = try TableReader(bytes, required: required, optional: optional)
        } catch {
            report(error)
            return false
        }
        while true {
            do throws(WireError) {
                guard let row = try table.next() else { return true }
                try body(&self, row)
            } catch {
                report(error)
                if !table.canContinue { return true }
            }
        }
    }
}
