internal import Procurement
internal import WireFormats

/// Reads the rows of a price list that have nothing unusual, straight from their bytes.
///
/// What it gives is what ``OfferRowReader`` would give; everything else (each row with a fault,
/// with rare characters in its part number, with a unit or a date not seen before) it leaves to
/// that reader, and learns from what comes out. What it learns is never copied.
struct QuickOfferReader: ~Copyable {
    /// Where a value stands, without anything that would have to be counted when it is copied.
    private struct Column {
        /// Below zero for none.
        var index = -1
        /// The ordinal of what means "nothing" there; below zero where only an empty field does.
        var absence = -1
    }

    private struct Absence {
        let words: AbsenceWords
        /// The words as bytes; `nil` where one of them might be written in other bytes, or where
        /// patterns are declared.
        let bytes: [[UInt8]]?
    }

    /// What a cell of few different texts means, learned from rows that were read in full.
    private struct Learned<Value> {
        /// Beyond it nothing more is learned: a column of a million different dates is none.
        private static var limit: Int { 4096 }
        private var texts = ByteTable()
        private(set) var values: [Value] = []
        /// The last text that was asked for, where it is short: the next one mostly is the same.
        private var last: (packed: UInt64, number: Int)?

        mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
            guard bytes.count < 8 else { return texts.number(of: bytes) }
            var packed = UInt64(bytes.count)
            for byte in bytes { packed = packed << 8 | UInt64(byte) }
            if let last, last.packed == packed { return last.number }
            guard let number = texts.number(of: bytes) else { return nil }
            last = (packed, number)
            return number
        }

        mutating func learn(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Value) {
            guard values.count < Self.limit else { return }
            if texts.insert(bytes).isNew { values.append(value) }
        }
    }

    /// Whether a cell says something.
    private enum Cell {
        case absent
        case said(UnsafeBufferPointer<UInt8>)
        /// It must be read in full.
        case unclear
    }

    private struct WideBreak {
        let quantity: Column
        let fromUnits: Int64?
        let price: Column
    }

    private let defaults: OfferDefaults
    private let carriesPrices: Bool
    private let decimalSign: UInt8
    private let groupingSign: UInt8?
    private var absences: [Absence] = []
    private var columns = Columns()
    private var wideBreaks: [WideBreak] = []
    private let hasSignBytes: Bool

    /// The texts that the terms of a row depend on, by their numbers; below zero for none.
    private struct TermsKey: Equatable {
        var unit = -1
        var currency = -1
        var firstDay = -1
        var lastDay = -1
    }

    /// Whether terms depend on nothing else.
    private let haveTermsKeys: Bool
    private var lastTerms: (key: TermsKey, serial: Int)?

    private var suppliers = Learned<Int>()
    private var units = Learned<UnitOfMeasure>()
    private var currencies = Learned<Currency>()
    private var firstDays = Learned<CalendarDate?>()
    private var lastDays = Learned<CalendarDate?>()

    init(settings: OfferSettings, columns: OfferColumns) {
        defaults = settings.defaults
        carriesPrices = settings.carriesPrices
        let format = settings.drop.format
        let decimalSign = format.decimalSign.utf8
        let groupingSign = format.groupingSign?.utf8
        hasSignBytes = decimalSign.count == 1 && (groupingSign?.count ?? 1) == 1
        self.decimalSign = decimalSign.first ?? 0
        self.groupingSign = groupingSign?.first
        let amounts: [OfferField] = [
            .pricePer, .minimum, .multiple, .maximum, .pack, .leadTime, .leadTimeFromStock,
            .offerCost, .unitCost,
        ]
        haveTermsKeys = amounts.allSatisfy { columns.byField[$0] == nil }
        for field in OfferField.allCases {
            if let place = Self.place(of: field), let column = columns.byField[field] {
                self.columns[keyPath: place] = resolved(column)
            }
        }
        wideBreaks = columns.wideBreaks.map { wide in
            WideBreak(
                quantity: wide.quantity.map { resolved($0) } ?? Column(),
                fromUnits: wide.fromUnits, price: resolved(wide.price))
        }
    }

    private mutating func resolved(_ column: FeedColumn) -> Column {
        var result = Column(index: column.index)
        if !column.absence.words.isEmpty || !column.absence.patterns.isEmpty {
            let words = column.absence.words.map { Array($0.utf8) }
            let isPlain =
                column.absence.patterns.isEmpty
                && words.allSatisfy { word in word.allSatisfy { $0 < 0x80 } }
            absences.append(Absence(words: column.absence, bytes: isPlain ? words : nil))
            result.absence = absences.count - 1
        }
        return result
    }

    private struct Columns {
        var supplier = Column(), part = Column(), description = Column(), price = Column()
        var currency = Column(), unit = Column(), minimum = Column(), multiple = Column()
        var maximum = Column(), pack = Column(), pricePer = Column(), fromQuantity = Column()
        var onHand = Column(), leadTime = Column(), leadTimeFromStock = Column()
        var validFrom = Column(), validThrough = Column()
        var offerCost = Column(), unitCost = Column()
    }

    /// `nil` for what no offer is made of.
    private static func place(of field: OfferField) -> WritableKeyPath<Columns, Column>? {
        switch field {
        case .supplier: \.supplier
        case .part: \.part
        case .description: \.description
        case .price: \.price
        case .currency: \.currency
        case .unit: \.unit
        case .minimum: \.minimum
        case .multiple: \.multiple
        case .maximum: \.maximum
        case .pack: \.pack
        case .pricePer: \.pricePer
        case .fromQuantity: \.fromQuantity
        case .onHand: \.onHand
        case .leadTime: \.leadTime
        case .leadTimeFromStock: \.leadTimeFromStock
        case .validFrom: \.validFrom
        case .validThrough: \.validThrough
        case .offerCost: \.offerCost
        case .unitCost: \.unitCost
        case .substitute, .substituteFor, .supersededBy, .supersedes, .alternate: nil
        }
    }
}

