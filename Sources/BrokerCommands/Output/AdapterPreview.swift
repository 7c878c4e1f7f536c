import Procurement
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
        for row in delivery.unassigned + delivery.suppliers.flatMap(\.quarantined) {
            listing.add([
                .text(file), .text("set aside"), .text(row.supplier?.rawValue ?? ""),
                .text(row.supplierPart?.rawValue ?? ""), .none, .none, .none, .none, .none,
                .text("\(row.place): \(row.message)"),
            ])
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
