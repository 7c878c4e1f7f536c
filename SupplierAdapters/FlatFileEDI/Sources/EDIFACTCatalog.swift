internal import SupplierAdapterKit
internal import WireFormats

/// Reads the lines of PRICAT (price lists) and INVRPT (stock lists).
struct EDIFACTCatalog {
    static let dialect = CatalogDialect(
        partQualifiers: ["SA", "VP", "EN", "SRV", "UP"], priceKinds: ["AAA"],
        shelfKinds: ["145", "17"], minimumKind: "53", multipleKind: "165", maximumKind: "54",
        decimalSigns: [".", ","])

    /// What data element 4347 of PIA says another part is to the line's, by code.
    private static func role(_ code: ShortText) -> StatedSubstitute.Role? {
        // By its only character: PIA stands in nearly every line of a list.
        switch UInt8(exactly: code.packed) {
        case UInt8(ascii: "2"), UInt8(ascii: "3"): .substitute
        case UInt8(ascii: "4"): .substituteFor
        case UInt8(ascii: "6"): .supersededBy
        case UInt8(ascii: "7"): .supersedes
        default: nil
        }
    }

    /// The segments that say something here, by their packed names.
    enum Segment: UInt64, CaseIterable {
        case lin = 0x4C494E
        case uns = 0x554E53
        case cnt = 0x434E54
        case bgm = 0x42474D
        case cux = 0x435558
        case dtm = 0x44544D
        case pia = 0x504941
        case imd = 0x494D44
        case qty = 0x515459
        case pri = 0x505249
        case rng = 0x524E47
    }

    private static let deleted = ShortText("2")
    private static let changes = ["2", "3", "4"].map { ShortText($0) }

    let settings: CatalogSettings
    private var line = CatalogLine(at: .start)
    private var isOpen = false
    /// The line that ended last; its memory serves the one after the next.
    private(set) var ended = CatalogLine(at: .start)
    private var rank = Int.max
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

    /// Looks at a segment between UNH and UNT; whether a line has ended with it.
    mutating func take(_ token: SegmentToken, _ reader: SegmentReader) -> Bool {
        guard let segment = Segment(rawValue: token.name.packed) else { return false }
        switch segment {
        case .lin:
            let hasEnded = end()
            isOpen = true
            line.begin(at: token.position)
            if let validFrom { line.validFrom = validFrom }
            if let validThrough { line.validThrough = validThrough }
            line.isDeleted = reader.short(2) == Self.deleted
            rank = Int.max
            takePart(reader, element: 3)
            return hasEnded
        case .uns, .cnt: return end()
        case .bgm where Self.changes.contains(reader.short(3)):
            partial = LineProblem(
                "document.partial-list",
                "BGM 1225 is \"\(reader.text(3))\": the list tells changes, and a feed takes whole "
                    + "lists", at: token.position, field: "BGM03", value: reader.text(3),
                help: "Ask the supplier for the whole list.")
        case .cux: takeCurrency(reader)
        case .dtm: takeDate(token, reader)
        case .pia where isOpen:
            if let role = Self.role(reader.short(1)) {
                takeOther(token, reader, as: role)
            } else {
                for element in stride(from: 2, through: max(2, reader.elementCount), by: 1) {
                    takePart(reader, element: element)
                }
            }
        case .imd where isOpen:
            // One text over two components: glued, not parted.
            reader.addText(3, component: 4, to: &line.description)
            if reader.packed(3, component: 5) != 0 {
                reader.addText(3, component: 5, to: &line.description)
            }
        case .qty where isOpen: takeQuantity(token, reader)
        case .pri where isOpen: takePrice(token, reader)
        case .rng where isOpen: takeRange(token, reader)
        case .bgm, .pia, .imd, .qty, .pri, .rng: break
        }
        return false
    }

    /// Ends what is open when UNT comes; whether anything was.
    mutating func end() -> Bool {
        guard isOpen else { return false }
        isOpen = false
        swap(&line, &ended)
        for index in ended.prices.indices where ended.prices[index].currency.isEmpty {
            ended.prices[index].currency = currency
        }
        return true
    }