// MARK: - Rows

extension QuickOfferReader {
    /// The bytes of the part number, where they are a sound one.
    func part(_ fields: DelimitedFields) -> UnsafeBufferPointer<UInt8>? {
        guard case .said(let bytes) = cell(columns.part, fields), bytes.count <= 120 else {
            return nil
        }
        guard bytes[0] != 0x20, bytes[bytes.count - 1] != 0x20 else { return nil }
        for byte in bytes where byte < 0x20 || byte > 0x7E { return nil }
        return bytes
    }

    /// The number of the supplier that was learned for the row.
    mutating func supplier(_ fields: DelimitedFields) -> Int? {
        let number = bytes(columns.supplier, fields).flatMap { suppliers.number(of: $0) }
        return number.map { suppliers.values[$0] }
    }

    /// Reads a row; its terms and price breaks are added to `lists`.
    ///
    /// `nil` leaves all to the full reader.
    mutating func read(
        _ record: RawDelimitedRecord, _ fields: DelimitedFields, into lists: inout OfferRowLists
    ) -> OfferRow? {
        var isSound = hasSignBytes
        let onHand = units(columns.onHand, fields, least: 0, &isSound)
        guard isSound, let terms = terms(fields, in: &lists) else { return nil }
        let first = lists.breaks.count
        if carriesPrices {
            guard addBreaks(record, fields, to: &lists.breaks), lists.breaks.count > first else {
                lists.breaks.removeSubrange(first...)
                return nil
            }
        }
        let plain = plainDescription(fields)
        guard let description = plain == nil ? description(record, fields) : "" else {
            lists.breaks.removeSubrange(first...)
            return nil
        }
        return OfferRow(
            position: record.position, description: description, plainDescription: plain,
            onHand: onHand, terms: terms,
            breakCount: Int32(lists.breaks.count - first), firstBreak: first)
    }

    /// Takes over what the full reader made of the cells that rows repeat.
    mutating func learn(_ terms: OfferRow.Terms, _ fields: DelimitedFields) {
        bytes(columns.unit, fields).map { units.learn($0, terms.unit) }
        if let currency = terms.currency {
            bytes(columns.currency, fields).map { currencies.learn($0, currency) }
        }
        bytes(columns.validFrom, fields).map { firstDays.learn($0, terms.validity.from) }
        bytes(columns.validThrough, fields).map { lastDays.learn($0, terms.validity.through) }
    }

