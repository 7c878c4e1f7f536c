internal import Procurement
internal import WireFormats

/// What a code says that a document is to an earlier one: X12's data element 353, EDIFACT's 1225.
enum DocumentPurpose {
    /// It stands for itself, or is a copy of one that does.
    case original
    /// It takes the place of the earlier one of its number.
    case replacement
    /// It takes the earlier one back.
    case withdrawal
    /// It says what is different, and leaves open what of the earlier one still holds.
    case change
    /// It is no statement: a draft, a test, a question.
    case nothing

    /// Which standard a code is of.
    enum Standard { case x12, edifact }

    /// Codes that are not known say nothing of an earlier document: it stands for itself, and a
    /// known number with other content is refused later on.
    init(_ code: String, in standard: Standard) {
        switch standard {
        case .x12:
            self =
                switch code {
                // Cancellation, delete.
                case "01", "03": .withdrawal
                case "05": .replacement
                // Add, change, incremental.
                case "02", "04", "25": .change
                // Request, draft, query, test.
                case "13", "24", "28", "53": .nothing
                default: .original
                }
        case .edifact:
            self =
                switch code {
                // Cancellation, deletion, cancelled and to be sent anew.
                case "1", "3", "17": .withdrawal
                case "5": .replacement
                // Addition, change, changes of a part of the message.
                case "2", "4", "19", "20", "21", "36", "37": .change
                // Request, proposed, on hold, provisional, test.
                case "13", "16", "23", "46", "53": .nothing
                default: .original
                }
        }
    }

    /// Notes in a draft what its code says of it.
    ///
    /// Of answers the one written last holds, whatever they call themselves; only what takes one
    /// back, or is no answer, is set aside.
    func note(in draft: inout MessageDraft, _ value: PlacedText) {
        switch self {
        case .original: break
        case .nothing: draft.fail(MessageText.noStatement(value))
        case .replacement where draft.kind == .shipNotice: draft.purpose = .replacement
        case .withdrawal where draft.kind == .shipNotice: draft.purpose = .withdrawal
        case .change where draft.kind == .shipNotice: draft.fail(MessageText.changed(value))
        case .withdrawal: draft.fail(MessageText.withdrawn(value))
        case .replacement, .change: break
        }
    }
}

/// Numbers the documents of interchanges, so that those of one minute have an order.
struct DocumentControl {
    private var interchange = ""
    private var count = 0

    /// Begins an interchange.
    mutating func open(_ reference: String) {
        let digits = reference.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        interchange = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        count = 0
    }

    /// The number of the next document: of two, the later one has the greater number.
    mutating func next() -> String {
        count += 1
        let number = String(count)
        let padded = String(repeating: "0", count: max(0, 4 - number.count)) + number
        return interchange.isEmpty ? "" : "\(interchange).\(padded)"
    }
}

extension MessageText {
    /// A ship notice that changes an earlier one without saying what of it still holds.
    static func changed(_ value: PlacedText) -> LineProblem {
        LineProblem(
            "document.notice-changed",
            "\(value.field) is \(quotedForMessage(value.text)): the ship notice changes an earlier "
                + "one, and does not say what of that still holds",
            at: value.position, field: value.field, value: value.text,
            help: "Enter what holds now, and ask the supplier to send corrected notices as "
                + "replacements (BSN01 05, BGM 1225 5).")
    }

    /// A document that states nothing yet.
    static func noStatement(_ value: PlacedText) -> LineProblem {
        LineProblem(
            "document.no-statement",
            "\(value.field) is \(quotedForMessage(value.text)): the document is a draft, a test, a "
                + "proposal or a question, and says nothing that holds",
            at: value.position, field: value.field, value: value.text,
            help: "The document that holds follows; of this one nothing is taken.")
    }
}
