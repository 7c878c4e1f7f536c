extension Multipliers {
    /// The prices as a certificate states them; those of 0 are left out.
    func certified(_ model: Model) -> [SourcingCertificate.Price] {
        var found: [SourcingCertificate.Price] = []
        func add(
            _ kind: SourcingCertificate.Price.Kind, _ first: Int, _ second: Int, _ amount: Int128
        ) {
            guard amount != 0 else { return }
            found.append(
                SourcingCertificate.Price(
                    kind: kind, first: first, second: second, amount: amount))
        }
        let ticks = Int128(40 - model.shift)
        for (index, terms) in model.suppliers.enumerated() {
            let prices = suppliers[index]
            add(.units, terms.supplier, 0, prices.unit)
            if !terms.countsValueByBlock, terms.usesValue, let price = prices.value.first {
                add(.value, terms.supplier, 0, Int128(price))
            }
            var used: Int128 = 0
            for (position, place) in terms.blocks.enumerated() {
                let item = model.blocks[place.block].items[0]
                let price = Int128(blocks[place.block].use[place.local]) << ticks
                used += price
                add(.use, terms.supplier, item, price)
                if terms.countsValueByBlock {
                    add(.blockValue, terms.supplier, item, Int128(prices.value[position]))
                }
            }
            // What suppliers are paid lacks the price of one more supplier.
            if index == 0 { add(.suppliers, 0, 0, used - prices.use) }
        }
        for shared in model.sharedLines {
            guard let place = shared.places.first else { continue }
            let line = model.components[shared.component].lines[shared.line]
            let price = Int128(blocks[place.block].line[place.line])
            add(.line, line, 0, price << (ticks - Int128(model.fine)))
        }
        for (index, prices) in shares.enumerated() {
            for (position, price) in prices.enumerated() {
                switch model.blocks[index].shares[position].source {
                case .leastShare(let supplier, let item): add(.leastShare, supplier, item, price)
                case .largestShare(let supplier, let item):
                    add(.largestShare, supplier, item, price)
                case .rule(let rule): add(.rule, rule, 0, price)
                case .unnamed: break
                }
            }
        }
        if let price = blocks.first?.budget { add(.budget, 0, 0, Int128(price)) }
        return found
    }
}

extension Model {
    /// Items that are searched one by one though substitutes join them, ascending.
    var itemsApart: [Int] {
        var found: [Int] = []
        for (index, block) in blocks.enumerated() {
            let component = components[componentOfBlock[index]]
            if component.offerCount != block.offerCount { found += component.items }
        }
        return Set(found).sorted()
    }
}
