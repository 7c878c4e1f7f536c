extension Master {
    /// The exact minimum of every block under prices, side by side.
    func minimizeBlocks(
        _ prices: Multipliers, _ domain: SearchDomain, stop: () -> Bool
    ) -> [BlockSearch.Answer] {
        parallel.map(model.blocks.count, stop: stop) { index, worker, stop in
            searches[worker].search.minimize(
                model.blocks[index], prices.blocks[index], domain.blocks[index],
                known: cheapestKnown(index, prices.blocks[index], domain), stop: stop)
        }
    }

    /// The exact minimum of one block or component.
    func minimize(
        _ block: Block, _ prices: BlockPrices, _ domain: BlockDomain, limit: Int,
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
