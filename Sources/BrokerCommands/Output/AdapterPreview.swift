import BrokerService
import Procurement
import Storage
import SupplierAdapterKit

/// What a feed's files hold, and what they would change, as tables.
enum AdapterPreview {
    /// Adds what a file holds.
    ///
    /// - Parameter counted: the first price of an offer in the house currency, with its rate.
    static func add(
        _ delivery: OfferDelivery, of file: String, to listing: inout Listing,
        counted: (SupplierOffer) -> String
    ) {
        for supplier in delivery.suppliers {
            for offer in supplier.offers {
                listing.add([
                    .text(file), .text("offer"), .text(offer.supplier.rawValue),
                    .text(offer.supplierPart.rawValue),
                    .text(offer.priceBreaks[0].price.description), .text(counted(offer)),
                    .text(offer.orderRules.minimumQuantity.value.description),
                    .text(offer.orderRules.orderMultiple.value.description),
                    onHand(offer.availability),
                    .text(
                        offer.priceBreaks.count > 1 ? "\(offer.priceBreaks.count) prices" : ""),
                ])
            }
            for shelf in supplier.availabilities {
                listing.add([
                    .text(file), .text("shelf"), .text(shelf.supplier.rawValue),
                    .text(shelf.supplierPart.rawValue), .none, .none, .none, .none,
                    onHand(shelf.availability), .none,
                ])
            }
            for part in supplier.removedParts {
                listing.add([
                    .text(file), .text("removed"), .text(supplier.supplier.rawValue),
                    .text(part.rawValue), .none, .none, .none, .none, .none, .none,
                ])
            }
        }
        for supplier in delivery.suppliers {
            for stated in supplier.substitutes {
                listing.add([
                    .text(file), .text("proposed"), .text(supplier.supplier.rawValue),
                    .text(stated.part.rawValue), .none, .none, .none, .none, .none,
                    .text("\(words(for: stated)) (\(stated.place))"),
                ])
            }
        }
        for row in delivery.unassigned + delivery.suppliers.flatMap(\.quarantined) {
            listing.add([
                .text(file), .text("set aside"), .text(row.supplier?.rawValue ?? ""),
                .text(row.supplierPart?.rawValue ?? ""), .none, .none, .none, .none, .none,
                .text("\(row.place): \(row.message)"),
            ])
        }
    }

    private static func words(for stated: StatedSubstitute) -> String {
        switch stated.relation {
        case .substitute: "\(stated.substitute) may be had instead"
        case .successor: "\(stated.substitute) comes after it"
        case .alternate: "either this or \(stated.substitute)"
        }
    }

    private static func onHand(_ availability: Availability) -> Listing.Cell {
        availability.onHand.value.map { .text($0.value.description) } ?? .none
    }

    /// Offers that come, go or change, ordered by supplier and part.
    static func difference(
        from before: [Offer], to after: [Offer], house: Currency
    ) -> Listing {
        var listing = Listing([
            .init("change"), .init("supplier"), .init("part"), .init("item"), .init("before"),
            .init("after"),
        ])
        let old = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let new = Dictionary(after.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for id in Set(old.keys).union(new.keys).sorted() {
            let (left, right) = (old[id], new[id])
            guard left != right, let offer = right ?? left else { continue }
            let change = left == nil ? "new" : right == nil ? "gone" : "changed"
            listing.add([
                .text(change), .text(offer.supplier.rawValue),
                .text(offer.supplierPart.rawValue), .text(offer.item.rawValue),
                left.map { .text(words(for: $0, house: house)) } ?? .none,
                right.map { .text(words(for: $0, house: house)) } ?? .none,
            ])
        }
        return listing
    }

    /// Adds what lists state of substitutes that they did not, and no longer state.
    static func add(
        from before: [SubstituteProposal], to after: [SubstituteProposal],
        _ listing: inout Listing
    ) {
        let old = Dictionary(
            before.map { (Self.key($0), $0) }, uniquingKeysWith: { first, _ in first })
        for proposal in after {
            let earlier = old[Self.key(proposal)]
            let wasStated = earlier.map { $0.statement.withdrawnAt == nil } ?? false
            let isStated = proposal.statement.withdrawnAt == nil
            guard wasStated != isStated else { continue }
            let words =
                "\(proposal.substitutePart) in its place, \(proposal.standing.rawValue)"
            listing.add([
                .text(isStated ? "proposed" : "withdrawn"),
                .text(proposal.statement.key.supplier.rawValue), .text(proposal.part.rawValue),
                proposal.item.map { .text($0.rawValue) } ?? .none,
                isStated ? .none : .text(words), isStated ? .text(words) : .none,
            ])
        }
    }

    private static func key(_ proposal: SubstituteProposal) -> [String] {
        let key = proposal.statement.key
        return [
            key.feed.rawValue, key.supplier.rawValue, proposal.part.rawValue,
            proposal.substitutePart.rawValue, key.relation.rawValue,
        ]
    }

    private static func words(for offer: Offer, house: Currency) -> String {
        let prices = offer.priceBreaks.map {
            let money = $0.price.money
            return "\($0.fromQuantity.value) at \(money.amount)"
                + (money.currency == house ? "" : " \(money.currency)")
        }
        let stock = offer.availability.onHand.value.map { ", \($0.value) there" } ?? ""
        let time = offer.leadTime.value.map { ", \($0)" } ?? ""
        return prices.joined(separator: " / ") + stock + time + (offer.isStale ? ", stale" : "")
    }
}
