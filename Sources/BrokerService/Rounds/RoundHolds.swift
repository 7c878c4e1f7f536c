package import Procurement
package import SourcingEngine
import Storage

/// Orders of a round that can wait for the next one at no loss to anybody.
package struct RoundHolds: Sendable {
    /// The day of the next round.
    package let day: CalendarDate
    package let problem: SourcingProblem
    package let later: SourcingLaterDay
    /// The largest saving first.
    package let holds: [SourcingHold]
}

extension Broker {
    /// The orders of a round that can wait for another round on a later day.
    ///
    /// Lead times count from that day, in each supplier's calendar and after its cut-off. An offer
    /// that has changed since, or will have ended or need another exchange rate by then, does not
    /// wait. Nor does anything that a customer was promised for an earlier day.
    ///
    /// - Throws: `round.next-round-early` if the day is not after the round's.
    package func holds(of round: StoredRound, until day: CalendarDate) throws -> RoundHolds {
        let moment = policy.localTime(round.record.asOf)
        let days = moment.date.days(until: day)
        guard days > 0 else {
            throw ServiceError(
                .failed, code: "round.next-round-early",
                message: "The next round (\(day)) is not after round "
                    + "\(round.document.number) of \(moment.date).",
                help: "--next-round is the day on which orders could be placed instead.")
        }
        let problem = try round.document.sourcingProblem()
        let inputs = try storage.read { try roundInputs(in: $0) }
        let requirements = try requirementPlan(of: inputs).requirements
        let now = try roundProblem(requirements: requirements, inputs: inputs, now: moment)
        let then = try roundProblem(
            requirements: requirements, inputs: inputs,
            now: LocalTime(date: day, time: moment.time))
        var later = SourcingLaterDay(day: days, delays: Self.delays(of: problem, now, then))
        let promised = Dictionary(
            inputs.promised.map { ($0.key.description, moment.date.days(until: $0.value)) },
            uniquingKeysWith: { first, _ in first })
        for (position, line) in problem.lines.enumerated() {
            later.promisedDays[position] = promised[line.id]
        }
        let known = Set(round.document.demand.map(\.line))
        later.otherDemand = Self.otherDemand(than: known, then, suppliers: problem.suppliers)
        let isOpen = round.record.state != .ordered
        let solution = try round.document.sourcingSolution(to: problem)
        let holds =
            isOpen ? try SourcingExplainer(problem, solution).holds(until: later) : []
        return RoundHolds(day: day, problem: problem, later: later, holds: holds)
    }

    /// How much later each tranche comes, of offers that are then what they were in the round.
    private static func delays(
        of problem: SourcingProblem, _ now: RoundProblem, _ then: RoundProblem
    ) -> [[Int]?] {
        func positions(_ round: RoundProblem) -> [String: Int] {
            Dictionary(
                round.problem.offers.enumerated().map { ($1.id, $0) },
                uniquingKeysWith: { first, _ in first })
        }
        let (before, after) = (positions(now), positions(then))
        return problem.offers.map { offer in
            guard let first = before[offer.id], let second = after[offer.id],
                offer.isSame(as: now.problem.offers[first]),
                offer.isSame(as: then.problem.offers[second])
            else { return nil }
            let delays = zip(now.arrivals[first], then.arrivals[second]).map { $0.days(until: $1) }
            return delays.allSatisfy { $0 >= 0 } ? delays : nil
        }
    }

    /// What is to be bought beside the lines of a round, with those who sell it then.
    private static func otherDemand(
        than known: Set<String>, _ then: RoundProblem, suppliers: [SourcingSupplier]
    ) -> [SourcingLaterDay.Demand] {
        let positions = Dictionary(
            suppliers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let problem = then.problem
        return problem.lines.filter { !known.contains($0.id) }.map { line in
            let others = problem.substitutes.filter { $0.item == line.item }.map(\.substitute)
            let items = Set([line.item] + others)
            let sellers = problem.offers.filter { items.contains($0.item) }
                .compactMap { positions[problem.suppliers[$0.supplier].id] }
            return SourcingLaterDay.Demand(id: line.id, suppliers: Set(sellers))
        }
    }
}

extension SourcingOffer {
    /// Whether another offer sells as much at the same prices, whenever it arrives.
    fileprivate func isSame(as other: SourcingOffer) -> Bool {
        priceBreaks == other.priceBreaks && priceQuantity == other.priceQuantity
            && priceMode == other.priceMode && offerCost == other.offerCost
            && unitCost == other.unitCost && minimumQuantity == other.minimumQuantity
            && orderMultiple == other.orderMultiple && maximumQuantity == other.maximumQuantity
            && tranches.map(\.quantity) == other.tranches.map(\.quantity)
    }
}
