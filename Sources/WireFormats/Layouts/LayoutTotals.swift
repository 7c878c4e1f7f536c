/// The counts and totals of a layout, kept while records are read or written.
struct LayoutTotals: Sendable {
    /// The numbers in a field of one record, or why there are none.
    enum Numbers {
        case numbers([Int64])
        case fault(String)
    }

    private let layout: RecordLayout
    private var sums: [Int128]
    private var faults: [String?]

    init(_ layout: RecordLayout) {
        self.layout = layout
        sums = Array(repeating: 0, count: layout.checks.count)
        faults = Array(repeating: nil, count: layout.checks.count)
    }

    /// A record begins under which others stand: what is counted under it begins anew.
    mutating func open(_ record: String) {
        for (index, check) in layout.checks.enumerated()
        where isBelow(record, check.record) { reset(index) }
    }

    private func isBelow(_ parent: String, _ record: String) -> Bool {
        layout.index(of: record).map { layout.records[$0].parents.contains(parent) } ?? false
    }

    private mutating func reset(_ index: Int) {
        sums[index] = 0
        faults[index] = nil
    }

    /// Counts one record; `nil` is one that the layout does not name.
    mutating func count(_ record: String?, numbers: (String) -> Numbers) {
        for (index, check) in layout.checks.enumerated() {
            switch check.subject {
            case .count(let names):
                let isCounted = record.map { names.contains($0) } ?? false
                if names.isEmpty || isCounted { sums[index] += 1_000_000 }
            case .sum(let name, let field):
                guard record == name else { continue }
                switch numbers(field) {
                case .numbers(let found): for number in found { sums[index] += Int128(number) }
                case .fault(let words): faults[index] = faults[index] ?? "\(name).\(words)"
                }
            }
        }
    }

    /// What a check must hold now, counting 10⁻⁶; one of the file itself begins anew.
    mutating func take(_ index: Int) -> (sum: Int128, fault: String?) {
        let check = layout.checks[index]
        var sum = sums[index]
        if let modulus = check.modulus { sum %= Int128(modulus) * 1_000_000 }
        let fault = faults[index]
        let holder = layout.index(of: check.record)
        if let holder, layout.records[holder].parents.isEmpty { reset(index) }
        return (sum, fault)
    }
}
