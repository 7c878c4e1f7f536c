/// A free MPS file as any solver would read it.
struct MPSModel {
    struct Row {
        var name: String
        var sense: String
        var rightSide = 0.0
        var terms: [(column: String, coefficient: Double)] = []
    }

    var rows: [Row] = []
    var costs: [String: Double] = [:]
    /// In the order of the file.
    var columns: [String] = []
    var integers: Set<String> = []
    var upper: [String: Double] = [:]
    /// What does not follow the format.
    var faults: [String] = []

    private var rowIndex: [String: Int] = [:]
    private var objective = ""
    private var isInteger = false

    init(_ bytes: [UInt8]) {
        var section = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        where !line.hasPrefix("*") {
            let words = line.split(separator: " ").map(String.init)
            if !line.hasPrefix(" ") {
                section = words[0]
                continue
            }
            switch section {
            case "ROWS": addRow(words)
            case "COLUMNS": addTerm(words)
            case "RHS": setRightSide(words)
            case "BOUNDS": setBound(words)
            default: faults.append("\(line) in \(section)")
            }
        }
        if section != "ENDATA" { faults.append("no end") }
        for column in integers where upper[column] == nil {
            faults.append("\(column) is an integer without a bound")
        }
    }

    private mutating func addRow(_ words: [String]) {
        if words[0] == "N" {
            objective = words[1]
        } else {
            if rowIndex.updateValue(rows.count, forKey: words[1]) != nil {
                faults.append("row \(words[1]) twice")
            }
            rows.append(Row(name: words[1], sense: words[0]))
        }
    }

    private mutating func addTerm(_ words: [String]) {
        if words[1] == "'MARKER'" {
            isInteger = words[2] == "'INTORG'"
            return
        }
        if columns.last != words[0] {
            if costs[words[0]] != nil || columns.contains(words[0]) {
                faults.append("column \(words[0]) in two places")
            }
            columns.append(words[0])
            if isInteger { integers.insert(words[0]) }
        }
        guard words.count == 3, let value = Double(words[2]) else {
            faults.append("\(words)")
            return
        }
        if words[1] == objective {
            costs[words[0]] = value
        } else if let row = rowIndex[words[1]] {
            rows[row].terms.append((column: words[0], coefficient: value))
        } else {
            faults.append("no row \(words[1])")
        }
    }

    private mutating func setRightSide(_ words: [String]) {
        guard let row = rowIndex[words[1]], let value = Double(words[2]) else {
            faults.append("\(words)")
            return
        }
        rows[row].rightSide = value
    }

    private mutating func setBound(_ words: [String]) {
        if !columns.contains(words[2]) { faults.append("bound of no column \(words[2])") }
        switch words[0] {
        case "BV": upper[words[2]] = 1
        case "UP": upper[words[2]] = Double(words[3])
        case "PL": upper[words[2]] = .infinity
        default: faults.append("\(words)")
        }
    }

    /// What an assignment of values to columns costs.
    func cost(_ values: [String: Double]) -> Double {
        values.reduce(0) { $0 + (costs[$1.key] ?? 0) * $1.value }
    }

    /// Rows and bounds that an assignment breaks.
    func broken(by values: [String: Double]) -> [String] {
        let tolerance = 2e-6
        var broken = values.filter { name, value in
            value < -tolerance || value > (upper[name] ?? .infinity) + tolerance
        }.map { "\($0.key) is \($0.value), at most \(upper[$0.key] ?? .infinity)" }
        let known = Set(columns)
        broken += values.keys.filter { !known.contains($0) }.map { "no column \($0)" }
        for row in rows {
            let sum = row.terms.reduce(0) { $0 + $1.coefficient * (values[$1.column] ?? 0) }
            let holds =
                switch row.sense {
                case "L": sum <= row.rightSide + tolerance
                case "G": sum >= row.rightSide - tolerance
                default: abs(sum - row.rightSide) <= tolerance
                }
            if !holds { broken.append("\(row.name): \(sum) \(row.sense) \(row.rightSide)") }
        }
        return broken.sorted()
    }
}