    mutating func learn(supplier number: Int, _ fields: DelimitedFields) {
        bytes(columns.supplier, fields).map { suppliers.learn($0, number) }
    }

    // MARK: - Cells

    private func bytes(
        _ column: Column, _ fields: DelimitedFields
    ) -> UnsafeBufferPointer<UInt8>? {
        guard column.index >= 0, column.index < fields.count else { return nil }
        return fields.verbatim(at: column.index)
    }

    private func cell(_ column: Column, _ fields: DelimitedFields) -> Cell {
        guard column.index >= 0, column.index < fields.count else { return .absent }
        guard let bytes = fields.verbatim(at: column.index) else { return .unclear }
        if bytes.isEmpty { return .absent }
        guard column.absence >= 0 else { return .said(bytes) }
        // Bytes beyond seven bits may be a declared word in another form.
        guard let words = absences[column.absence].bytes, bytes.allSatisfy({ $0 < 0x80 }) else {
            return .unclear
        }
        for word in words where word.count == bytes.count && word.elementsEqual(bytes) {
            return .absent
        }
        return .said(bytes)
    }

    /// A number that is not below zero; `isSound` becomes false where the cell must be read in
    /// full.
    private func number(
        _ column: Column, _ fields: DelimitedFields, _ isSound: inout Bool
    ) -> Int64? {
        switch cell(column, fields) {
        case .absent: return nil
        case .unclear:
            isSound = false
            return nil
        case .said(let bytes):
            let micros = DecimalText.quick(
                bytes, decimalSign: decimalSign, groupingSign: groupingSign)
            if let micros, micros >= 0 { return micros }
            isSound = false
            return nil
        }
    }

    private func units(
        _ column: Column, _ fields: DelimitedFields, least: Int64, _ isSound: inout Bool
    ) -> Int64? {
        guard let micros = number(column, fields, &isSound) else { return nil }
        let (whole, rest) = micros.quotientAndRemainder(dividingBy: FixedPoint.scale)
        if rest == 0, whole >= least { return whole }
        isSound = false
        return nil
    }

    private func days(
        _ column: Column, _ fields: DelimitedFields, _ standard: Int?,
        _ counting: LeadTimeCounting, _ isSound: inout Bool
    ) -> LeadTime? {
        var days = standard
        if let whole = units(column, fields, least: 0, &isSound) { days = Int(whole) }
        guard let days, isSound else { return nil }
        do throws(ValueError) {
            return try LeadTime(days: days, counting: counting)
        } catch {
            isSound = false
            return nil
        }
    }

    /// The description as it lies in the file; `nil` where that is not its text.
    private func plainDescription(
        _ fields: DelimitedFields
    ) -> UnsafeBufferPointer<UInt8>? {
        guard case .said(let bytes) = cell(columns.description, fields) else { return nil }
        for byte in bytes where byte >= 0x80 { return nil }
        return bytes
    }

    private func description(
        _ record: RawDelimitedRecord, _ fields: DelimitedFields
    ) -> String? {
        let column = columns.description
        if case .absent = cell(column, fields) { return "" }
        do throws(WireError) {
            let text = try record.text(at: column.index)
            let isAbsent = column.absence >= 0 && absences[column.absence].words.match(text) != nil
            return isAbsent ? "" : text
        } catch {
            return nil
        }
    }

    // MARK: - Terms

    /// Gives the ordinal of a row's terms in `lists`.
    private mutating func terms(
        _ fields: DelimitedFields, in lists: inout OfferRowLists
    ) -> Int32? {
        guard let key = termsKey(fields) else { return nil }
        if haveTermsKeys, let lastTerms, lastTerms.key == key, lastTerms.serial == lists.serial {
            return lists.lastOrdinal
        }
        guard let terms = terms(key, fields) else { return nil }
        let ordinal = lists.ordinal(of: terms)
        lastTerms = (key, lists.serial)
        return ordinal
    }

