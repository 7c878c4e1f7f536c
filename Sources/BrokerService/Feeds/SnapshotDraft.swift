import Procurement
import Storage
import SupplierAdapterKit

/// What a delivery makes of one feed and supplier, before it is stored.
struct SnapshotDraft {
    let supplier: SupplierID
    private(set) var offers: [Offer] = []
    private(set) var availabilities: [AvailabilityRecord] = []
    private(set) var quarantined: [QuarantinedRow]
    /// Rows that are good and concern us; what the next file is compared with.
    private(set) var acceptedRows: Int
    /// Offers and shelves after changes; `nil` where the delivery is the whole.
    private(set) var rowsInForce: Int?
    /// Rows with a fault; rows of parts that we do not buy are not counted.
    var badRows: Int {
        quarantined.count { $0.code != OfferNormalization.unmatchedCode }
    }

    init(_ delivery: SupplierDelivery, normalization: OfferNormalization) {
        supplier = delivery.supplier
        quarantined = delivery.quarantined
        acceptedRows = delivery.acceptedRows
        for offer in delivery.offers {
            do throws(QuarantineNotice) {
                offers.append(try normalization.offer(offer))
            } catch {
                setAside(error)
            }
        }
        for availability in delivery.availabilities {
            do throws(QuarantineNotice) {
                availabilities.append(try normalization.availability(availability))
            } catch {
                setAside(error)
            }
        }
    }

    private mutating func setAside(_ notice: QuarantineNotice) {
        quarantined.append(notice.row)
        acceptedRows = max(0, acceptedRows - 1)
    }

    /// Sets aside offers whose first price moved further than the guard bears; the previous offers
    /// stay, marked stale, until a person has looked.
    mutating func setAsideJumps(
        from previous: [Offer], by snapshotGuard: SnapshotGuard, places: [SupplierPart: FilePlace],
        feed: FeedName
    ) {
        guard let percent = snapshotGuard.limits.priceJumpPercent else { return }
        let before = Dictionary(previous.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var kept: [Offer] = []
        for offer in offers {
            guard let old = before[offer.id]?.priceBreaks.first?.price,
                let new = offer.priceBreaks.first?.price,
                snapshotGuard.isJump(from: old, to: new),
                let place = places[offer.supplierPart]
            else {
                kept.append(offer)
                continue
            }
            setAside(
                QuarantineNotice(
                    place, supplier, offer.supplierPart, code: "feed.price-jump",
                    message: "The price of part (\(offer.supplierPart)) went from \(old) to "
                        + "\(new), by more than \(percent) %.",
                    help: "If it is right: broker feed retry \(feed) --accept. The earlier offer "
                        + "stays, marked stale, and is not bought meanwhile."))
        }
        offers = kept
    }

    /// Keeps the previous version of what was set aside, marked stale, while it is valid.
    mutating func keepPrevious(
        offers previous: [Offer], availabilities shelves: [AvailabilityRecord],
        on day: CalendarDate
    ) {
        let setAside = Set(
            quarantined.filter { $0.code != OfferNormalization.unmatchedCode }
                .compactMap(\.supplierPart))
        let present = Set(offers.map(\.supplierPart))
        offers += previous.filter {
            setAside.contains($0.supplierPart) && !present.contains($0.supplierPart)
                && ($0.validity.through.map { day <= $0 } ?? true)
        }
        .map { $0.stale() }
        let shelved = Set(availabilities.map(\.supplierPart))
        availabilities += shelves.filter {
            setAside.contains($0.supplierPart) && !shelved.contains($0.supplierPart)
        }
        .map { $0.stale() }
    }

    /// Makes a draft of changes the whole that is in force after them: what is neither named nor
    /// removed stays as it was.
    mutating func keepUnchanged(
        offers previous: [Offer], availabilities shelves: [AvailabilityRecord],
        removed: [SupplierPart]
    ) {
        let setAside = quarantined.compactMap(\.supplierPart)
        let touched = Set(offers.map(\.supplierPart) + removed + setAside)
        offers += previous.filter { !touched.contains($0.supplierPart) }
        let shelved = Set(availabilities.map(\.supplierPart) + removed + setAside)
        availabilities += shelves.filter { !shelved.contains($0.supplierPart) }
        // What was set aside stays as well, marked stale, and is no sign of a list cut short.
        let stale = Set(setAside)
        rowsInForce =
            offers.count + availabilities.count
            + previous.count { stale.contains($0.supplierPart) }
            + shelves.count { stale.contains($0.supplierPart) }
    }

    /// SHA-256 over all that is in force, in a fixed order.
    var fingerprint: String {
        let lines =
            offers.sorted { $0.id < $1.id }.map(Self.text)
            + availabilities.sorted { $0.supplierPart < $1.supplierPart }.map(Self.text)
        return sha256Hex(lines.joined(separator: "\n").utf8)
    }

    private static func text(of offer: Offer) -> String {
        let breaks = offer.priceBreaks.map {
            "\($0.fromQuantity.value)@\($0.price.money.amount) \($0.price.money.currency.code)"
                + "/\($0.price.per.value)"
        }
        return [
            offer.id.rawValue, offer.item.rawValue, offer.priceMode.rawValue,
            breaks.joined(separator: ","), "\(offer.orderRules.minimumQuantity.value)",
            "\(offer.orderRules.orderMultiple.value)",
            offer.orderRules.maximumQuantity.value.map { "\($0.value)" } ?? "-",
            offer.leadTime.value?.description ?? "-", text(of: offer.availability),
            "\(offer.offerCost)", "\(offer.unitCost)", offer.validity.from?.description ?? "-",
            offer.validity.through?.description ?? "-", offer.isStale ? "stale" : "fresh",
        ].joined(separator: "|")
    }

    private static func text(of record: AvailabilityRecord) -> String {
        [
            record.supplierPart.rawValue, record.item.rawValue, text(of: record.availability),
            record.leadTime.value?.description ?? "-", record.isStale ? "stale" : "fresh",
        ].joined(separator: "|")
    }

    private static func text(of availability: Availability) -> String {
        let onHand = availability.onHand.value.map { "\($0.value)" } ?? "-"
        return "\(onHand) in \(availability.leadTimeFromStock)"
    }
}

extension Offer {
    func stale() -> Offer {
        Offer(
            id: id, feed: feed, supplier: supplier, supplierPart: supplierPart, item: item,
            priceMode: priceMode, priceBreaks: priceBreaks, orderRules: orderRules,
            leadTime: leadTime, availability: availability, offerCost: offerCost,
            unitCost: unitCost, validity: validity, isStale: true)
    }
}

extension AvailabilityRecord {
    func stale() -> AvailabilityRecord {
        AvailabilityRecord(
            feed: feed, supplier: supplier, supplierPart: supplierPart, item: item,
            availability: availability, leadTime: leadTime, isStale: true)
    }
}
