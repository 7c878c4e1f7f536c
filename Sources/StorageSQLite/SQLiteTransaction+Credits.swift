import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    private static let creditColumns = """
        number, order_reference, line, delay, customer, rule, amount_micros, old_day, new_day, \
        offered_at_ms, offered_day, period_from_day, period_through_day, period_limit_micros, \
        deadline_day, letter
        """

    func credits() throws(StorageError) -> [WaitingCredit] {
        try query { try $0.credits(Self.creditColumns) }
    }

    func insertCredit(_ credit: WaitingCredit) throws(StorageError) {
        try change { database in
            try StorageRules.check(
                credit, after: database.credits(Self.creditColumns),
                setAside: database.setAsideCredits())
            try database.insertion(into: "credit", Self.creditColumns).insert([
                credit.number, credit.line.order.rawValue, credit.line.line, credit.delay,
                credit.customer.rawValue, credit.rule, credit.amount.micros,
                credit.oldDate.dayNumber, credit.newDate.dayNumber,
                credit.offeredAt.millisecondsSince1970, credit.budget.day.dayNumber,
                credit.budget.from.dayNumber, credit.budget.through.dayNumber,
                credit.budget.limit.micros, credit.deadline.dayNumber, credit.letter,
            ])
        }
    }

    func endCredit(_ number: Int, _ outcome: CreditOutcome) throws(StorageError) {
        let consents = try consents()
        try change { database in
            let known = try database.credits(Self.creditColumns)
            guard let credit = known.first(where: { $0.number == number }) else {
                throw StorageError.unknownCredit(number)
            }
            try StorageRules.check(
                outcome, of: credit, consents: consents.filter { $0.line == credit.line })
            try database.insertion(
                into: "credit_outcome",
                "credit, order_reference, line, outcome, at_ms, consent_sequence"
            ).insert([
                number, credit.line.order.rawValue, credit.line.line, outcome.kind.rawValue,
                outcome.at.millisecondsSince1970, outcome.consent,
            ])
        }
    }
}

extension Database {
    fileprivate func credits(_ columns: String) throws -> [WaitingCredit] {
        let outcomes = try values(
            "SELECT credit, outcome, at_ms, consent_sequence FROM credit_outcome"
        ) {
            (
                try $0.int(),
                CreditOutcome(
                    kind: try $0.named(CreditOutcome.Kind.self), at: try $0.timestamp(),
                    consent: try $0.optionalInt())
            )
        }
        let outcomesByCredit = Dictionary(outcomes, uniquingKeysWith: { first, _ in first })
        return try values("SELECT \(columns) FROM credit ORDER BY number") { row in
            let number = try row.int()
            return WaitingCredit(
                number: number,
                line: try BackOrderLineID(
                    order: row.named(OrderReference.self), line: row.text()),
                delay: try row.int(), customer: try row.named(CustomerID.self),
                rule: try row.text(), amount: try row.fixedPoint(), oldDate: try row.date(),
                newDate: try row.date(), offeredAt: try row.timestamp(),
                budget: CreditBudgetPeriod(
                    day: try row.date(), from: try row.date(), through: try row.date(),
                    limit: try row.fixedPoint()),
                deadline: try row.date(), letter: try row.int(),
                outcome: outcomesByCredit[number])
        }
    }
}
