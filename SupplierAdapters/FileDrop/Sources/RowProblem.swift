internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Why one row cannot be used.
struct RowProblem: Error, Hashable {
    var position: SourcePosition
    /// The column as the file calls it; empty where the whole row is meant.
    var field: String
    var value: String
    var code: String
    var message: String
    var help: String?

    init(
        at position: SourcePosition, field: String = "", value: String = "", code: String,
        message: String, help: String? = nil
    ) {
        self.position = position
        self.field = field
        self.value = value
        self.code = code
        self.message = message
        self.help = help
    }

    init(_ error: WireError, at position: SourcePosition, field: String = "", value: String = "") {
        self.init(
            at: error.position ?? position, field: field, value: value, code: error.code,
            message: field.isEmpty ? error.message : "\(field): \(error.message)",
            help: error.help)
    }

    init(_ error: ValueError, at position: SourcePosition, field: String, value: String) {
        self.init(
            at: position, field: field, value: value, code: error.code, message: error.message,
            help: error.help)
    }

    func quarantined(
        file: String, supplier: SupplierID?, supplierPart: SupplierPart?
    ) -> QuarantinedRow {
        QuarantinedRow(
            place: FilePlace(file: file, line: position.line, column: position.column),
            field: field, value: value, code: code, message: message, help: help,
            supplier: supplier, supplierPart: supplierPart)
    }
}

extension AdapterError {
    /// The refusal of a whole file because of its text; what its disk refuses may succeed later.
    init(_ error: WireError, file: String) {
        self.init(
            code: error.code, reaction: Reaction(to: error), message: error.message,
            help: error.help,
            place: FilePlace(
                file: file, line: error.position?.line ?? 0, column: error.position?.column ?? 0),
            detail: error.position.map { "byte offset \($0.byteOffset)" } ?? "")
    }

    /// The refusal of a whole file.
    static func refusal(
        _ code: String, _ message: String, help: String? = nil, file: String,
        at position: SourcePosition? = nil
    ) -> AdapterError {
        AdapterError(
            WireError(code: code, message: message, help: help, position: position), file: file)
    }
}
