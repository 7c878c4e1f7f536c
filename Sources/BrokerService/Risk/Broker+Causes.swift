package import OrderDesk
package import Procurement
import Storage

extension Broker {
    /// Why each open line waits, by line: as recorded, or as supply and demand tell.
    package func causes(history: DemandHistory) throws -> [CauseOfBackOrder] {
        let (inputs, board) = try storage.read { storage in
            (try RoundInputs(from: storage), try promiseBoard(in: storage))
        }
        let parts = Dictionary(
            board.plan.lines.map { ($0.line, $0.parts) }, uniquingKeysWith: { first, _ in first })
        return inputs.lines.sorted { $0.id < $1.id }.map { line in
            CauseOfBackOrder(
                of: line,
                supplyTrouble: Self.trouble(of: line, inputs, parts[line.id] ?? []),
                history: history, today: today)
        }
    }

    /// Records why a line waits; files that state no cause of it leave it as it is.
    package func record(
        _ cause: BackOrderCause, of id: BackOrderLineID, isDryRun: Bool = false
    ) throws {
        guard
            let line = try storage.read({ try $0.backOrderLines() }).first(where: { $0.id == id })
        else {
            throw ServiceError(
                .failed, code: "backorder.unknown",
                message: "There is no back-order line (\(id)).",
                help: "broker backorder list names the lines there are.")
        }
        if isDryRun { return }
        try storage.write { try $0.saveBackOrderLines([line.waiting(because: cause)]) }
    }

    /// Records what was derived for lines of which nothing is recorded; what cannot be told stays
    /// open.
    package func recordDerivedCauses(
        history: DemandHistory, isDryRun: Bool = false
    ) throws -> [CauseOfBackOrder] {
        let derived = try causes(history: history).filter { !$0.isRecorded && $0.cause != .other }
        if isDryRun || derived.isEmpty { return derived }
        let causes = Dictionary(
            derived.map { ($0.line, $0.cause) }, uniquingKeysWith: { first, _ in first })
        try storage.write { storage in
            let lines = try storage.backOrderLines().compactMap { line in
                causes[line.id].map { line.waiting(because: $0) }
            }
            try storage.saveBackOrderLines(lines)
        }
        return derived
    }

    /// What went wrong with supply that is, or was, meant for a line; `nil` for nothing.
    private static func trouble(
        of line: BackOrderLine, _ inputs: RoundInputs, _ parts: [PromisePlan.Part]
    ) -> String? {
        for part in parts {
            switch part.standing {
            case .overdue: return part.words.sentence
            case .dated(_, let outlook, _) where outlook.promised > line.needByDate:
                return
                    "\(part.words.sentence), expected \(outlook.promised), after the need-by date"
            case .dated, .inStock, .undated, .unconfirmed, .undecided, .inbound, .uncovered:
                continue
            }
        }
        for order in inputs.orders {
            for ordered in order.lines where ordered.pegs.contains(where: { $0.line == line.id }) {
                let missing = ordered.progress.rejected
                guard missing > 0, ordered.state != .cancelled else { continue }
                return "\(order.supplier) did not bring \(missing) of the "
                    + "\(ordered.progress.ordered) on \(order.number) line \(ordered.number)"
            }
        }
        return nil
    }
}

extension String {
    fileprivate var sentence: String { String(drop { $0 == " " }) }
}

extension BackOrderLine {
    /// The same line, waiting for another reason.
    func waiting(because cause: BackOrderCause) -> BackOrderLine {
        BackOrderLine(
            id: id, customer: customer, item: item, openQuantity: openQuantity,
            needByDate: needByDate, priority: priority, lateCost: lateCost, unmetCost: unmetCost,
            unitPrice: unitPrice, unitMargin: unitMargin, split: split,
            acceptsSubstitute: acceptsSubstitute, cause: cause, status: status)
    }
}