    /// `nil` where one of the texts is a new one.
    private mutating func termsKey(_ fields: DelimitedFields) -> TermsKey? {
        var key = TermsKey()
        if columns.unit.index >= 0 {
            guard let unit = bytes(columns.unit, fields).flatMap({ units.number(of: $0) })
            else { return nil }
            key.unit = unit
        }
        if carriesPrices, columns.currency.index >= 0 {
            guard
                let currency = bytes(columns.currency, fields).flatMap({
                    currencies.number(of: $0)
                })
            else { return nil }
            key.currency = currency
        }
        if columns.validFrom.index >= 0 {
            guard let day = bytes(columns.validFrom, fields).flatMap({ firstDays.number(of: $0) })
            else { return nil }
            key.firstDay = day
        }
        if columns.validThrough.index >= 0 {
            guard
                let day = bytes(columns.validThrough, fields).flatMap({ lastDays.number(of: $0) })
            else { return nil }
            key.lastDay = day
        }
        return key
    }

    private func terms(_ key: TermsKey, _ fields: DelimitedFields) -> OfferRow.Terms? {
        var isSound = true
        let pricePer = units(columns.pricePer, fields, least: 1, &isSound)
        let minimum = units(columns.minimum, fields, least: 1, &isSound)
        let multiple = units(columns.multiple, fields, least: 1, &isSound)
        let maximum = units(columns.maximum, fields, least: 1, &isSound)
        let pack = units(columns.pack, fields, least: 1, &isSound)
        let leadTime = days(
            columns.leadTime, fields, defaults.leadTime, defaults.counting, &isSound)
        let leadTimeFromStock = days(
            columns.leadTimeFromStock, fields, defaults.leadTimeFromStock,
            defaults.countingFromStock, &isSound)
        let offerCost = number(columns.offerCost, fields, &isSound)
        let unitCost = number(columns.unitCost, fields, &isSound)
        guard isSound, let validity = validity(key) else { return nil }
        let unit = key.unit < 0 ? defaults.unit : units.values[key.unit]
        var currency: Currency?
        if carriesPrices {
            let found = key.currency < 0 ? defaults.currency : currencies.values[key.currency]
            guard let found else { return nil }
            currency = found
        }
        return OfferRow.Terms(
            unit: unit, currency: currency, pricePer: pricePer ?? defaults.pricePer,
            minimum: minimum ?? defaults.minimum, multiple: multiple ?? defaults.multiple,
            maximum: maximum ?? defaults.maximum, pack: pack, leadTime: leadTime,
            leadTimeFromStock: leadTimeFromStock, validity: validity,
            offerCost: offerCost.map { FixedPoint(micros: $0) } ?? defaults.offerCost,
            unitCost: unitCost.map { FixedPoint(micros: $0) } ?? defaults.unitCost)
    }

    private func validity(_ key: TermsKey) -> Validity? {
        let from = key.firstDay < 0 ? nil : firstDays.values[key.firstDay]
        let through = key.lastDay < 0 ? nil : lastDays.values[key.lastDay]
        if let from, let through, through < from { return nil }
        return Validity(from: from, through: through)
    }

    // MARK: - Prices

    /// False where the full reader must look.
    private func addBreaks(
        _ record: RawDelimitedRecord, _ fields: DelimitedFields, to breaks: inout [OfferRow.Break]
    ) -> Bool {
        var isSound = true
        if columns.price.index >= 0 {
            let price = number(columns.price, fields, &isSound)
            if let price {
                let from = units(columns.fromQuantity, fields, least: 1, &isSound)
                guard from != nil || columns.fromQuantity.index < 0, price > 0 else {
                    return false
                }
                breaks.append(
                    OfferRow.Break(
                        fromUnits: from, price: FixedPoint(micros: price),
                        position: record.position(at: columns.price.index)))
            } else if wideBreaks.isEmpty {
                return false
            }
        }
        for wide in wideBreaks {
            let quantity = units(wide.quantity, fields, least: 1, &isSound)
            let price = number(wide.price, fields, &isSound)
            guard let price else {
                guard quantity == nil else { return false }
                continue
            }
            guard price > 0, quantity != nil || wide.quantity.index < 0 else { return false }
            breaks.append(
                OfferRow.Break(
                    fromUnits: quantity ?? wide.fromUnits, price: FixedPoint(micros: price),
                    position: record.position(at: wide.price.index)))
        }
        return isSound
    }
}
