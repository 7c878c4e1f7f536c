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

/// A text with the place where it stands and what the format calls it.
struct PlacedText {
    var text: String
    var field: String
    var position: SourcePosition
    /// What stands in the file, where the text is a translation of it.
    var written: String?
    /// Why it cannot be used, where its format already knows.
    var fault: String?
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

    var position: SourcePosition
    var part = ""
    var description = ""
    var unit = ""
    var prices: [Price] = []
    /// For how many units prices are, where they do not say it themselves.
    var basis: PlacedText?
    var minimum: PlacedText?
    var multiple: PlacedText?
    var maximum: PlacedText?
    /// Shelves in the order of the document; what of them counts is for the settings.
    var shelves: [(kind: String, quantity: PlacedText)] = []
    var leadTimeDays: PlacedText?
    var validFrom: PlacedText?
    var validThrough: PlacedText?
    /// Whether the document takes the part off the list.
    var isDeleted = false

    init(at position: SourcePosition) { self.position = position }
}
