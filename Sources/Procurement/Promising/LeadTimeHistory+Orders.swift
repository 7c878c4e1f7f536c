extension LeadTimeHistory {
    /// What orders placed before a day, and received up to it, teach.
    ///
    /// Each order is placed with the forecast that was possible on its day, so that the history
    /// also knows how good its forecasts were.
    public init(
        learning orders: [LeadTimeOrder], through day: CalendarDate, levels: [QuantileLevel],
        from bases: Set<ArrivalForecast.Basis> = Set(ArrivalForecast.Basis.allCases),
        aim: Aim = .atLeast
    ) {
        self.init(levels: levels, from: bases, aim: aim)
        let known = orders.enumerated().filter { $0.element.orderedDate < day }.sorted {
            ($0.element.orderedDate, $0.offset) < ($1.element.orderedDate, $1.offset)
        }.map(\.element)
        var inTransit = known.indices.filter { index in
            known[index].receivedDate.map { $0 <= day } ?? false
        }.sorted {
            (known[$0].receivedDate ?? .latest, $0) > (known[$1].receivedDate ?? .latest, $1)
        }
        var entries: [Entry?] = Array(repeating: nil, count: known.count)
        func takeIn(through day: CalendarDate, _ history: inout LeadTimeHistory) {
            while let position = inTransit.last, let entry = entries[position],
                let received = known[position].receivedDate, received <= day
            {
                inTransit.removeLast()
                history.receive(entry, on: received)
            }
        }
        for (index, order) in known.enumerated() {
            if index == 0 || known[index - 1].orderedDate < order.orderedDate {
                takeIn(through: order.orderedDate, &self)
            }
            entries[index] =
                place(
                    supplier: order.supplier, item: order.item, orderedDate: order.orderedDate,
                    promisedDate: order.promisedDate
                ).entry
        }
        takeIn(through: day, &self)
    }
}
