/// A small linear program, minimized by the primal simplex method with an explicit inverse.
///
/// It only suggests multipliers and where to branch; nothing that is published is computed here,
/// so floating point is enough. Columns and rows are added as the search goes on; the basis stays
/// feasible throughout, because right-hand sides never change and a forbidden column is only made
/// expensive.
struct LinearProgram: Sendable {
    private(set) var rowCount = 0
    private(set) var right: [Double] = []
    private(set) var kinds: [RowKind] = []
    /// Whether duals are only improved step by step, without a basis: for large programs.
    var isAscending = false
    /// Cost of the best answer known, which steps aim at.
    var target = 0.0
    /// How often each column was chosen lately, when ascending.
    var weights: [Double] = []
    private(set) var cost: [Double] = []
    private(set) var start: [Int] = [0]
    private(set) var rows: [Int32] = []
    private(set) var values: [Double] = []
    private var basis: [Int] = []
    private var place: [Int32] = []
    private var inverse: [Double] = []
    private var level: [Double] = []
    var dual: [Double] = []
    private var direction: [Double] = []
    /// Best value reached when ascending.
    var ascended = 0.0
    private var pivots = 0
    private(set) var pivotTotal = 0

    /// What a row asks for.
    enum RowKind: Sendable {
        /// Exactly one of its columns is chosen.
        case choice
        case atMost
        /// Both sides are equal; its dual stays within a limit.
        case equal(limit: Double)
    }

    var columnCount: Int { cost.count }

    mutating func setKind(_ kind: RowKind, ofRow row: Int) { kinds[row] = kind }

    /// Adds a column over existing rows, outside the basis.
    mutating func addColumn(cost amount: Double, _ entries: [(row: Int, value: Double)]) -> Int {
        cost.append(amount)
        for entry in entries where entry.value != 0 {
            rows.append(Int32(entry.row))
            values.append(entry.value)
        }
        start.append(rows.count)
        place.append(-1)
        return cost.count - 1
    }

    /// Adds a row whose first basic variable is a new column with this cost and a 1 (or −1 if
    /// the row is violated) in it.
    ///
    /// - Parameter entries: coefficients of existing columns.
    /// - Returns: position of the row.
    mutating func addRow(
        right amount: Double, entries: [(column: Int, value: Double)], slackCost: Double,
        violationCost: Double
    ) -> Int {
        let row = rowCount
        kinds.append(.atMost)
        if isAscending {
            precondition(entries.isEmpty, "Rows of a large program come before its columns.")
            right.append(amount)
            dual.append(0)
            rowCount += 1
            return row
        }
        if !entries.isEmpty { insert(entries, in: row) }
        // A small shift of the right-hand side keeps the simplex method from standing still.
        let shifted = amount + 1e-7 * (1 + Double((row &* 7919) % 101) / 101)
        right.append(shifted)
        var held = shifted
        var coefficients = [Double](repeating: 0, count: rowCount)
        for entry in entries where place[entry.column] >= 0 {
            let basic = Int(place[entry.column])
            coefficients[basic] = entry.value
            held -= entry.value * level[basic]
        }
        let slack = addColumn(cost: slackCost, [(row, 1)])
        var basic = slack
        var sign = 1.0
        if held < 0 {
            basic = addColumn(cost: violationCost, [(row, -1)])
            sign = -1
        }
        extendInverse(coefficients, sign: sign)
        basis.append(basic)
        place[basic] = Int32(row)
        level.append(held * sign)
        dual.append(0)
        direction.append(0)
        rowCount += 1
        return row
    }

    private mutating func extendInverse(_ coefficients: [Double], sign: Double) {
        let old = rowCount
        let new = old + 1
        var grown = [Double](repeating: 0, count: new * new)
        for row in 0..<old {
            for column in 0..<old { grown[row * new + column] = inverse[row * old + column] }
        }
        for row in 0..<old where coefficients[row] != 0 {
            for column in 0..<old {
                grown[old * new + column] -=
                    sign * coefficients[row] * inverse[row * old + column]
            }
        }
        grown[old * new + old] = sign
        inverse = grown
    }

    private mutating func insert(_ entries: [(column: Int, value: Double)], in row: Int) {
        var added = [Double](repeating: 0, count: columnCount)
        for entry in entries { added[entry.column] = entry.value }
        var newRows: [Int32] = []
        var newValues: [Double] = []
        var newStart = [0]
        newRows.reserveCapacity(rows.count + entries.count)
        newValues.reserveCapacity(rows.count + entries.count)
        for column in 0..<columnCount {
            newRows += rows[start[column]..<start[column + 1]]
            newValues += values[start[column]..<start[column + 1]]
            if added[column] != 0 {
                newRows.append(Int32(row))
                newValues.append(added[column])
            }
            newStart.append(newRows.count)
        }
        rows = newRows
        values = newValues
        start = newStart
    }

    /// Moves the right side of a row of an ascending program.
    mutating func moveRight(_ amount: Double, ofRow row: Int) {
        guard isAscending, right[row] != amount else { return }
        right[row] = amount
        dual[row] = 0
    }

    mutating func setCost(_ column: Int, _ amount: Double) { cost[column] = amount }

    /// Value of a column in the current solution.
    func level(of column: Int) -> Double {
        if isAscending { return column < weights.count ? weights[column] : 0 }
        return place[column] >= 0 ? max(0, level[Int(place[column])]) : 0
    }

    var objective: Double {
        if isAscending { return ascended }
        var total = 0.0
        for row in 0..<rowCount { total += cost[basis[row]] * level[row] }
        return total
    }

