internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// What holds for all lines of a document, and what values of a line mean by it.
///
/// A class, for it is large: as a part of what changes with each line it would be copied for each.
final class CatalogRules: Sendable {
    let settings: CatalogSettings
    let dialect: CatalogDialect
    let file: String
    let supplier: SupplierID
    /// Which kinds are taken; those of the settings, or of the standard.
    let priceKinds: [ShortText]
    private let shelfKinds: [ShortText]
    private let firstSign: UInt8

    init(
        settings: CatalogSettings, dialect: CatalogDialect, file: String, supplier: SupplierID
    ) {
        self.settings = settings
        self.dialect = dialect
        self.file = file
        self.supplier = supplier
        let prices = settings.priceKinds.isEmpty ? dialect.priceKinds : settings.priceKinds
        priceKinds = prices.map { ShortText($0) }
        let shelves = settings.shelfKinds.isEmpty ? dialect.shelfKinds : settings.shelfKinds
        shelfKinds = shelves.map { ShortText($0) }
        firstSign = dialect.decimalSigns.first?.asciiValue ?? 0x2E
    }

    func decimal(_ value: PlacedText) throws(LineProblem) -> FixedPoint {
        if let fault = value.fault {
            throw LineProblem(
                "document.value-unusable",
                "\(value.field) is \(quotedForMessage(value.text)): "
                    + fault, at: value.position, field: value.field, value: value.text)
        }
        // Where the quick way reads a number with the first sign, that is what it is.
        if let micros = value.quick(decimalSign: firstSign), micros >= 0 {
            return FixedPoint(micros: micros)
        }
        return try MessageText.number(value, signs: dialect.decimalSigns)
    }

    func whole(_ value: PlacedText) throws(LineProblem) -> Int64 {
        guard let units = try decimal(value).wholeValue, units >= 1 else {
            throw LineProblem(
                "feed.quantity-not-whole",
                "\(value.field) is \(quotedForMessage(value.text)), which is no whole number of "
                    + "units from 1",
                at: value.position, field: value.field, value: value.text)
        }
        return units
    }

    func wholeIfAny(_ value: PlacedText?) throws(LineProblem) -> Int64? {
        guard let value else { return nil }
        return try whole(value)
    }

    func unit(named line: CatalogLine) throws(LineProblem) -> UnitOfMeasure {
        if line.unit.isEmpty {
            if let unit = settings.unit { return unit }
            throw LineProblem(
                "document.unit-missing", "the line names no unit", at: line.position,
                field: "unit", help: "Write for example: [defaults] unit = \"EA\"")
        }
        if let unit = settings.unitByCode[line.unit.text] { return unit }
        do throws(ValueError) {
            return try UnitOfMeasure(line.unit.text)
        } catch {
            throw LineProblem(
                "document.unit-unknown",
                "the unit \(quotedForMessage(line.unit.text)) is not known", at: line.position,
                field: "unit", value: line.unit.text,
                help: "Say which one it is: [units] \(line.unit.text) = \"EA\"")
        }
    }

    func quantity(
        _ units: Int64, _ unit: UnitOfMeasure, _ line: CatalogLine
    ) throws(LineProblem) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            throw LineProblem(
                "decimal.too-large", "\(units) is too large a number", at: line.position)
        }
    }

    func date(_ value: PlacedText?) throws(LineProblem) -> CalendarDate? {
        guard let value else { return nil }
        let text = value.text.prefix(10).filter { $0 != "-" }
        if let date = CalendarDate(compact: String(text.prefix(8))) { return date }
        throw LineProblem(
            "document.date", "\(value.field) is \(quotedForMessage(value.text)), which is no date",
            at: value.position, field: value.field, value: value.text)
    }

    func days(_ line: CatalogLine) throws(LineProblem) -> Stated<LeadTime> {
        var days = settings.leadTime
        var place = line.position
        if let text = line.leadTimeDays {
            guard let whole = try decimal(text).wholeValue else {
                throw LineProblem(
                    "document.lead-time",
                    "\(text.field) is \(quotedForMessage(text.text)), no whole number of days",
                    at: text.position, field: text.field, value: text.text)
            }
            days = Int(whole)
            place = text.position
        }
        guard let days else { return .notStated }
        do throws(ValueError) {
            return .stated(try LeadTime(days: days, counting: settings.counting))
        } catch {
            throw LineProblem(error.code, error.message, at: place, help: error.help)
        }
    }

    func availability(
        _ line: CatalogLine, _ unit: UnitOfMeasure, isStockList: Bool
    ) throws(LineProblem) -> Availability {
        let kind = shelfKinds.first { kind in line.shelves.contains { $0.kind == kind } }
        var onHand = Stated<Quantity>.notStated
        if let kind {
            // Of several places, all together.
            var sum = Int128(0)
            for shelf in line.shelves where shelf.kind == kind {
                sum += Int128(try decimal(shelf.quantity).micros)
            }
            guard let micros = Int64(exactly: sum) else {
                throw LineProblem(
                    "decimal.too-large", "the shelves are too large together", at: line.position)
            }
            onHand = .stated(Quantity(value: FixedPoint(micros: micros), unit: unit))
        } else if isStockList {
            let kinds = shelfKinds.map(\.text)
            let found = Set(line.shelves.map(\.kind.text)).sorted().joined(separator: ", ")
            throw LineProblem(
                "document.shelf-missing",
                "the line has no quantity of the kinds \(kinds.joined(separator: ", "))"
                    + (found.isEmpty ? "" : ", but \(found)"),
                at: line.position, field: "shelf", value: found,
                help: "Say which kind is on the shelf: shelf = [\"33\"]")
        }
        guard let days = settings.leadTimeFromStock else {
            guard case .notStated = onHand else {
                throw LineProblem(
                    "feed.lead-time-missing",
                    "the line has a stock and no lead time from stock", at: line.position,
                    help: "Write for example: [defaults] lead_time_from_stock = 2")
            }
            return try Self.availability(onHand, days: 0, settings.counting, line)
        }
        return try Self.availability(onHand, days: days, settings.counting, line)
    }

    private static func availability(
        _ onHand: Stated<Quantity>, days: Int, _ counting: LeadTimeCounting, _ line: CatalogLine
    ) throws(LineProblem) -> Availability {
        do throws(ValueError) {
            return Availability(
                onHand: onHand, leadTimeFromStock: try LeadTime(days: days, counting: counting))
        } catch {
            throw LineProblem(error.code, error.message, at: line.position, help: error.help)
        }
    }
}
