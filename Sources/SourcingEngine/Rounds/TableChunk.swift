/// Blocks on their way into ``RoundTables``, in arrays that grow.
struct TableChunk {
    var offerStart: [Int32] = [0]
    var lineStart: [Int32] = [0]
    var pairStart: [Int32] = [0]
    var shareStart: [Int32] = [0]
    var softStart: [Int32] = [0]
    var nothingCost: [Int64] = []
    var emptyCost: [Int64] = []
    var hasLineRules: [Bool] = []
    var offer: [Int32] = []
    var pair: [Int32] = []
    var item: [Int32] = []
    var multiple: [Int64] = []
    var low: [Int64] = []
    var high: [Int64] = []
    var fixedCost: [Int64] = []
    var perUnit: [Int64] = []
    var priceQuantity: [Int64] = []
    var isExact: [Bool] = []
    var tierStart: [Int32] = [0]
    var trancheStart: [Int32] = [0]
    var tierFirst: [Int64] = []
    var tierLast: [Int64] = []
    var tierPrice: [Int64] = []
    var tierOffset: [Int64] = []
    var trancheQuantity: [Int64] = []
    var trancheBefore: [Int64] = []
    var trancheOrigin: [Int32] = []
    var arcStart: [Int32] = [0]
    var arcLine: [Int32] = []
    var gain: [Int64] = []
    var rate: [Int64] = []
    var line: [Int32] = []
    var want: [Int64] = []
    var split: [UInt8] = []
    var pairSupplier: [Int32] = []
    var pairBlock: [Int32] = []
    var shareLimit: [Int64] = []
    var shareFirst: [Int32] = [0]
    var shareCoefficient: [Int64] = []
    var softPenalty: [Int64] = []
    var softCountsOrders: [Bool] = []
    var softLimit: [Int64] = []
    var softFirst: [Int32] = [0]
    var softTerm: [Int64] = []
    var largest = BlockSize()
    /// Most that a block may cost, in micros.
    var worst: Int128 = 0
    /// Whether all numbers fit.
    var isSupported = true

    /// Adds one block.
    mutating func append(_ block: Block) {
        let index = nothingCost.count
        nothingCost.append(block.nothingCost)
        var needsRules = block.maximumSuppliersPerLine < block.suppliers.count
        for (position, line) in block.lines.enumerated() {
            self.line.append(Int32(line))
            want.append(block.want[position])
            split.append(Self.code(block.split[position]))
            if block.split[position] != .any { needsRules = true }
        }
        hasLineRules.append(needsRules)
        lineStart.append(Int32(line.count))
        let firstPair = Int32(pairSupplier.count)
        for supplier in block.suppliers {
            pairSupplier.append(Int32(supplier))
            pairBlock.append(Int32(index))
        }
        pairStart.append(Int32(pairSupplier.count))
        var most: Int128 = Int128(block.nothingCost)
        var tiersOfOffer = 0
        for position in 0..<block.offerCount {
            pair.append(firstPair + Int32(block.supplierOfOffer[position]))
            appendOffer(block, position)
            most += worstCost(block, position)
            tiersOfOffer = max(tiersOfOffer, block.tiers(of: position).count)
        }
        offerStart.append(Int32(offer.count))
        appendShares(block)
        appendSoftRules(block)
        for rule in block.soft { most += Int128(rule.penalty) }
        worst = max(worst, most)
        largest.include(
            BlockSize(
                offers: block.offerCount, tiersOfOffer: tiersOfOffer,
                tranches: block.trancheCount, arcs: block.arcCount, lines: block.lineCount,
                pairs: block.suppliers.count, softRules: block.soft.count))
    }

    static func code(_ split: SourcingSplit) -> UInt8 {
        switch split {
        case .any: 0
        case .single: 1
        case .complete: 2
        }
    }

    private mutating func appendOffer(_ block: Block, _ position: Int) {
        offer.append(Int32(block.offers[position]))
        item.append(Int32(block.itemOfOffer[position]))
        multiple.append(block.multiple[position])
        low.append(block.low[position])
        high.append(block.high[position])
        fixedCost.append(block.fixedCost[position])
        perUnit.append(block.perUnit[position])
        priceQuantity.append(block.priceQuantity[position])
        isExact.append(block.isExact[position])
        for tier in block.tiers(of: position) {
            tierFirst.append(block.tierFirst[tier])
            tierLast.append(block.tierLast[tier])
            tierPrice.append(block.tierPrice[tier])
            let offset = Int64(exactly: block.tierOffset[tier])
            let most = Int128(block.tierPrice[tier]) * Int128(block.tierLast[tier])
            if offset == nil || most + block.tierOffset[tier] > Int128(Int64.max / 4) {
                isSupported = false
            }
            tierOffset.append(offset ?? 0)
        }
        tierStart.append(Int32(tierFirst.count))
        for tranche in block.tranches(of: position) {
            trancheQuantity.append(block.trancheQuantity[tranche])
            trancheBefore.append(block.trancheBefore[tranche])
            trancheOrigin.append(Int32(block.trancheOrigin[tranche]))
            for arc in block.arcStart[tranche]..<block.arcStart[tranche + 1] {
                arcLine.append(Int32(block.arcLine[arc]))
                gain.append(block.gain[arc])
                rate.append(block.rate[arc])
            }
            arcStart.append(Int32(arcLine.count))
        }
        trancheStart.append(Int32(trancheQuantity.count))
    }

