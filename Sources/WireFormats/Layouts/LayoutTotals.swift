/// The counts and totals of a layout, kept while records are read or written.
struct LayoutTotals: Sendable {
    /// A check by ordinals.
    private struct Check: Sendable {
        /// By the ordinal of a record: whether the check counts it.
        var counted: [Bool] = []
        /// Whether records that the layout does not name are counted too.
        var countsOthers = false
        var summed: (record: Int, field: Int)?
        var modulus: Int64?
        /// By the ordinal of a record: whether the check begins anew with it.
        var beginsWith: [Bool]
        /// Whether it begins anew once it was taken.
        var isOfFile: Bool
    }

    private let checks: [Check]
    private var sums: [Int128]
    private var faults: [String?]

    init(_ layout: RecordLayout) {
        checks = layout.checks.map { check in
            let holder = layout.records.first { $0.name == check.record }
            var compiled = Check(
                modulus: check.modulus,
                beginsWith: layout.records.map { holder?.parents.contains($0.name) ?? false },
                isOfFile: holder?.parents.isEmpty ?? false)
            switch check.subject {
            case .count(let names):
                compiled.counted = layout.records.map {
                    names.isEmpty || names.contains($0.name)
                }
                compiled.countsOthers = names.isEmpty
            case .sum(let name, let field):
                compiled.counted = layout.records.map { _ in false }
                if let record = layout.index(of: name),
                    let index = layout.records[record].index(of: field)
                {
                    compiled.summed = (record, index)
                }
            }
            return compiled
        }
        sums = Array(repeating: 0, count: layout.checks.count)
        faults = Array(repeating: nil, count: layout.checks.count)
    }

    /// A record begins under which others stand: what is counted under it begins anew.
    mutating func open(_ record: Int) {
        for index in checks.indices where checks[index].beginsWith[record] { reset(index) }
    }

    private mutating func reset(_ index: Int) {
        sums[index] = 0
        faults[index] = nil
    }

    /// Counts one record; `nil` is one that the layout does not name.
    ///
    /// Gives whether numbers of its fields are to be added, by ``field(summedBy:in:)``.
    mutating func count(_ record: Int?) -> Bool {
        var hasSums = false
        for index in checks.indices {
            if let record {
                if checks[index].summed?.record == record { hasSums = true }
                if checks[index].counted[record] { sums[index] += 1_000_000 }
            } else if checks[index].countsOthers {
                sums[index] += 1_000_000
            }
        }
        return hasSums
    }

    /// The ordinal of the field of a record whose numbers a check adds up.
    func field(summedBy check: Int, in record: Int) -> Int? {
        guard let summed = checks[check].summed, summed.record == record else { return nil }
        return summed.field
    }

    mutating func add(_ micros: Int64, to check: Int) { sums[check] += Int128(micros) }

    /// Says why a check cannot be compared; the first reason counts.
    mutating func fail(_ check: Int, _ fault: String) {
        if faults[check] == nil { faults[check] = fault }
    }

    /// What a check must hold now, counting 10⁻⁶; one of the file itself begins anew.
    mutating func take(_ index: Int) -> (sum: Int128, fault: String?) {
        var sum = sums[index]
        if let modulus = checks[index].modulus { sum %= Int128(modulus) * 1_000_000 }
        let fault = faults[index]
        if checks[index].isOfFile { reset(index) }
        return (sum, fault)
    }
}
