import SourcingEngine
import WireFormats

/// Reads the files of a result folder.
struct ResultFolderReader {
    let files: FolderFiles
    let problem: SourcingProblem
    private var list = ProblemList()
    private var file = ""

    init(path: String, problem: SourcingProblem) {
        self.init(files: FolderFiles(path: path), problem: problem)
    }

    init(files: FolderFiles, problem: SourcingProblem) {
        self.files = files
        self.problem = problem
    }

    mutating func read() throws(ExchangeError) -> SourcingResult {
        var result = SourcingResult(
            status: .feasible, objective: 0, bound: 0, limit: nil, duration: .zero, seed: 0,
            costs: SourcingCosts(), solution: SourcingSolution())
        readResultFile(into: &result)
        guard result.status.hasAnswer else {
            try list.throwIfAny()
            return result
        }
        result.solution.orders = readOrders()
        result.solution.allocations = readAllocations()
        try list.throwIfAny()
        return result
    }

    /// Only what is ordered and who gets it, from a folder that need not hold more.
    mutating func readAnswer() throws(ExchangeError) -> SourcingSolution {
        if files.exists() != true {
            throw ExchangeError(problems: [
                ExchangeProblem(
                    code: "result.folder-missing", file: files.path,
                    message: "there is no such folder",
                    help: "An answer is a folder with orders.csv and allocations.csv.")
            ])
        }
        let solution = SourcingSolution(orders: readOrders(), allocations: readAllocations())
        try list.throwIfAny()
        return solution
    }

    /// The bound that a result states, `nil` if there is none.
    mutating func readBound(isRequired: Bool) throws(ExchangeError) -> Int64? {
        if !isRequired, case .missing = files.read("result.json") { return nil }
        var result = SourcingResult(
            status: .feasible, objective: 0, bound: 0, limit: nil, duration: .zero, seed: 0,
            costs: SourcingCosts(), solution: SourcingSolution())
        readResultFile(into: &result)
        if isRequired, list.isEmpty, !result.status.hasAnswer {
            list.add(
                ExchangeProblem(
                    code: "result.no-bound", file: "\(files.path)/result.json",
                    message: "a result of status \(result.status.rawValue) has no bound",
                    help: "Name a result that is optimal or feasible."))
        }
        try list.throwIfAny()
        return result.status.hasAnswer ? result.bound : nil
    }

    private mutating func report(_ error: WireError) {
        list.add(
            ExchangeProblem(
                code: error.code, file: file, line: error.position?.line,
                column: error.position?.column, message: error.message, help: error.help))
    }

    private mutating func bytes() -> [UInt8]? {
        switch files.read(file) {
        case .bytes(let bytes): return bytes
        case .missing:
            list.add(
                ExchangeProblem(
                    code: "result.file-missing", file: file,
                    message: "the file \(file) is missing",
                    help: "A result is a folder with \(ResultFolder.fileNames[0]) and others."))
        case .failed(let reason):
            list.add(
                ExchangeProblem(
                    code: "result.file-unreadable", file: file,
                    message: "the file \(file) cannot be read: \(reason)"))
        }
        return nil
    }

    private mutating func readResultFile(into result: inout SourcingResult) {
        file = "result.json"
        guard let bytes = bytes() else { return }
        do throws(WireError) {
            let members = try JSONText.parse(bytes).members(
                required: ["format", "status"],
                optional: [
                    "objective", "bound", "gap", "limit", "seconds", "seed", "costs", "conflict",
                ])
            for (name, value) in members {
                try take(name, value, into: &result)
            }
            guard result.status.hasAnswer else { return }
            for name in ["objective", "bound", "costs"] where members[name] == nil {
                throw WireError(
                    code: "json.member-missing", message: "the key \(name) is missing")
            }
        } catch {
            report(error)
        }
    }

    private func take(
        _ name: String, _ value: JSONValue, into result: inout SourcingResult
    ) throws(WireError) {
        switch name {
        case "format":
            guard try value.string() != ResultFolder.format else { return }
            throw wrong("the format is not \"\(ResultFolder.format)\"", value)
        case "status":
            guard let status = SourcingResult.Status(rawValue: try value.string()) else {
                throw wrong(
                    "the status is none of optimal, feasible, infeasible, invalid, unknown", value)
            }
            result.status = status
        case "objective": result.objective = try value.decimal()
        case "bound": result.bound = try value.decimal()
        case "limit":
            guard value.content != .null else { return }
            guard let limit = SourcingOutcome.Limit(rawValue: try value.string()) else {
                throw wrong("the limit is none of gap, time, memory", value)
            }
            result.limit = limit
        case "seconds": result.duration = .microseconds(try value.decimal())
        case "seed": result.seed = try seed(value)
        case "conflict": result.conflict = try conflict(value)
        case "costs":
            for key in SourcingCosts.keyPaths {
                if let amount = value[key.key] {
                    result.costs[keyPath: key.path] = try amount.decimal()
                }
            }
        default: break
        }
    }