    func reducedCost(_ column: Int) -> Double {
        var value = cost[column]
        for entry in start[column]..<start[column + 1] {
            value -= dual[Int(rows[entry])] * values[entry]
        }
        return value
    }

    /// Minimizes; `false` if stopped or out of steps.
    mutating func minimize(stop: () -> Bool) -> Bool {
        if isAscending {
            ascend(steps: 200, stop: stop)
            return true
        }
        if pivots > max(60, rowCount) { refactor() }
        computeDuals()
        var steps = 0
        let most = 50 * (rowCount + 20)
        while steps < most {
            if steps % 32 == 31, stop() { return false }
            guard let entering = chooseEntering(patient: steps < most / 2) else { return true }
            computeDirection(entering)
            guard let leaving = chooseLeaving() else { return true }
            pivot(entering: entering, leaving: leaving)
            steps += 1
            if pivots > max(200, 2 * rowCount) {
                refactor()
                computeDuals()
            }
        }
        return false
    }

    private func chooseEntering(patient: Bool) -> Int? {
        var best = -1
        var lowest = -1e-9
        let count = columnCount
        cost.withUnsafeBufferPointer { cost in
            start.withUnsafeBufferPointer { start in
                rows.withUnsafeBufferPointer { rows in
                    values.withUnsafeBufferPointer { values in
                        dual.withUnsafeBufferPointer { dual in
                            place.withUnsafeBufferPointer { place in
                                for column in 0..<count where place[column] < 0 {
                                    var reduced = cost[column]
                                    for entry in start[column]..<start[column + 1] {
                                        reduced -= dual[Int(rows[entry])] * values[entry]
                                    }
                                    guard reduced < lowest,
                                        reduced < -1e-11 * cost[column].magnitude
                                    else { continue }
                                    best = column
                                    if !patient { return }
                                    lowest = reduced
                                }
                            }
                        }
                    }
                }
            }
        }
        return best < 0 ? nil : best
    }

    private mutating func computeDirection(_ column: Int) {
        for row in 0..<rowCount { direction[row] = 0 }
        for entry in start[column]..<start[column + 1] {
            let source = Int(rows[entry])
            let value = values[entry]
            for row in 0..<rowCount {
                direction[row] += inverse[row * rowCount + source] * value
            }
        }
    }

    private func chooseLeaving() -> Int? {
        var best: Int?
        var ratio = Double.infinity
        for row in 0..<rowCount where direction[row] > 1e-9 {
            let step = max(0, level[row]) / direction[row]
            if step < ratio - 1e-12
                || (step <= ratio + 1e-12 && direction[row] > direction[best ?? row])
            {
                ratio = step
                best = row
            }
        }
        return best
    }

    private mutating func pivot(entering: Int, leaving: Int) {
        computeDirection(entering)
        let size = rowCount
        let element = direction[leaving]
        let step = max(0, level[leaving]) / element
        let reduced = reducedCost(entering)
        inverse.withUnsafeMutableBufferPointer { inverse in
            let pivotRow = leaving * size
            for column in 0..<size { inverse[pivotRow + column] /= element }
            for row in 0..<size where row != leaving && direction[row] != 0 {
                let factor = direction[row]
                let target = row * size
                for column in 0..<size {
                    inverse[target + column] -= factor * inverse[pivotRow + column]
                }
            }
            dual.withUnsafeMutableBufferPointer { dual in
                for column in 0..<size { dual[column] += reduced * inverse[pivotRow + column] }
            }
        }
        for row in 0..<size { level[row] -= direction[row] * step }
        level[leaving] = step
        place[basis[leaving]] = -1
        basis[leaving] = entering
        place[entering] = Int32(leaving)
        pivots += 1
        pivotTotal += 1
    }

    private mutating func computeDuals() {
        for column in 0..<rowCount { dual[column] = 0 }
        for row in 0..<rowCount where cost[basis[row]] != 0 {
            let weight = cost[basis[row]]
            for column in 0..<rowCount {
                dual[column] += weight * inverse[row * rowCount + column]
            }
        }
    }

    /// Computes the inverse afresh, against rounding errors that build up.
    private mutating func refactor() {
        pivots = 0
        let size = rowCount
        var matrix = [Double](repeating: 0, count: size * size)
        for (position, column) in basis.enumerated() {
            for entry in start[column]..<start[column + 1] {
                matrix[Int(rows[entry]) * size + position] = values[entry]
            }
        }
        guard let fresh = inverted(matrix, size) else { return }
        inverse = fresh
        for row in 0..<size {
            var sum = 0.0
            for column in 0..<size { sum += inverse[row * size + column] * right[column] }
            level[row] = sum
        }
    }
}

/// Inverse of a square matrix by Gauss and Jordan with row pivoting; `nil` if singular.
private func inverted(_ matrix: [Double], _ size: Int) -> [Double]? {
    var work = matrix
    var result = [Double](repeating: 0, count: size * size)
    for row in 0..<size { result[row * size + row] = 1 }
    for column in 0..<size {
        var best = column
        for row in column..<size
        where abs(work[row * size + column]) > abs(work[best * size + column]) { best = row }
        let element = work[best * size + column]
        guard abs(element) > 1e-12 else { return nil }
        for other in 0..<size {
            work.swapAt(best * size + other, column * size + other)
            result.swapAt(best * size + other, column * size + other)
        }
        for other in 0..<size {
            work[column * size + other] /= element
            result[column * size + other] /= element
        }
        for row in 0..<size where row != column {
            let factor = work[row * size + column]
            guard factor != 0 else { continue }
            for other in 0..<size {
                work[row * size + other] -= factor * work[column * size + other]
                result[row * size + other] -= factor * result[column * size + other]
            }
        }
    }
    return result
}
