/// A later day on which orders could be placed as well, and what that would change.
public struct SourcingLaterDay: Sendable, Hashable {
    /// Something wanted by then that the problem knows nothing of.
    public struct Demand: Sendable, Hashable {
        /// What it is called.
        public var id: String
        /// Positions of the suppliers that sell what is wanted.
        public var suppliers: Set<Int>

        /// Creates a demand.
        public init(id: String, suppliers: Set<Int>) {
            self.id = id
            self.suppliers = suppliers
        }
    }

    /// The day, counted from day 0; above 0.
    public var day: Int
    /// By how many days each tranche of each offer comes later when it is ordered on that day.
    ///
    /// `nil` stands for an offer that cannot be ordered then, or not at the same price.
    public var delays: [[Int]?]
    /// Days that lines were promised for, beside those that they are needed by.
    public var promisedDays: [Int: Int] = [:]
    /// What is wanted beside the problem.
    public var otherDemand: [Demand] = []

    /// Creates a later day.
    public init(day: Int, delays: [[Int]?]) {
        self.day = day
        self.delays = delays
    }

    /// A later day on which everything comes as much later as it is ordered later.
    public init(day: Int, in problem: SourcingProblem) {
        self.init(
            day: day, delays: problem.offers.map { $0.tranches.map { _ in day } })
    }
}

/// A supplier's order that can wait for a later day at no loss to anybody.
///
/// Everything comes late by no more than it does now, at the same price, and no rule is broken by
/// what is ordered now without it. If nothing else is ordered from the supplier by then, nothing is
/// lost; if something is, one order is paid for where there would be two.
public struct SourcingHold: Sendable, Hashable {
    /// What so much more in the same order would save beside the order itself.
    public struct Gain: Sendable, Hashable {
        /// What is reached.
        public var threshold: SourcingAdvice.Threshold
        /// The offer whose price changes; `nil` where it is the order as a whole.
        public var offer: Int?
        /// What the order misses, above 0.
        public var missing: SourcingDiscount.Threshold
        /// What is held would then cost this much less, in micros, above 0.
        public var saving: Int64

        /// Creates a gain.
        public init(
            threshold: SourcingAdvice.Threshold, offer: Int? = nil,
            missing: SourcingDiscount.Threshold, saving: Int64
        ) {
            self.threshold = threshold
            self.offer = offer
            self.missing = missing
            self.saving = saving
        }
    }

    /// Position of the supplier.
    public var supplier: Int
    /// The day to hold the order until, counted from day 0.
    public var day: Int
    /// Units of the order.
    public var units: Int64
    /// Lines that it serves, ascending.
    public var lines: [Int]
    /// What is paid for the order as a whole, in micros: order cost, freight and surcharge.
    ///
    /// Two orders cost this much more than one that holds both, whatever else is ordered.
    public var saving: Int64
    /// What more goods would change, beside that.
    public var gains: [Gain]
    /// Positions in ``SourcingLaterDay/otherDemand`` of what the supplier could serve by then.
    public var joining: [Int]
}

extension SourcingExplainer {
    /// The orders that can wait for a later day, the largest saving first.
    ///
    /// - Parameter later: the day, with delays of every tranche of every offer of the problem.
    public func holds(until later: SourcingLaterDay) -> [SourcingHold] {
        let offers = tables.base.problem.offers
        guard later.day > 0, later.delays.count == offers.count else { return [] }
        return tables.openSuppliers.compactMap { hold($0, until: later) }
            .sorted { ($1.saving, $0.supplier) < ($0.saving, $1.supplier) }
    }

    private func hold(_ supplier: Int, until later: SourcingLaterDay) -> SourcingHold? {
        let base = tables.base
        let order = base.problem.suppliers[supplier].order(
            position: supplier, units: tables.units[supplier], goods: tables.goods[supplier])
        let saving = order.orderCost + order.freight + order.surcharge
        let gains = gains(order)
        guard saving > 0 || !gains.isEmpty, hasRoom(order, later),
            let delayed = delayed(supplier, later), isNoLater(supplier, delayed, later),
            isNoDearer(delayed), canBeParted(supplier)
        else { return nil }
        let lines = base.solution.allocations.filter {
            $0.quantity > 0 && base.problem.offers[$0.offer].supplier == supplier
        }.map(\.line)
        return SourcingHold(
            supplier: supplier, day: later.day, units: order.units, lines: Set(lines).sorted(),
            saving: saving, gains: gains,
            joining: later.otherDemand.indices.filter {
                later.otherDemand[$0].suppliers.contains(supplier)
            })
    }

    private func orderedOffers(of supplier: Int) -> [Int] {
        tables.base.problem.offers.indices.filter {
            tables.base.problem.offers[$0].supplier == supplier && tables.quantities[$0] > 0
        }
    }

    // MARK: No loss

    /// The problem with what is ordered from the supplier coming later, `nil` if it cannot.
    private func delayed(_ supplier: Int, _ later: SourcingLaterDay) -> SourcingProblem? {
        var problem = tables.base.problem
        for offer in orderedOffers(of: supplier) {
            guard let delays = later.delays[offer], delays.allSatisfy({ $0 >= 0 }),
                delays.count == problem.offers[offer].tranches.count
            else { return nil }
            for (tranche, delay) in delays.enumerated() {
                for arrival in problem.offers[offer].tranches[tranche].arrivals.indices {
                    problem.offers[offer].tranches[tranche].arrivals[arrival].days += delay
                }
            }
        }
        return problem
    }

