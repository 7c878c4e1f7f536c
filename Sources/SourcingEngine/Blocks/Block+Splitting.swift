extension Block {
    /// Offers above which a block of several items is searched item by item.
    static let offersSearchedTogether = 6

    /// Whether so many lines could be served by several items that a price on each would take
    /// longer to find than a minimum of all items at once.
    var hasManyLinesForItsOffers: Bool {
        guard offerCount <= 14 else { return false }
        var item = [Int](repeating: -1, count: lineCount)
        var isShared = [Bool](repeating: false, count: lineCount)
        for arc in 0..<arcCount {
            let line = arcLine[arc]
            let own = itemOfOffer[trancheOffer[arcTranche[arc]]]
            if item[line] >= 0, item[line] != own { isShared[line] = true }
            item[line] = own
        }
        return isShared.count { $0 } > 24
    }

    /// The block of one of the items: its offers, and every line that they may serve.
    ///
    /// - Parameter homeLines: lines whose unmet cost counts here.
    func part(item: Int, homeLines: [Int], unmet: [Int64]) -> (part: Block, lines: [Int]) {
        var part = Block()
        part.items = [items[item]]
        part.maximumSuppliersPerLine = maximumSuppliersPerLine
        part.maximumSuppliersPerItem = maximumSuppliersPerItem
        let kept = (0..<offerCount).filter { itemOfOffer[$0] == item }
        var isServed = [Bool](repeating: false, count: lineCount)
        for arc in 0..<arcCount where itemOfOffer[trancheOffer[arcTranche[arc]]] == item {
            isServed[arcLine[arc]] = true
        }
        let keptLines = (0..<lineCount).filter { isServed[$0] }
        var position = [Int](repeating: -1, count: lineCount)
        for (new, old) in keptLines.enumerated() {
            position[old] = new
            part.lines.append(lines[old])
            part.want.append(want[old])
            part.split.append(split[old])
        }
        for line in homeLines { part.nothingCost += unmet[line] }
        for offer in kept { part.copy(offer, from: self, lines: position) }
        part.finishArcs()
        for row in shares {
            let coefficients = kept.map { row.coefficients[$0] }
            guard coefficients.contains(where: { $0 != 0 }) else { continue }
            part.shares.append(
                ShareRow(coefficients: coefficients, limit: row.limit, source: row.source))
        }
        copySoftRules(kept, to: &part)
        return (part, keptLines)
    }

    /// The soft rules of the offers; each belongs to one item.
    private func copySoftRules(_ kept: [Int], to part: inout Block) {
        for rule in soft {
            switch rule.condition {
            case .orders(let row):
                let coefficients = kept.map { row.coefficients[$0] }
                guard coefficients.contains(where: { $0 != 0 }) else { continue }
                let copy = ShareRow(coefficients: coefficients, limit: row.limit)
                part.soft.append(SoftRule(condition: .orders(copy), penalty: rule.penalty))
            case .arcs(let arcs):
                var copy: [Bool] = []
                for offer in kept {
                    for tranche in tranches(of: offer) {
                        copy += arcs[arcStart[tranche]..<arcStart[tranche + 1]]
                    }
                }
                guard copy.contains(true) else { continue }
                part.soft.append(SoftRule(condition: .arcs(copy), penalty: rule.penalty))
            }
        }
    }

    /// Whether a soft rule on a line looks at offers of several items, so that these cannot be
    /// searched one by one.
    var hasRuleAcrossItems: Bool {
        soft.contains { rule in
            guard case .arcs(let arcs) = rule.condition else { return false }
            let items = arcs.indices.filter { arcs[$0] }.map {
                itemOfOffer[trancheOffer[arcTranche[$0]]]
            }
            return Set(items).count > 1
        }
    }

    private mutating func copy(_ offer: Int, from other: Block, lines position: [Int]) {
        offers.append(other.offers[offer])
        let supplier = other.suppliers[other.supplierOfOffer[offer]]
        if let known = suppliers.firstIndex(of: supplier) {
            supplierOfOffer.append(known)
        } else {
            supplierOfOffer.append(suppliers.count)
            suppliers.append(supplier)
        }
        itemOfOffer.append(0)
        multiple.append(other.multiple[offer])
        low.append(other.low[offer])
        high.append(other.high[offer])
        fixedCost.append(other.fixedCost[offer])
        perUnit.append(other.perUnit[offer])
        priceQuantity.append(other.priceQuantity[offer])
        isExact.append(other.isExact[offer])
        for tier in other.tiers(of: offer) {
            tierFirst.append(other.tierFirst[tier])
            tierLast.append(other.tierLast[tier])
            tierOffset.append(other.tierOffset[tier])
            tierPrice.append(other.tierPrice[tier])
        }
        tierStart.append(tierFirst.count)
        for tranche in other.tranches(of: offer) {
            trancheOffer.append(offers.count - 1)
            trancheOrigin.append(other.trancheOrigin[tranche])
            trancheQuantity.append(other.trancheQuantity[tranche])
            trancheBefore.append(other.trancheBefore[tranche])
            for arc in other.arcStart[tranche]..<other.arcStart[tranche + 1] {
                arcTranche.append(trancheOffer.count - 1)
                arcLine.append(position[other.arcLine[arc]])
                gain.append(other.gain[arc])
                rate.append(other.rate[arc])
                spend.append(other.spend[arc])
            }
            arcStart.append(arcLine.count)
        }
        trancheStart.append(trancheOffer.count)
    }

    /// Lists the arcs by line.
    mutating func finishArcs() {
        var arcsByLine: [[Int]] = Array(repeating: [], count: lineCount)
        for (arc, line) in arcLine.enumerated() { arcsByLine[line].append(arc) }
        lineArcs.removeAll()
        lineArcStart = [0]
        for arcs in arcsByLine {
            lineArcs += arcs
            lineArcStart.append(lineArcs.count)
        }
    }
}

/// A line that several blocks may serve.
struct SharedLine: Sendable {
    var component: Int
    /// Position in the component.
    var line: Int
    var want: Int64
    var places: [(block: Int, line: Int)]
}
