import GRDB
import Procurement
import Storage

extension SQLiteTransaction {
    func setAsideCredits() throws(StorageError) -> [SetAsideCredit] {
        try query { try $0.setAsideCredits() }
    }

    func insertSetAsideCredit(_ credit: SetAsideCredit) throws(StorageError) {
        let offered = try credits()
        try change { database in
            try StorageRules.check(
                credit, after: database.setAsideCredits(), offered: offered)
            try database.insertion(into: "set_aside_credit", Database.setAsideColumns).insert([
                credit.number, credit.round.value, credit.line.order.rawValue, credit.line.line,
                credit.amount.micros, credit.at.millisecondsSince1970,
                credit.budget.day.dayNumber, credit.budget.from.dayNumber,
                credit.budget.through.dayNumber, credit.budget.limit.micros,
            ])
        }
    }

    func endSetAsideCredit(
        _ number: Int, _ outcome: SetAsideOutcome
    ) throws(StorageError) {
        let offered = try credits()
        try change { database in
            let known = try database.setAsideCredits()
            guard let credit = known.first(where: { $0.number == number }) else {
                throw StorageError.unknownSetAsideCredit(number)
            }
            try StorageRules.check(outcome, of: credit, offered: offered)
            try database.insertion(
                into: "set_aside_outcome", "set_aside, outcome, at_ms, credit"
            ).insert([
                number, outcome.kind.rawValue, outcome.at.millisecondsSince1970, outcome.credit,
            ])
        }
    }
}

extension Database {
    fileprivate static let setAsideColumns = """
        number, round, order_reference, line, amount_micros, at_ms, set_aside_day, \
        period_from_day, period_through_day, period_limit_micros
        """

    func setAsideCredits() throws -> [SetAsideCredit] {
        let outcomes = try values(
            "SELECT set_aside, outcome, at_ms, credit FROM set_aside_outcome"
        ) {
            (
                try $0.int(),
                SetAsideOutcome(
                    kind: try $0.named(SetAsideOutcome.Kind.self), at: try $0.timestamp(),
                    credit: try $0.optionalInt())
            )
        }
        let outcomesByNumber = Dictionary(outcomes, uniquingKeysWith: { first, _ in first })
        return try values(
            "SELECT \(Self.setAsideColumns) FROM set_aside_credit ORDER BY number"
        ) { row in
            let number = try row.int()
            return SetAsideCredit(
                number: number, round: try row.round(),
                line: try BackOrderLineID(
                    order: row.named(OrderReference.self), line: row.text()),
                amount: try row.fixedPoint(), at: try row.timestamp(),
                budget: CreditBudgetPeriod(
                    day: try row.date(), from: try row.date(), through: try row.date(),
                    limit: try row.fixedPoint()),
                outcome: outcomesByNumber[number])
        }
    }
}