    private func worstCost(_ block: Block, _ position: Int) -> Int128 {
        var goods: Int64 = 0
        for tier in block.tiers(of: position) {
            goods = max(goods, block.goods(position, block.tierLast[tier], tier: tier))
        }
        return Int128(goods) + Int128(block.fixedCost[position])
            + Int128(block.perUnit[position].magnitude) * Int128(block.high[position])
    }

    private mutating func appendShares(_ block: Block) {
        for row in block.shares {
            shareLimit.append(row.limit)
            shareCoefficient += row.coefficients
            shareFirst.append(Int32(shareCoefficient.count))
        }
        shareStart.append(Int32(shareLimit.count))
    }

    private mutating func appendSoftRules(_ block: Block) {
        let nothing = [Int64](repeating: 0, count: block.offerCount)
        var empty = Int128(block.nothingCost)
        for rule in block.soft {
            softPenalty.append(rule.penalty)
            switch rule.condition {
            case .orders(let row):
                softCountsOrders.append(true)
                softLimit.append(row.limit)
                softTerm += row.coefficients
            case .arcs(let arcs):
                softCountsOrders.append(false)
                softLimit.append(0)
                for arc in arcs.indices where arcs[arc] { softTerm.append(Int64(arc)) }
            }
            softFirst.append(Int32(softTerm.count))
            if rule.isBroken(nothing, { _ in 0 }) { empty += Int128(rule.penalty) }
        }
        softStart.append(Int32(softPenalty.count))
        let isAllowed = block.keepsShares(nothing[...])
        emptyCost.append(isAllowed ? Int64(clamping: empty) : RoundTables.never)
    }

    /// Makes room for so many times what is here, so that arrays need not be copied as they grow.
    mutating func reserve(times: Double) {
        func room(_ count: Int) -> Int { Int(Double(count) * times) + 64 }
        for path in Self.wide {
            self[keyPath: path].reserveCapacity(room(self[keyPath: path].count))
        }
        for path in Self.narrow + Self.starts.map(\.start) {
            self[keyPath: path].reserveCapacity(room(self[keyPath: path].count))
        }
        for path in Self.flags {
            self[keyPath: path].reserveCapacity(room(self[keyPath: path].count))
        }
        split.reserveCapacity(room(split.count))
    }

    /// Adds the blocks of another chunk behind these.
    mutating func append(_ other: TableChunk) {
        let firstPair = Int32(pairSupplier.count)
        let firstBlock = Int32(nothingCost.count)
        pair += other.pair.lazy.map { $0 + firstPair }
        pairBlock += other.pairBlock.lazy.map { $0 + firstBlock }
        for (start, count) in Self.starts {
            let first = Int32(count(self))
            self[keyPath: start] += other[keyPath: start].dropFirst().lazy.map { $0 + first }
        }
        for path in Self.wide { self[keyPath: path] += other[keyPath: path] }
        for path in Self.narrow where path != \.pair && path != \.pairBlock {
            self[keyPath: path] += other[keyPath: path]
        }
        for path in Self.flags { self[keyPath: path] += other[keyPath: path] }
        split += other.split
        largest.include(other.largest)
        worst = max(worst, other.worst)
        isSupported = isSupported && other.isSupported
    }

    /// Positions in other arrays, and how long these are.
    private static var starts: [(start: WritableKeyPath<Self, [Int32]>, count: (Self) -> Int)] {
        [
            (\.offerStart, { $0.offer.count }), (\.lineStart, { $0.line.count }),
            (\.pairStart, { $0.pairSupplier.count }), (\.shareStart, { $0.shareLimit.count }),
            (\.tierStart, { $0.tierFirst.count }),
            (\.trancheStart, { $0.trancheQuantity.count }), (\.arcStart, { $0.arcLine.count }),
            (\.shareFirst, { $0.shareCoefficient.count }),
            (\.softStart, { $0.softPenalty.count }), (\.softFirst, { $0.softTerm.count }),
        ]
    }
    private static var wide: [WritableKeyPath<Self, [Int64]>] {
        [
            \.nothingCost, \.emptyCost, \.multiple, \.low, \.high, \.fixedCost, \.perUnit,
            \.priceQuantity, \.tierFirst, \.tierLast, \.tierPrice, \.tierOffset, \.trancheQuantity,
            \.trancheBefore, \.gain, \.rate, \.want, \.shareLimit, \.shareCoefficient,
            \.softPenalty, \.softLimit, \.softTerm,
        ]
    }
    private static var narrow: [WritableKeyPath<Self, [Int32]>] {
        [
            \.offer, \.pair, \.item, \.trancheOrigin, \.arcLine, \.line, \.pairSupplier,
            \.pairBlock,
        ]
    }
    private static var flags: [WritableKeyPath<Self, [Bool]>] {
        [
            \.hasLineRules, \.isExact, \.softCountsOrders,
        ]
    }
}
