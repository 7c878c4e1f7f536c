/// Orders of a supplier with constant fixed cost and discount.
struct CertificateCell {
    var units: ClosedRange<Int128>
    var value: ClosedRange<Int128>
    var fixed: Int128
    /// In 10⁻⁴ of a percent.
    var percent: Int128

    /// All cells of a supplier, rows of goods value one after the other.
    ///
    /// - Parameter more: goods values at which something else changes.
    static func cells(
        of terms: StatedProblem.Supplier, also more: [Int128] = []
    ) -> [CertificateCell] {
        var values = Set(more + [0, terms.minimumValue])
        if terms.freight > 0, let free = terms.freeFreightFrom { values.insert(free) }
        var units: Set<Int128> = [1]
        for discount in terms.discounts {
            if discount.countsUnits {
                units.insert(max(1, discount.from))
            } else {
                values.insert(discount.from)
            }
        }
        var cells: [CertificateCell] = []
        for value in ranges(values.sorted()) {
            let low = value.lowerBound
            if terms.surcharge == nil, low < terms.minimumValue { continue }
            var fixed = terms.orderCost
            if terms.freeFreightFrom.map({ low < $0 }) ?? true { fixed += terms.freight }
            if low < terms.minimumValue { fixed += terms.surcharge ?? 0 }
            for count in ranges(units.sorted()) {
                let fewest = count.lowerBound
                let reached = terms.discounts.last {
                    $0.from <= ($0.countsUnits ? fewest : low)
                }
                cells.append(
                    CertificateCell(
                        units: count, value: value, fixed: fixed, percent: reached?.percent ?? 0))
            }
        }
        return cells
    }

    /// From each step to just below the next one.
    private static func ranges(_ steps: [Int128]) -> [ClosedRange<Int128>] {
        steps.indices.map { index in
            let end = index + 1 < steps.count ? steps[index + 1] - 1 : Int128(Int64.max)
            return steps[index]...max(steps[index], end)
        }
    }
}

extension CertificateCell {
    /// The part of the cell that a part of all answers holds.
    func clipped(
        _ units: CertificateDomain.Interval, _ values: CertificateDomain.Interval
    ) -> Self? {
        func clip(
            _ range: ClosedRange<Int128>, _ part: CertificateDomain.Interval
        ) -> ClosedRange<Int128>? {
            let low = max(range.lowerBound, Int128(part.low))
            let high = min(range.upperBound, Int128(part.high))
            return low <= high ? low...high : nil
        }
        guard let count = clip(self.units, units), let goods = clip(value, values) else {
            return nil
        }
        var cell = self
        cell.units = count
        cell.value = goods
        return cell
    }
}
