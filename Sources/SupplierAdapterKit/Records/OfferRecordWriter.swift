public import Procurement

/// Writes offers as the records of an adapter's program, the counterpart of `OfferRecordReader`.
public struct OfferRecordWriter {
    /// What was written so far: a `records` message that is not closed yet.
    private var bytes: [UInt8] = []
    private let head: [UInt8]
    /// Records in the message that is being written.
    public private(set) var recordCount = 0

    /// Begins with an empty message for a stream such as `offers`.
    public init(stream: String) {
        head = Array("{\"type\":\"records\",\"stream\":\"\(stream)\",\"records\":[".utf8)
    }

    /// Gives the message as one line without its end, and begins the next; `nil` when empty.
    public mutating func takeMessage() -> [UInt8]? {
        guard recordCount > 0 else { return nil }
        bytes.append(UInt8(ascii: "]"))
        bytes.append(UInt8(ascii: "}"))
        defer {
            bytes.removeAll(keepingCapacity: true)
            recordCount = 0
        }
        return bytes
    }

    private mutating func begin() {
        if recordCount == 0 { bytes += head } else { bytes.append(UInt8(ascii: ",")) }
        recordCount += 1
    }

    /// Adds a part that is not offered any more.
    public mutating func remove(_ part: SupplierPart, of supplier: SupplierID) {
        begin()
        put("{\"op\":\"delete\",\"supplier\":")
        text(supplier.rawValue)
        put(",\"part\":")
        text(part.rawValue)
        put("}")
    }

    /// Adds what a part's line says of another part.
    public mutating func add(_ substitute: StatedSubstitute, of supplier: SupplierID) {
        begin()
        put("{\"op\":\"substitute\",\"supplier\":")
        text(supplier.rawValue)
        put(",\"part\":")
        text(substitute.statedOn.rawValue)
        put(",\"other\":")
        text(substitute.otherPart.rawValue)
        put(",\"as\":")
        text(substitute.role.rawValue)
        member(",\"line\":", Int64(substitute.place.line))
        put("}")
    }

    /// Adds a shelf without a price.
    public mutating func add(_ shelf: SupplierAvailability) {
        begin()
        put("{\"supplier\":")
        text(shelf.supplier.rawValue)
        put(",\"part\":")
        text(shelf.supplierPart.rawValue)
        put(",\"unit\":")
        text(shelf.unit.code)
        writeTimes(shelf.availability, shelf.leadTime)
        member(",\"line\":", Int64(shelf.place.line))
        put("}")
    }

    /// Adds an offer.
    public mutating func add(_ offer: SupplierOffer) {
        begin()
        put("{\"supplier\":")
        text(offer.supplier.rawValue)
        put(",\"part\":")
        text(offer.supplierPart.rawValue)
        if !offer.description.isEmpty {
            put(",\"description\":")
            text(offer.description)
        }
        put(",\"unit\":")
        text(offer.unit.code)
        writePrices(offer)
        member(",\"minimum\":", offer.orderRules.minimumQuantity.value)
        member(",\"multiple\":", offer.orderRules.orderMultiple.value)
        if let most = offer.orderRules.maximumQuantity.value {
            member(",\"maximum\":", most.value)
        }
        writeTimes(offer.availability, offer.leadTime)
        if offer.offerCost != .zero { decimal(",\"offer_cost\":", offer.offerCost) }
        if offer.unitCost != .zero { decimal(",\"unit_cost\":", offer.unitCost) }
        if let from = offer.validity.from { date(",\"valid_from\":\"", from) }
        if let through = offer.validity.through { date(",\"valid_through\":\"", through) }
        member(",\"line\":", Int64(offer.place.line))
        put("}")
    }

    private mutating func writePrices(_ offer: SupplierOffer) {
        put(",\"currency\":")
        text(offer.priceBreaks[0].price.money.currency.code)
        member(",\"price_per\":", offer.priceBreaks[0].price.per.value)
        if offer.priceMode == .incremental { put(",\"price_mode\":\"incremental\"") }
        put(",\"breaks\":[")
        for (index, entry) in offer.priceBreaks.enumerated() {
            put(index == 0 ? "{" : ",{")
            member("\"from\":", entry.fromQuantity.value)
            decimal(",\"price\":", entry.price.money.amount)
            put("}")
        }
        put("]")
    }

    private mutating func writeTimes(_ shelf: Availability, _ leadTime: Stated<LeadTime>) {
        if let onHand = shelf.onHand.value {
            member(",\"on_hand\":", onHand.value)
            member(",\"lead_time_from_stock_days\":", Int64(shelf.leadTimeFromStock.days))
        }
        if let leadTime = leadTime.value {
            member(",\"lead_time_days\":", Int64(leadTime.days))
            put(
                leadTime.counting == .workingDays
                    ? ",\"lead_time_counting\":\"working\""
                    : ",\"lead_time_counting\":\"calendar\"")
        }
    }

    // MARK: - Values

    private mutating func put(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func member(_ name: StaticString, _ number: Int64) {
        put(name)
        digits(number)
    }

    private mutating func member(_ name: StaticString, _ number: FixedPoint) {
        put(name)
        if let whole = number.wholeValue { digits(whole) } else { quoted(number) }
    }

    private mutating func decimal(_ name: StaticString, _ number: FixedPoint) {
        put(name)
        quoted(number)
    }

    private mutating func quoted(_ number: FixedPoint) {
        bytes.append(UInt8(ascii: "\""))
        let whole = number.micros / FixedPoint.scale
        var rest = abs(number.micros % FixedPoint.scale)
        if number.isNegative, whole == 0 { bytes.append(UInt8(ascii: "-")) }
        digits(whole)
        if rest > 0 {
            bytes.append(UInt8(ascii: "."))
            var unit = FixedPoint.scale / 10
            while rest > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(rest / unit))
                rest %= unit
                unit /= 10
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func digits(_ number: Int64) {
        var rest = number.magnitude
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func date(_ name: StaticString, _ date: CalendarDate) {
        put(name)
        bytes += Array(date.description.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func text(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                put("\\u00")
                bytes.append(Self.hexadecimal[Int(byte >> 4)])
                bytes.append(Self.hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
