internal import SupplierAdapterKit
internal import WireFormats

/// Reads the lines of 832 (price lists) and 846 (stock lists).
struct X12Catalog {
    static let dialect = CatalogDialect(
        partQualifiers: ["VP", "VN", "VC", "SK", "UP"], shelfKinds: ["33", "17"],
        minimumKind: "57", multipleKind: "69", maximumKind: "70")
    /// What data element 639 says of the quantity that a price is for; no row for a code that
    /// needs a weight or a quotation.
    static let perByBasis = [
        "": "1", "PE": "1", "TE": "1", "CT": "1", "CP": "1", "LE": "1", "UM": "1", "EA": "1",
        "HP": "100", "TP": "1000",
    ]

    /// The segments that say something here, by their packed names.
    enum Segment: UInt64, CaseIterable {
        case lin = 0x4C494E
        case ctt = 0x435454
        case cur = 0x435552
        case dtm = 0x44544D
        case g53 = 0x473533
        case pid = 0x504944
        case ctp = 0x435450
        case ctb = 0x435442
        case qty = 0x515459
        case uit = 0x554954
        case ldt = 0x4C4454
        case bct = 0x424354
        case bia = 0x424941
        case sln = 0x534C4E
    }

    private static let zero = ShortText("0")
    private static let one = ShortText("1")

    let settings: CatalogSettings
    private var line = CatalogLine(at: .start)
    private var isOpen = false
    /// The line that ended last; its memory serves the one after the next.
    private(set) var ended = CatalogLine(at: .start)
    private var currency = ShortText.empty
    private var validFrom: PlacedText?
    private var validThrough: PlacedText?
    /// Says that the list tells changes only.
    private(set) var partial: LineProblem?

    private let wanted: [ShortText]
    private let ruleKinds: CatalogRuleKinds

    init(settings: CatalogSettings) {
        self.settings = settings
        let qualifiers =
            settings.partQualifiers.isEmpty ? Self.dialect.partQualifiers : settings.partQualifiers
        wanted = qualifiers.map { ShortText($0) }
        ruleKinds = settings.ruleKinds(Self.dialect)
    }

    /// Looks at a segment between ST and SE; whether a line has ended with it.
    mutating func take(_ token: SegmentToken, _ reader: SegmentReader) -> Bool {
        guard let segment = Segment(rawValue: token.name.packed) else { return false }
        switch segment {
        case .lin:
            let hasEnded = end()
            open(token, reader)
            return hasEnded
        case .ctt: return end()
        case .cur: currency = reader.short(2)
        case .dtm: takeDate(token, reader)
        case .g53 where isOpen:
            let isDeleted = reader.text(1) == "002"
            line.isDeleted = isDeleted
        case .pid where isOpen:
            let end = line.description.count
            if end > 0 { line.description.append(0x20) }
            let start = line.description.count
            reader.addText(5, to: &line.description)
            if line.description.count == start { line.description.removeLast(start - end) }
        case .ctp where isOpen: takePrice(token, reader)
        case .ctb where isOpen:
            takeRule(reader.short(3), placed(reader, token, 4))
        case .qty where isOpen:
            let quantity = placed(reader, token, 2)
            let kind = reader.short(1)
            if !takeRule(kind, quantity) {
                line.shelves.append((kind, quantity))
                if line.unit.isEmpty { line.unit = reader.short(3, component: 1) }
            }
        case .uit where isOpen:
            if line.unit.isEmpty { line.unit = reader.short(1, component: 1) }
        case .ldt where isOpen: takeLeadTime(token, reader)
        case .sln where isOpen: takeSubline(token, reader)
        case .bct: takePurpose(token, reader, element: 10, whole: ["", "00", "05"])
        case .bia: takePurpose(token, reader, element: 1, whole: ["00", "05"])
        case .g53, .pid, .ctp, .ctb, .qty, .uit, .ldt, .sln: break
        }
        return false
    }

    /// Ends what is open when SE comes; whether anything was.
    mutating func end() -> Bool {
        guard isOpen else { return false }
        isOpen = false
        swap(&line, &ended)
        for index in ended.prices.indices where ended.prices[index].currency.isEmpty {
            ended.prices[index].currency = currency
        }
        return true
    }

    /// Forgets what a set said of all its lines.
    mutating func beginSet() {
        isOpen = false
        currency = .empty
        validFrom = nil
        validThrough = nil
    }