    private func conflict(_ value: JSONValue) throws(WireError) -> [Int] {
        guard case .array(let names) = value.content else {
            throw wrong("the conflict is not a list of rules", value)
        }
        var found: [Int] = []
        for name in names {
            let text = try name.string()
            guard let position = problem.rules.firstIndex(where: { $0.id == text }) else {
                throw WireError(
                    code: "result.unknown-reference",
                    message: "conflict: \(quotedForMessage(text)) does not stand in the problem",
                    position: name.position)
            }
            found.append(position)
        }
        return found
    }

    private func seed(_ value: JSONValue) throws(WireError) -> UInt64 {
        guard case .number(let text) = value.content, let seed = UInt64(text) else {
            throw wrong("the seed is not a whole number", value)
        }
        return seed
    }

    private func wrong(_ message: String, _ value: JSONValue) -> WireError {
        WireError(code: "result.value-wrong", message: message, position: value.position)
    }

    // MARK: Tables

    private mutating func scan(
        _ name: String, required: [String], optional: [String] = [],
        row body: (TableRow) throws(WireError) -> Void
    ) {
        file = name
        guard let bytes = bytes() else { return }
        var table: TableReader
        do throws(WireError) {
            table = try TableReader(bytes, required: required, optional: optional)
        } catch {
            report(error)
            return
        }
        while true {
            do throws(WireError) {
                guard let row = try table.next() else { return }
                try body(row)
            } catch {
                report(error)
                if !table.canContinue { return }
            }
        }
    }

    private mutating func readOrders() -> [SourcingSolution.Order] {
        let offers = positions(problem.offers.map(\.id))
        var orders: [SourcingSolution.Order] = []
        scan("orders.csv", required: ["offer", "quantity"], optional: ["goods"]) {
            row throws(WireError) in
            let offer = try reference(row, "offer", offers)
            orders.append(.init(offer: offer, quantity: try quantity(row)))
        }
        return orders.sorted { $0.offer < $1.offer }
    }

    private mutating func readAllocations() -> [SourcingSolution.Allocation] {
        let offers = positions(problem.offers.map(\.id))
        let lines = positions(problem.lines.map(\.id))
        let tranches = problem.offers.map(\.tranches.count)
        var allocations: [SourcingSolution.Allocation] = []
        scan("allocations.csv", required: ["line", "offer", "quantity"], optional: ["tranche"]) {
            row throws(WireError) in
            let line = try reference(row, "line", lines)
            let offer = try reference(row, "offer", offers)
            let tranche = try row.optionalInteger("tranche") ?? 1
            guard (1...Int64(tranches[offer])).contains(tranche) else {
                throw WireError(
                    code: "result.unknown-reference",
                    message: "tranche: the offer has no tranche \(tranche)",
                    position: row.position(of: "tranche"))
            }
            allocations.append(
                .init(
                    line: line, offer: offer, tranche: Int(tranche) - 1,
                    quantity: try quantity(row)))
        }
        return allocations.sorted {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
    }

    private func positions(_ identifiers: [String]) -> [String: Int] {
        var positions: [String: Int] = [:]
        for (position, identifier) in identifiers.enumerated() { positions[identifier] = position }
        return positions
    }
}

private func quantity(_ row: TableRow) throws(WireError) -> Int64 {
    let value = try row.integer("quantity")
    guard value >= 0 else {
        throw WireError(
            code: "result.value-wrong",
            message: "quantity: the value (\(value)) must not be negative",
            position: row.position(of: "quantity"))
    }
    return value
}

private func reference(
    _ row: TableRow, _ column: String, _ positions: [String: Int]
) throws(WireError) -> Int {
    let text = try row.requiredText(column)
    guard let position = positions[text] else {
        throw WireError(
            code: "result.unknown-reference",
            message: "\(column): \(quotedForMessage(text)) does not stand in the problem",
            position: row.position(of: column))
    }
    return position
}
