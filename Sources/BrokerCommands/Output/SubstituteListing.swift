package import BrokerService
import Procurement

/// Substitutes that customers could get, as a table.
package enum SubstituteListing {
    package static func listing(_ choices: [SubstituteChoice]) -> Listing {
        var listing = Listing([
            .init("line"), .init("customer"), .init("item"), .number("lacking"),
            .init("need_by"), .init("substitute"), .init("standing"), .number("cost"),
            .init("supplier"), .init("arrives"), .number("price"), .number("per"),
        ])
        for choice in choices {
            listing.add([
                .text(choice.line.description), .text(choice.customer.rawValue),
                .text(choice.item.rawValue), .number(choice.lacking),
                .text(choice.needByDate.description), .text(choice.substitute.rawValue),
                .text(choice.standing.rawValue), .amount(choice.cost.description),
                choice.supplier.map { .text($0.rawValue) } ?? .none,
                choice.arrival.map { .text($0.description) } ?? .none,
                choice.price.map { .amount($0.money.amount.description) } ?? .none,
                choice.price.map { .amount($0.per.value.description) } ?? .none,
            ])
        }
        return listing
    }
}