    private func placed(
        _ reader: SegmentReader, _ token: SegmentToken, _ element: Int
    ) -> PlacedText {
        PlacedText(
            reader.short(element), name: .element(token.name, element),
            position: reader.position(at: reader.range(of: element).lowerBound))
    }

    private mutating func open(_ token: SegmentToken, _ reader: SegmentReader) {
        isOpen = true
        line.begin(at: token.position)
        if let validFrom { line.validFrom = validFrom }
        if let validThrough { line.validThrough = validThrough }
        if let element = part(reader, from: 2) {
            reader.addText(element, to: &line.partBytes)
            while line.partBytes.last == 0x20 { line.partBytes.removeLast() }
        }
    }

    /// The element of the supplier's part number among pairs of qualifier and number.
    private func part(_ reader: SegmentReader, from start: Int) -> Int? {
        var rank = Int.max
        var found: Int?
        for element in stride(from: start, through: max(start, reader.elementCount - 1), by: 2) {
            let index = wanted.firstIndex(of: reader.short(element))
            if let index, index < rank, reader.isPresent(element + 1) {
                rank = index
                found = element + 1
            }
        }
        return found
    }

    /// A subline of data element 662 S (substituted) or U (authorized substitute) names a part
    /// that may be had in place of the line's; other sublines are what a line is made of.
    private mutating func takeSubline(_ token: SegmentToken, _ reader: SegmentReader) {
        guard ["S", "U"].contains(reader.text(3)), let element = part(reader, from: 9) else {
            return
        }
        var other = placed(reader, token, element)
        other.text = Self.trimmed(other.text)
        line.others.append((other, .substitute))
    }

    private static func trimmed(_ text: String) -> String {
        guard text.utf8.last == 0x20 else { return text }
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private mutating func takeDate(_ token: SegmentToken, _ reader: SegmentReader) {
        switch reader.text(1) {
        case "007", "196", "092":
            let value = placed(reader, token, 2)
            if !isOpen { validFrom = value } else { line.validFrom = value }
        case "036", "197", "093":
            let value = placed(reader, token, 2)
            if !isOpen { validThrough = value } else { line.validThrough = value }
        default: break
        }
    }

    private mutating func takePrice(_ token: SegmentToken, _ reader: SegmentReader) {
        let position = reader.position(at: reader.range(of: 9).lowerBound)
        let basis = reader.short(9)
        let per = basis.isEmpty ? Self.one : Self.perByBasis[basis.text].map { ShortText($0) }
        var price = CatalogLine.Price(
            amount: placed(reader, token, 3),
            per: PlacedText(
                per ?? basis, name: .element(token.name, 9), position: position,
                fault: per == nil ? "what quantity the price is for is not known here" : nil))
        price.kind = reader.short(2)
        if reader.isPresent(4) {
            let from = placed(reader, token, 4)
            if from.shortText != Self.zero { price.from = from }
        }
        if line.unit.isEmpty { line.unit = reader.short(5, component: 1) }
        line.prices.append(price)
    }

    private mutating func takePurpose(
        _ token: SegmentToken, _ reader: SegmentReader, element: Int, whole: Set<String>
    ) {
        guard !whole.contains(reader.text(element)) else { return }
        let value = placed(reader, token, element)
        partial = LineProblem(
            "document.partial-list",
            "\(value.field) is \(quotedForMessage(value.text)): the list tells changes, and a feed "
                + "takes whole lists",
            at: value.position, field: value.field, value: value.text,
            help: "Ask the supplier for the whole list.")
    }

    private mutating func takeLeadTime(_ token: SegmentToken, _ reader: SegmentReader) {
        var days = placed(reader, token, 2)
        switch reader.text(3) {
        case "DA", "CD": break
        case "WK": days.text = Int(days.text).map { String($0 * 7) } ?? days.text
        case let unit: days.fault = "lead times are read in days and weeks, not in \(unit)"
        }
        line.leadTimeDays = days
    }

    /// Whether the quantity is a rule for orders, as the settings name them.
    @discardableResult
    private mutating func takeRule(_ kind: ShortText, _ quantity: PlacedText) -> Bool {
        if kind == ruleKinds.minimum {
            line.minimum = quantity
        } else if kind == ruleKinds.multiple {
            line.multiple = quantity
        } else if kind == ruleKinds.maximum {
            line.maximum = quantity
        } else {
            return false
        }
        return true
    }
}
