extension LinearProgram {
    /// Improves the duals by subgradient steps: given prices on the rows that couple, every choice
    /// row takes its cheapest column, and the prices move towards what is then out of balance.
    ///
    /// Columns begin with the entry of their choice row.
    mutating func ascend(steps: Int, stop: () -> Bool) {
        let columns = columnsByChoice()
        weights = Array(repeating: 0, count: columnCount)
        var prices = dual
        var bestPrices = dual
        var best = -Double.infinity
        var pace = 1.0
        var sinceBetter = 0
        var direction = [Double](repeating: 0, count: rowCount)
        var chosen = [Int](repeating: -1, count: columns.count)
        for step in 0..<steps {
            if step % 16 == 15, stop() { break }
            var value = 0.0
            for (row, price) in prices.enumerated() where columns[row].isEmpty {
                value += price * right[row]
            }
            for row in columns.indices where !columns[row].isEmpty {
                let (column, cost) = cheapest(columns[row], prices)
                chosen[row] = column
                value += cost
            }
            if best == -.infinity || value > best + 1e-9 * abs(best) {
                sinceBetter = 0
                best = value
                bestPrices = prices
            } else {
                sinceBetter += 1
                if sinceBetter >= 20 {
                    pace /= 2
                    sinceBetter = 0
                }
            }
            average(chosen, share: max(0.05, 1 / Double(step + 1)))
            let distance = max(target - value, 1e-6 * abs(target) + 1e-6)
            guard turn(&direction, prices, chosen, columns) else { break }
            move(&prices, direction, columns, pace: pace * distance)
        }
        dual = bestPrices
        ascended = best
    }

    private func columnsByChoice() -> [[Int]] {
        var columns: [[Int]] = Array(repeating: [], count: rowCount)
        for column in 0..<columnCount where start[column] < start[column + 1] {
            let row = Int(rows[start[column]])
            if case .choice = kinds[row] { columns[row].append(column) }
        }
        return columns
    }

    private func cheapest(_ columns: [Int], _ prices: [Double]) -> (column: Int, cost: Double) {
        var best = columns[0]
        var lowest = Double.infinity
        for column in columns {
            var amount = cost[column]
            for entry in (start[column] + 1)..<start[column + 1] {
                amount -= prices[Int(rows[entry])] * values[entry]
            }
            if amount < lowest {
                lowest = amount
                best = column
            }
        }
        return (best, lowest)
    }

    private mutating func average(_ chosen: [Int], share: Double) {
        for column in weights.indices { weights[column] *= 1 - share }
        for column in chosen where column >= 0 { weights[column] += share }
    }

    /// Turns the direction towards the imbalance; `false` if there is none.
    private func turn(
        _ direction: inout [Double], _ prices: [Double], _ chosen: [Int], _ columns: [[Int]]
    ) -> Bool {
        var imbalance = right
        for column in chosen where column >= 0 {
            for entry in (start[column] + 1)..<start[column + 1] {
                imbalance[Int(rows[entry])] -= values[entry]
            }
        }
        var length = 0.0
        for row in imbalance.indices where columns[row].isEmpty {
            direction[row] = imbalance[row] + 0.6 * direction[row]
            // A row with room and no price stays without a price.
            if case .atMost = kinds[row], prices[row] >= 0, direction[row] >= 0 {
                direction[row] = 0
            }
            length += direction[row] * direction[row]
        }
        guard length > 1e-12 else { return false }
        return true
    }

    /// One step along the direction.
    private func move(
        _ prices: inout [Double], _ direction: [Double], _ columns: [[Int]], pace: Double
    ) {
        var length = 0.0
        for row in direction.indices { length += direction[row] * direction[row] }
        let factor = pace / length
        for row in direction.indices where columns[row].isEmpty {
            prices[row] += factor * direction[row]
            switch kinds[row] {
            case .choice: prices[row] = 0
            case .atMost: prices[row] = min(0, prices[row])
            case .equal(let limit): prices[row] = min(max(prices[row], -limit), limit)
            }
        }
    }
}