    /// Forgets what a message said of all its lines.
    mutating func beginSet() {
        isOpen = false
        currency = .empty
        validFrom = nil
        validThrough = nil
    }

    private func placed(
        _ reader: SegmentReader, _ token: SegmentToken, component: Int
    ) -> PlacedText {
        PlacedText(
            reader.short(1, component: component),
            name: .component(token.name, component),
            position: reader.position(at: reader.range(of: 1).lowerBound))
    }

    private mutating func takePart(_ reader: SegmentReader, element: Int) {
        let index = wanted.firstIndex(of: reader.short(element, component: 2))
        guard let index, index < rank else { return }
        let start = line.partBytes.count
        reader.addText(element, component: 1, to: &line.partBytes)
        guard line.partBytes.count > start else { return }
        rank = index
        line.partBytes.removeFirst(start)
    }

    /// Takes the parts that PIA names beside the line's own; of numbers of several kinds, those
    /// of the kind that comes first in the settings.
    private mutating func takeOther(
        _ token: SegmentToken, _ reader: SegmentReader, as role: StatedSubstitute.Role
    ) {
        let elements = stride(from: 2, through: max(2, reader.elementCount), by: 1).filter {
            !reader.text($0, component: 1).isEmpty
        }
        let kinds = elements.map { wanted.firstIndex(of: reader.short($0, component: 2)) }
        guard let best = kinds.compactMap(\.self).min() else { return }
        for (element, kind) in zip(elements, kinds) where kind == best {
            let other = PlacedText(
                reader.short(element, component: 1), name: .element(token.name, element),
                position: reader.position(at: reader.range(of: element).lowerBound))
            line.others.append((other, role))
        }
    }

    private mutating func takeCurrency(_ reader: SegmentReader) {
        let code = reader.short(1, component: 2)
        if !isOpen {
            currency = code
        } else if let last = line.prices.indices.last {
            line.prices[last].currency = code
        }
    }

    private mutating func takeDate(_ token: SegmentToken, _ reader: SegmentReader) {
        let value = placed(reader, token, component: 2)
        let format = reader.text(1, component: 3)
        switch reader.text(1, component: 1) {
        case "157", "194", "7":
            if !isOpen { validFrom = value } else { line.validFrom = value }
        case "36", "206", "268":
            if !isOpen { validThrough = value } else { line.validThrough = value }
        case "169" where isOpen:
            let factor = ["804": 1, "803": 7, "802": 30][format]
            let days = Int(value.text).flatMap { number in factor.map { number * $0 } }
            line.leadTimeDays = PlacedText(
                text: days.map(String.init) ?? "\(value.text) in \(format)", field: "DTM+169",
                position: value.position)
        default: break
        }
    }

    private mutating func takeQuantity(_ token: SegmentToken, _ reader: SegmentReader) {
        let kind = reader.short(1, component: 1)
        let quantity = placed(reader, token, component: 2)
        if kind == ruleKinds.minimum {
            line.minimum = quantity
        } else if kind == ruleKinds.multiple {
            line.multiple = quantity
        } else if kind == ruleKinds.maximum {
            line.maximum = quantity
        } else {
            line.shelves.append((kind, quantity))
        }
        if line.unit.isEmpty { line.unit = reader.short(1, component: 3) }
    }

    private mutating func takePrice(_ token: SegmentToken, _ reader: SegmentReader) {
        var price = CatalogLine.Price(amount: placed(reader, token, component: 2))
        price.kind = reader.short(1, component: 1)
        let per = placed(reader, token, component: 5)
        if !per.isEmpty { price.per = per }
        if line.unit.isEmpty { line.unit = reader.short(1, component: 6) }
        line.prices.append(price)
    }

    /// A range behind a price says from where on it holds.
    private mutating func takeRange(_ token: SegmentToken, _ reader: SegmentReader) {
        guard isOpen, let last = line.prices.indices.last else { return }
        let from = PlacedText(
            text: reader.text(2, component: 2), field: "RNG minimum",
            position: reader.position(at: reader.range(of: 2).lowerBound))
        if !from.text.isEmpty, from.text != "0" { line.prices[last].from = from }
    }
}
