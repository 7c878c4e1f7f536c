internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Why a line of a document cannot be used.
struct LineProblem: Error {
    var position: SourcePosition
    var field: String
    var value: String
    var code: String
    var message: String
    var help: String?

    init(
        _ code: String, _ message: String, at position: SourcePosition, field: String = "",
        value: String = "", help: String? = nil
    ) {
        self.position = position
        self.field = field
        self.value = value
        self.code = code
        self.message = message
        self.help = help
    }

    func quarantined(
        file: String, supplier: SupplierID?, part: SupplierPart?
    ) -> QuarantinedRow {
        QuarantinedRow(
            place: FilePlace(file: file, line: position.line, column: position.column),
            field: field, value: value, code: code, message: message, help: help,
            supplier: supplier, supplierPart: part)
    }
}

extension WireError {
    /// What is wrong with a line, where it is wrong with all of the document.
    init(_ problem: LineProblem) {
        self.init(
            code: problem.code, message: problem.message, help: problem.help,
            position: problem.position)
    }
}

/// What a format calls the place of a value; put into words only where somebody reads them.
enum FieldName {
    case words(String)
    /// An element of X12, such as `CTP03`.
    case element(SegmentName, Int)
    /// A component of the first element of EDIFACT.
    case component(SegmentName, Int)

    var words: String {
        switch self {
        case .words(let words): words
        case .element(let segment, let number): "\(segment)\(number < 10 ? "0" : "")\(number)"
        case .component(let segment, let number): "\(segment) component \(number)"
        }
    }
}

/// A text with the place where it stands and what the format calls it.
struct PlacedText {
    private struct Remarks {
        var written: String?
        var fault: String?
    }

    private enum Content {
        case text(String)
        /// A number counting 10⁻⁶, which nobody may want to see in digits.
        case number(Int64)
    }

    private var content: Content
    var name: FieldName
    var position: SourcePosition
    /// Rare, and so beside the value: lists of a million lines hold several million of these.
    private var remarks: [Remarks] = []

    init(
        text: String, name: FieldName, position: SourcePosition, written: String? = nil,
        fault: String? = nil
    ) {
        content = .text(text)
        self.name = name
        self.position = position
        if written != nil || fault != nil {
            remarks = [Remarks(written: written, fault: fault)]
        }
    }

    init(
        text: String, field: String, position: SourcePosition, written: String? = nil,
        fault: String? = nil
    ) {
        self.init(
            text: text, name: .words(field), position: position, written: written, fault: fault)
    }

    /// What the format calls it.
    var field: String { name.words }

    /// What stands there, a number in plain digits.
    var text: String {
        get {
            switch content {
            case .text(let text): text
            case .number(let micros): DecimalText.format(scaled: micros)
            }
        }
        set { content = .text(newValue) }
    }

    /// The number that stands there, counting 10⁻⁶, where it has been read already.
    var micros: Int64? {
        get { if case .number(let micros) = content { micros } else { nil } }
        set { if let newValue { content = .number(newValue) } }
    }

    var isEmpty: Bool { if case .text(let text) = content { text.isEmpty } else { false } }

    /// What stands in the file, where the text is a translation of it.
    var written: String? { remarks.first?.written }

    /// Why it cannot be used, where its format already knows.
    var fault: String? {
        get { remarks.first?.fault }
        set { remarks = [Remarks(written: written, fault: newValue)] }
    }
}

/// What a line of a price list or stock list says, in the words of the document.
struct CatalogLine {
    struct Price {
        var amount: PlacedText
        /// For how many units; `nil` where the document does not say.
        var per: PlacedText?
        /// From how many units on.
        var from: PlacedText?
        var currency = ""
        /// What kind of price it is, as the document says.
        var kind = ""
    }

    private enum Extra {
        case basis, minimum, multiple, maximum, leadTimeDays, validFrom, validThrough
    }

    var position: SourcePosition
    var part = ""
    var description = ""
    var unit = ""
    var prices: [Price] = []
    /// Shelves in the order of the document; what of them counts is for the settings.
    var shelves: [(kind: String, quantity: PlacedText)] = []
    /// Whether the document takes the part off the list.
    var isDeleted = false
    /// Other parts that the line names as substitutes, alternates or successors, which few do.
    var others: [(part: PlacedText, role: StatedSubstitute.Role)] = []
    /// What few lines say.
    private var extras: [(key: Extra, value: PlacedText)] = []

    init(at position: SourcePosition) { self.position = position }

    /// Becomes a line that says nothing yet, and keeps its memory.
    mutating func begin(at position: SourcePosition) {
        self.position = position
        part = ""
        description = ""
        unit = ""
        prices.removeAll(keepingCapacity: true)
        shelves.removeAll(keepingCapacity: true)
        isDeleted = false
        if !others.isEmpty { others.removeAll(keepingCapacity: true) }
        if !extras.isEmpty { extras.removeAll(keepingCapacity: true) }
    }

    private subscript(key: Extra) -> PlacedText? {
        get { extras.isEmpty ? nil : extras.first { $0.key == key }?.value }
        set {
            extras.removeAll { $0.key == key }
            if let newValue { extras.append((key, newValue)) }
        }
    }

    /// For how many units prices are, where they do not say it themselves.
    var basis: PlacedText? {
        get { self[.basis] }
        set { self[.basis] = newValue }
    }
    /// The smallest order.
    var minimum: PlacedText? {
        get { self[.minimum] }
        set { self[.minimum] = newValue }
    }
    /// What orders are multiples of.
    var multiple: PlacedText? {
        get { self[.multiple] }
        set { self[.multiple] = newValue }
    }
    /// The largest order.
    var maximum: PlacedText? {
        get { self[.maximum] }
        set { self[.maximum] = newValue }
    }
    var leadTimeDays: PlacedText? {
        get { self[.leadTimeDays] }
        set { self[.leadTimeDays] = newValue }
    }
    var validFrom: PlacedText? {
        get { self[.validFrom] }
        set { self[.validFrom] = newValue }
    }
    var validThrough: PlacedText? {
        get { self[.validThrough] }
        set { self[.validThrough] = newValue }
    }
}
