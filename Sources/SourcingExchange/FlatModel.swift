/// A mixed-integer linear model, row by row, with exact decimal coefficients.
///
/// Coefficients, bounds and costs are counted in 10⁻⁶, so that they can be written as decimals
/// without any rounding.
struct FlatModel: Sendable {
    enum Kind: Sendable {
        case continuous
        case integer
        case binary
    }

    enum Sense: String, Sendable {
        case atMost = "L"
        case atLeast = "G"
        case equal = "E"
    }

    struct Column: Sendable {
        var name: String
        var kind: Kind
        /// In 10⁻⁶ of a currency unit, per unit of the column.
        var cost: Int128
        /// In 10⁻⁶, none if `nil`; the lower limit is always 0.
        var upper: Int128?
        /// The part of ``cost`` that budgets count.
        var spend: Int128
    }

    struct Term: Sendable {
        var column: Int
        /// In 10⁻⁶.
        var coefficient: Int128
    }

    struct Row: Sendable {
        var name: String
        var sense: Sense
        /// In 10⁻⁶.
        var rightSide: Int128
        var terms: [Term]
    }

    static let one: Int128 = 1_000_000

    private(set) var columns: [Column] = []
    private(set) var rows: [Row] = []

    mutating func addColumn(
        _ name: String, _ kind: Kind, cost: Int128 = 0, upper: Int128? = nil, spend: Int128 = 0
    ) -> Int {
        columns.append(Column(name: name, kind: kind, cost: cost, upper: upper, spend: spend))
        return columns.count - 1
    }

    mutating func addRow(
        _ name: String, _ terms: [Term], _ sense: Sense, _ rightSide: Int128
    ) {
        let kept = terms.filter { $0.coefficient != 0 }
        guard !kept.isEmpty else { return }
        rows.append(Row(name: name, sense: sense, rightSide: rightSide, terms: kept))
    }

    /// Adds a column whose whole cost is something that is bought.
    mutating func addBoughtColumn(
        _ name: String, _ kind: Kind, cost: Int128, upper: Int128? = nil
    ) -> Int {
        addColumn(name, kind, cost: cost, upper: upper, spend: cost)
    }

    /// Terms of every column, each with its row, in row order.
    func termsByColumn() -> [[(row: Int, coefficient: Int128)]] {
        var result = [[(row: Int, coefficient: Int128)]](repeating: [], count: columns.count)
        for (index, row) in rows.enumerated() {
            for term in row.terms {
                result[term.column].append((row: index, coefficient: term.coefficient))
            }
        }
        return result
    }
}

extension FlatModel.Term {
    /// A term of `coefficient` whole units.
    static func whole(_ column: Int, _ coefficient: Int64) -> Self {
        Self(column: column, coefficient: Int128(coefficient) * FlatModel.one)
    }

    /// A term of `coefficient` times 10⁻⁶.
    static func micros(_ column: Int, _ coefficient: Int128) -> Self {
        Self(column: column, coefficient: coefficient)
    }
}
