package import BrokerService
package import Procurement

/// Credits for waiting and their budget as tables.
package enum CreditListing {
    package static func credits(_ credits: [WaitingCredit], today: CalendarDate) -> Listing {
        var listing = Listing([
            .number("credit"), .init("line"), .init("customer"), .init("rule"), .number("delay"),
            .number("amount"), .init("before"), .init("date"), .init("offered"),
            .init("deadline"), .number("letter"), .init("state"), .number("consent"),
        ])
        for credit in credits {
            listing.add([
                .number(Int64(credit.number)), .text(credit.line.description),
                .text(credit.customer.rawValue), .text(credit.rule),
                .number(Int64(credit.delay)), .amount(credit.amount.description),
                .text(credit.oldDate.description), .text(credit.newDate.description),
                .text(credit.budget.day.description), .text(credit.deadline.description),
                .number(Int64(credit.letter)), .text(state(credit, today)),
                credit.outcome?.consent.map { .number(Int64($0)) } ?? .none,
            ])
        }
        return listing
    }

    package static func statements(
        _ statements: [CreditStatement], currency: Currency
    ) -> Listing {
        var listing = Listing([
            .init("from"), .init("through"), .init("currency"), .number("budget"),
            .number("offered"), .number("reserved"), .number("given"), .number("released"),
            .number("set_aside"), .number("left"),
        ])
        for statement in statements {
            listing.add(
                [
                    .text(statement.from.description), .text(statement.through.description),
                    .text(currency.code),
                ]
                    + [
                        statement.limit, statement.offered, statement.reserved, statement.given,
                        statement.released, statement.setAside, statement.left,
                    ].map { .amount($0.description) })
        }
        return listing
    }

    package static func setAside(_ credits: [SetAsideCredit], currency: Currency) -> Listing {
        var listing = Listing([
            .number("number"), .init("round"), .init("line"), .number("amount"),
            .init("currency"), .init("since"), .init("state"), .init("ended"), .number("credit"),
        ])
        for credit in credits {
            listing.add([
                .number(Int64(credit.number)), .text(credit.round.description),
                .text(credit.line.description), .amount(credit.amount.description),
                .text(currency.code), .text(credit.at.description),
                .text(credit.outcome?.kind.rawValue ?? "set aside"),
                credit.outcome.map { .text($0.at.description) } ?? .none,
                credit.outcome?.credit.map { .number(Int64($0)) } ?? .none,
            ])
        }
        return listing
    }

    /// A credit whose last day is past is free with the next run.
    private static func state(_ credit: WaitingCredit, _ today: CalendarDate) -> String {
        credit.outcome?.kind.rawValue ?? (credit.deadline < today ? "lapsed" : "open")
    }
}
