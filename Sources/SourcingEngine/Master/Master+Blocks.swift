extension Master {
    /// The exact minimum of every block under prices, side by side.
    ///
    /// Most splits and most new prices leave most blocks as they were: what is known of them is
    /// not searched again.
    mutating func minimizeBlocks(
        _ prices: Multipliers, _ domain: SearchDomain, stop: () -> Bool
    ) -> [BlockSearch.Answer] {
        var answers = [BlockSearch.Answer](
            repeating: BlockSearch.Answer(bound: Int64.max, best: Int64.max),
            count: model.blocks.count)
        var unknown: [Int] = []
        for index in answers.indices {
            let best = cheapestKnown(index, prices.blocks[index], domain)
            answers[index].best = best
            if let bound = minima[index].bound(
                prices.blocks[index], domain.blocks[index], best: best)
            {
                answers[index].bound = bound
            } else {
                unknown.append(index)
            }
        }
        let found = parallel.map(unknown.count, stop: stop) { position, worker, stop in
            let index = unknown[position]
            return searches[worker].search.minimize(
                model.heldBlocks[index], prices.blocks[index], domain.blocks[index],
                known: answers[index].best, stop: stop)
        }
        for (index, answer) in zip(unknown, found) {
            answers[index] = answer
            minima[index].keep(prices.blocks[index], domain.blocks[index], answer)
        }
        return answers
    }

    /// The exact minimum of one block or component.
    func minimize(
        _ block: HeldBlock, _ prices: BlockPrices, _ domain: BlockDomain, limit: Int,
        stop: () -> Bool
    ) -> BlockSearch.Answer {
        searches[0].search.minimize(
            block, prices, domain, known: Int64.max, limit: limit, stop: stop)
    }

    final class SearchBox {
        var search: BlockSearch
        init(_ model: Model) { search = BlockSearch(model) }
    }
}
