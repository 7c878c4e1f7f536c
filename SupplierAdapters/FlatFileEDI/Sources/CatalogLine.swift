internal import Procurement
internal import SupplierAdapterKit
internal import Synchronization
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

/// What few values have; it lies beside them, for lists of a million lines hold several million
/// values, and each of them has but one reference to it.
private final class Beside: Sendable {
    /// The name of the value's place, given in words.
    let words: String?
    /// The text, where it is no short one.
    var long: String? { remarks?.long }
    var written: String? { remarks?.written }
    var fault: String? { remarks?.fault }
    private let remarks: Remarks?

    struct Remarks {
        var long: String?
        var written: String?
        var fault: String?

        var isEmpty: Bool { long == nil && written == nil && fault == nil }
    }

    init(words: String?, _ remarks: Remarks? = nil) {
        self.words = words
        self.remarks = remarks
    }

    /// `nil` where there is nothing to lie beside.
    static func with(_ remarks: Remarks, _ old: Beside?) -> Beside? {
        if remarks.isEmpty, old?.remarks == nil { return old }
        if remarks.isEmpty, old?.words == nil { return nil }
        return Beside(words: old?.words, remarks.isEmpty ? nil : remarks)
    }
}

/// What a format calls the place of a value; put into words only where somebody reads them.
struct FieldName {
    fileprivate var beside: Beside?
    private let segment: SegmentName
    private let number: Int32
    private let isComponent: Bool

    /// A name that is given in words; to be made once for many values.
    init(_ words: String) {
        beside = Beside(words: words)
        segment = ""
        number = 0
        isComponent = false
    }

    private init(_ segment: SegmentName, _ number: Int, isComponent: Bool) {
        self.segment = segment
        self.number = Int32(truncatingIfNeeded: number)
        self.isComponent = isComponent
    }

    /// A name of a setting, given in words: kept as long as the program runs, so that millions of
    /// values have it without counting references.
    init(kept words: String) {
        self.init("", Self.kept.withLock { $0.number(of: words) } + 1, isComponent: false)
    }

    private static let kept = Mutex(KeptWords())

    private struct KeptWords {
        private(set) var words: [String] = []
        private var numberByWords: [String: Int] = [:]

        mutating func number(of text: String) -> Int {
            if let number = numberByWords[text] { return number }
            numberByWords[text] = words.count
            words.append(text)
            return words.count - 1
        }
    }

    /// An element of X12, such as `CTP03`.
    static func element(_ segment: SegmentName, _ number: Int) -> FieldName {
        FieldName(segment, number, isComponent: false)
    }

    /// A component of the first element of EDIFACT.
    static func component(_ segment: SegmentName, _ number: Int) -> FieldName {
        FieldName(segment, number, isComponent: true)
    }

    var words: String {
        if let given = beside?.words { return given }
        if segment == "", number > 0 { return Self.kept.withLock { $0.words[Int(number) - 1] } }
        if isComponent { return "\(segment) component \(number)" }
        return "\(segment)\(number < 10 ? "0" : "")\(number)"
    }
}

/// A text with the place where it stands and what the format calls it.
struct PlacedText {
    /// A short text as ``ShortText`` packs it, or a number counting 10⁻⁶, which nobody may want to
    /// see in digits.
    private var packed: UInt64
    private var isNumber = false
    private var name: FieldName
    var position: SourcePosition

    init(
        _ content: ShortText, name: FieldName, position: SourcePosition, written: String? = nil,
        fault: String? = nil
    ) {
        packed = content.packed
        self.name = name
        self.position = position
        if !content.isShort || written != nil || fault != nil {
            let long = content.isShort ? nil : content.text
            remarks = Beside.Remarks(long: long, written: written, fault: fault)
        }
    }

    init(number: Int64, name: FieldName, position: SourcePosition) {
        packed = UInt64(bitPattern: number)
        isNumber = true
        self.name = name
        self.position = position
    }

    init(
        text: String, field: String, position: SourcePosition, written: String? = nil,
        fault: String? = nil
    ) {
        self.init(
            ShortText(text), name: FieldName(field), position: position, written: written,
            fault: fault)
    }

    private var remarks: Beside.Remarks {
        get {
            guard let beside = name.beside else { return Beside.Remarks() }
            return Beside.Remarks(
                long: beside.long, written: beside.written, fault: beside.fault)
        }
        set { name.beside = Beside.with(newValue, name.beside) }
    }

    /// What the format calls it.
    var field: String { name.words }

    /// What stands there, a number in plain digits.
    var text: String {
        get {
            if let micros { return DecimalText.format(scaled: micros) }
            return name.beside?.long ?? ShortText(packed: packed).text
        }
        set {
            let content = ShortText(newValue)
            packed = content.packed
            isNumber = false
            remarks.long = content.isShort ? nil : newValue
        }
    }

    /// The same where it is known to be short.
    var shortText: ShortText {
        isNumber || name.beside?.long != nil ? ShortText(text) : ShortText(packed: packed)
    }

    /// The number that stands there, counting 10⁻⁶, where it has been read already.
    var micros: Int64? {
        get { isNumber ? Int64(bitPattern: packed) : nil }
        set {
            guard let newValue else { return }
            if name.beside?.long != nil { remarks.long = nil }
            packed = UInt64(bitPattern: newValue)
            isNumber = true
        }
    }

    /// The number that stands there, where it is plain enough to be read at once.
    func quick(decimalSign: UInt8) -> Int64? {
        if let micros { return micros }
        guard let long = name.beside?.long else {
            return ShortText(packed: packed).withBytes {
                DecimalText.quick($0, decimalSign: decimalSign)
            } ?? nil
        }
        return long.utf8.withContiguousStorageIfAvailable {
            DecimalText.quick($0, decimalSign: decimalSign)
        } ?? nil
    }

    var isEmpty: Bool { !isNumber && packed == 0 && name.beside?.long == nil }

    /// What stands in the file, where the text is a translation of it.
    var written: String? { name.beside?.written }

    /// Why it cannot be used, where its format already knows.
    var fault: String? {
        get { name.beside?.fault }
        set { remarks.fault = newValue }
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
        var currency = ShortText.empty
        /// What kind of price it is, as the document says.
        var kind = ShortText.empty
    }

    private enum Extra {
        case basis, minimum, multiple, maximum, leadTimeDays, validFrom, validThrough
    }

    var position: SourcePosition
    /// In UTF-8, so that its memory serves many lines.
    var partBytes: [UInt8] = []
    var part: String {
        get { String(decoding: partBytes, as: UTF8.self) }
        set { partBytes = Array(newValue.utf8) }
    }
    /// In UTF-8, so that its memory serves many lines.
    var description: [UInt8] = []
    var unit = ShortText.empty
    var prices: [Price] = []
    /// Shelves in the order of the document; what of them counts is for the settings.
    var shelves: [(kind: ShortText, quantity: PlacedText)] = []
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
        if !partBytes.isEmpty { partBytes.removeAll(keepingCapacity: true) }
        if !description.isEmpty { description.removeAll(keepingCapacity: true) }
        unit = .empty
        if !prices.isEmpty { prices.removeAll(keepingCapacity: true) }
        if !shelves.isEmpty { shelves.removeAll(keepingCapacity: true) }
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
