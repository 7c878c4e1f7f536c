import BrokerService
import Procurement
import SourcingEngine
import SourcingExchange
import WireFormats

/// Says what questions to a kept round lead to.
struct WhatIfPrinter {
    let round: KeptRound
    let format: AnswerFormat

    /// Suppliers whose orders change that people are shown, the largest changes first.
    private static let mostShown = 8

    /// The answer to the problem as it is.
    func printKept() {
        let outcome = round.kept
        guard outcome.hasAnswer else {
            Console.out(
                format == .text
                    ? "\(outcome.status.rawValue): broker solve says why"
                    : json([JSONMember("status", JSONValue(.string(outcome.status.rawValue)))]))
            return
        }
        guard format == .text else {
            Console.out(
                json(
                    [JSONMember("question", JSONValue(.null))] + members(outcome)
                        + [JSONMember("seconds", JSONValue(.string(seconds(round.seconds))))]))
            return
        }
        Console.out("as it is: \(words(outcome))")
    }

    func print(_ text: String, _ question: WhatIf, _ answer: KeptRound.Answer) throws {
        let offers = question.offers.count
        guard answer.outcome.hasAnswer else {
            Console.out(
                format == .text
                    ? "\n\(text)\n  \(answer.outcome.status.rawValue)"
                    : json([
                        JSONMember("question", JSONValue(.string(text))),
                        JSONMember(
                            "status", JSONValue(.string(answer.outcome.status.rawValue))),
                    ]))
            return
        }
        let changes = try supplierChanges(answer.outcome.solution, round.changed(question))
        guard format == .text else {
            Console.out(json(members(text, offers, answer, changes)))
            return
        }
        let difference = answer.outcome.objective - round.kept.objective
        let compared =
            difference == 0
            ? "as before"
            : "\(money(abs(difference))) \(difference < 0 ? "less" : "more")"
        Console.out(
            "\n\(text)\n  \(offers == 1 ? "1 offer" : "\(Grouping.grouped(String(offers))) offers")"
                + " changed: \(words(answer.outcome)), \(compared)"
                + "\(round.isKept && answer.isSolvedAnew ? ", solved anew" : "")")
        printTable(changes)
    }

    // MARK: Text

    private func printTable(_ changes: [SupplierChange]) {
        guard !changes.isEmpty else { return }
        var listing = Listing([.init("supplier"), .number("before"), .number("then")])
        for change in changes.prefix(Self.mostShown) {
            listing.add([
                .text(round.problem.suppliers[change.supplier].id), .amount(money(change.before)),
                .amount(money(change.after)),
            ])
        }
        Console.out(listing.text(indent: 2))
        let rest = changes.count - Self.mostShown
        if rest > 0 { Console.out("  and \(rest) more suppliers whose orders change") }
    }

    private func words(_ outcome: SourcingOutcome) -> String {
        let gap = Gap.text(objective: outcome.objective, bound: outcome.bound)
        let proof =
            outcome.bound >= outcome.objective
            ? "proven" : "at least \(money(outcome.bound)) (\(RoundText.percent(gap)))"
        return "\(money(outcome.objective)) \(round.problem.currency), \(proof)"
    }

    private func money(_ micros: Int64) -> String {
        Grouping.money(FixedPoint(micros: micros).description)
    }

    private func seconds(_ duration: Duration) -> String { ProgressPrinter.seconds(duration) }

    // MARK: JSON

    /// One line for each answer, so that who asks knows where it ends.
    private func json(_ members: [JSONMember]) -> String {
        let bytes = JSONText.write(JSONValue(.object(members)), sortsKeys: false, indents: false)
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private func members(_ outcome: SourcingOutcome) -> [JSONMember] {
        [
            JSONMember("status", JSONValue(.string(outcome.status.rawValue))),
            JSONMember("objective", amount(outcome.objective)),
            JSONMember("bound", amount(outcome.bound)),
            JSONMember(
                "gap",
                JSONValue(
                    .string(Gap.text(objective: outcome.objective, bound: outcome.bound)))),
        ]
    }

    private func members(
        _ text: String, _ offers: Int, _ answer: KeptRound.Answer, _ changes: [SupplierChange]
    ) -> [JSONMember] {
        let suppliers = changes.map { change in
            JSONValue(
                .object([
                    JSONMember(
                        "supplier",
                        JSONValue(.string(round.problem.suppliers[change.supplier].id))),
                    JSONMember("before", amount(change.before)),
                    JSONMember("then", amount(change.after)),
                ]))
        }
        return [
            JSONMember("question", JSONValue(.string(text))),
            JSONMember("offers", JSONValue(.number(String(offers)))),
        ] + members(answer.outcome) + [
            JSONMember("difference", amount(answer.outcome.objective - round.kept.objective)),
            JSONMember("seconds", JSONValue(.string(seconds(answer.seconds)))),
            JSONMember("solved_anew", JSONValue(.boolean(answer.isSolvedAnew))),
            JSONMember("suppliers", JSONValue(.array(suppliers))),
        ]
    }

    private func amount(_ micros: Int64) -> JSONValue {
        JSONValue(.string(FixedPoint(micros: micros).formatted(fractionDigits: 6)))
    }

    // MARK: Differences

    private struct SupplierChange {
        var supplier: Int
        var before: Int64
        var after: Int64
    }

    /// Suppliers whose orders cost another amount, the largest changes first.
    private func supplierChanges(
        _ solution: SourcingSolution, _ changed: SourcingProblem
    ) throws -> [SupplierChange] {
        var totals = [(before: Int64, after: Int64)](
            repeating: (0, 0), count: changed.suppliers.count)
        for order in try round.problem.supplierOrders(of: round.kept.solution) {
            totals[order.supplier].before = order.total
        }
        for order in try changed.supplierOrders(of: solution) {
            totals[order.supplier].after = order.total
        }
        return totals.indices.filter { totals[$0].before != totals[$0].after }
            .map {
                SupplierChange(
                    supplier: $0, before: totals[$0].before, after: totals[$0].after)
            }
            .sorted { one, other in
                let (left, right) = (
                    (one.after - one.before).magnitude, (other.after - other.before).magnitude
                )
                return (right, one.supplier) < (left, other.supplier)
            }
    }
}
