import Procurement
import Storage
import SupplierAdapterKit

/// What a delivery makes of one feed and supplier, before it is stored.
///
/// Offers come in batches and are kept in the house's terms alone; of those that are not ours only
/// part and place are kept, for lists have millions of them.
struct SnapshotDraft {
    /// An offer or shelf of a part that no item reference names.
    struct UnmatchedRow {
        let part: SupplierPart
        let place: FilePlace
    }

    let supplier: SupplierID
    private let normalization: OfferNormalization
    private(set) var offers: [Offer] = []
    private(set) var availabilities: [AvailabilityRecord] = []
    private(set) var quarantined: [QuarantinedRow] = []
    private(set) var unmatched: [UnmatchedRow] = []
    /// Which of the parts that statements about substitutes stand on were named.
    private(set) var namedParts: Set<SupplierPart> = []
    private let watchedParts: Set<SupplierPart>
    /// Where offers stand whose prices are compared with earlier ones.
    private var places: [SupplierPart: FilePlace]?
    /// Rows that are good and concern us; what the next file is compared with.
    private(set) var acceptedRows = 0
    /// Offers and shelves after changes; `nil` where the delivery is the whole.
    private(set) var rowsInForce: Int?
    /// Rows with a fault; rows of parts that we do not buy are not counted.
    var badRows: Int { quarantined.count }

    /// Begins a draft; `keepsPlaces` where prices will be compared with earlier ones.
    init(
        _ supplier: SupplierID, normalization: OfferNormalization,
        watchedParts: Set<SupplierPart>, keepsPlaces: Bool
    ) {
        self.supplier = supplier
        self.normalization = normalization
        self.watchedParts = watchedParts
        places = keepsPlaces ? [:] : nil
    }

    // MARK: - Taking

    /// Takes offers and shelves of the supplier.
    mutating func take(_ offers: [SupplierOffer], _ availabilities: [SupplierAvailability]) {
        for offer in offers where isOurs(offer.supplierPart, offer.place) {
            do throws(QuarantineNotice) {
                self.offers.append(try normalization.offer(offer))
                places?[offer.supplierPart] = offer.place
            } catch {
                setAside(error)
            }
        }
        for availability in availabilities
        where isOurs(availability.supplierPart, availability.place) {
            do throws(QuarantineNotice) {
                self.availabilities.append(try normalization.availability(availability))
            } catch {
                setAside(error)
            }
        }
    }

    private mutating func isOurs(_ part: SupplierPart, _ place: FilePlace) -> Bool {
        if watchedParts.contains(part) { namedParts.insert(part) }
        if normalization.isKnown(part) { return true }
        unmatched.append(UnmatchedRow(part: part, place: place))
        return false
    }

    /// Takes what the delivery tells beside offers and shelves, of which no more will come.
    mutating func finish(_ delivery: SupplierDelivery) {
        quarantined = delivery.quarantined + quarantined
        acceptedRows = delivery.acceptedRows + acceptedRows - unmatched.count
        acceptedRows = max(0, acceptedRows)
    }

    /// A row of a part that is not ours, with what people are told of it.
    func notice(of row: UnmatchedRow) -> QuarantinedRow {
        normalization.unmatched(row.part, supplier, row.place).row
    }

    private mutating func setAside(_ notice: QuarantineNotice) {
        quarantined.append(notice.row)
        acceptedRows -= 1
    }

    /// Sets aside offers whose first price moved further than the guard bears; the previous offers
    /// stay, marked stale, until a person has looked.
    mutating func setAsideJumps(
        from previous: [Offer], by snapshotGuard: SnapshotGuard, feed: FeedName
    ) {
        guard let percent = snapshotGuard.limits.priceJumpPercent, let places else { return }
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
        acceptedRows = max(0, acceptedRows)
    }

    /// Keeps the previous version of what was set aside, marked stale, while it is valid.
    mutating func keepPrevious(
        offers previous: [Offer], availabilities shelves: [AvailabilityRecord],
        on day: CalendarDate
    ) {
        let setAside = Set(quarantined.compactMap(\.supplierPart))
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
        let setAside = partsSetAside(among: previous, shelves)
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

    /// The parts of rows that were set aside; of those that are not ours, the ones that were.
    private func partsSetAside(
        among previous: [Offer], _ shelves: [AvailabilityRecord]
    ) -> [SupplierPart] {
        let before = Set(previous.map(\.supplierPart) + shelves.map(\.supplierPart))
        return quarantined.compactMap(\.supplierPart)
            + unmatched.map(\.part).filter(before.contains)
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