    /// Whether no unit is expected later than now, after the day of need and the promised one.
    private func isNoLater(
        _ supplier: Int, _ delayed: SourcingProblem, _ later: SourcingLaterDay
    ) -> Bool {
        let problem = tables.base.problem
        return tables.base.solution.allocations.allSatisfy { given in
            guard given.quantity > 0, problem.offers[given.offer].supplier == supplier else {
                return true
            }
            let now = problem.offers[given.offer].tranches[given.tranche]
            let then = delayed.offers[given.offer].tranches[given.tranche]
            let days = [problem.lines[given.line].needByDay, later.promisedDays[given.line]]
            return days.compactMap(\.self).allSatisfy { day in
                then.expectedLateness(needByDay: day) <= now.expectedLateness(needByDay: day)
            }
        }
    }

    /// Whether the answer, priced and checked anew as a whole, is legal and costs no more.
    private func isNoDearer(_ delayed: SourcingProblem) -> Bool {
        let base = tables.base
        do {
            let before = try base.problem.cost(of: base.solution).total
            return try delayed.violations(of: base.solution).isEmpty
                && delayed.cost(of: base.solution).total <= before
        } catch {
            return false
        }
    }

    /// Whether what is ordered now without the supplier keeps every rule that the answer keeps,
    /// and the order that waits keeps every limit by itself.
    private func canBeParted(_ supplier: Int) -> Bool {
        let base = tables.base
        func part(_ isHeld: Bool) -> SourcingSolution {
            var part = base.solution
            part.orders.removeAll {
                (base.problem.offers[$0.offer].supplier == supplier) != isHeld
            }
            part.allocations.removeAll {
                (base.problem.offers[$0.offer].supplier == supplier) != isHeld
            }
            return part
        }
        var alone = base.problem
        alone.rules = []
        do {
            let broken = Set(try base.problem.brokenSoftRules(of: base.solution))
            return try base.problem.violations(of: part(false)).isEmpty
                && broken.isSuperset(of: base.problem.brokenSoftRules(of: part(false)))
                && alone.violations(of: part(true)).isEmpty
        } catch {
            return false
        }
    }

    /// Whether the supplier can sell anything more on that day, and more is never dearer.
    private func hasRoom(_ order: SourcingSupplierOrder, _ later: SourcingLaterDay) -> Bool {
        let problem = tables.base.problem
        let supplier = problem.suppliers[order.supplier]
        var hasRoom = false
        for (position, offer) in problem.offers.enumerated()
        where offer.supplier == order.supplier && later.delays[position] != nil {
            let ordered = tables.quantities[position]
            let prices = offer.priceBreaks.map(\.unitPrice)
            let isFalling = zip(prices, prices.dropFirst()).allSatisfy { $0 >= $1 }
            if ordered > 0, !isFalling { return false }
            guard !hasRoom, let more = offer.legal(from: ordered + 1) else { continue }
            let units = Int128(order.units) + Int128(more - ordered)
            do {
                let goods =
                    Int128(order.goods) + Int128(try offer.goods(quantity: more))
                    - Int128(tables.goodsByOffer[position])
                hasRoom =
                    units <= Int128(supplier.maximumUnits ?? .max)
                    && goods <= Int128(supplier.maximumValue ?? .max)
            } catch {
                continue
            }
        }
        return hasRoom
    }

    // MARK: What is gained

    private func gains(_ order: SourcingSupplierOrder) -> [SourcingHold.Gain] {
        let supplier = tables.base.problem.suppliers[order.supplier]
        var gains: [SourcingHold.Gain] = []
        if let next = supplier.nextDiscount(units: order.units, goods: order.goods) {
            let percent = next.percentTenThousandths
            let discount = Int64(Int128(order.goods) * Int128(percent) / 1_000_000)
            if discount > order.discount {
                gains.append(
                    SourcingHold.Gain(
                        threshold: .discount(percentTenThousandths: percent),
                        missing: next.missing, saving: discount - order.discount))
            }
        }
        return gains + orderedOffers(of: order.supplier).compactMap(priceGain)
    }

    /// What the next price of an offer would save on the units that are held.
    private func priceGain(_ position: Int) -> SourcingHold.Gain? {
        let offer = tables.base.problem.offers[position]
        let ordered = tables.quantities[position]
        guard offer.priceMode == .allUnits,
            let next = offer.priceBreaks.first(where: { $0.fromQuantity > ordered }),
            next.fromQuantity <= offer.maximumQuantity ?? .max
        else { return nil }
        let price = Int128(next.unitPrice) * Int128(ordered)
        let basis = Int128(offer.priceQuantity)
        let goods = (price + basis - 1) / basis
        let saving = Int128(tables.goodsByOffer[position]) - goods
        guard saving > 0 else { return nil }
        return SourcingHold.Gain(
            threshold: .priceBreak(from: next.fromQuantity), offer: position,
            missing: .units(next.fromQuantity - ordered), saving: Int64(clamping: saving))
    }
}
