/// A code with which a document answers a line of an order, and what we take it for.
///
/// The one place where codes of standards are given a meaning. A code that has no row means
/// ``AcknowledgmentOutcome/unknown``: it confirms nothing and refuses nothing.
public struct AcknowledgmentCode: Sendable, Hashable {
    /// Whose code it is, and where it stands.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// X12 element 668 (line item status code): 855 and 865 `ACK01`, 856 `SN108`.
        case x12Line = "X12 668"
        /// X12 element 587 (acknowledgment type) of the whole document: 855 `BAK02`.
        case x12Document = "X12 587"
        /// EDIFACT element 1229 (action code): ORDRSP `LIN` 1229; UBL and Peppol `LineStatusCode`
        /// use a part of it.
        case edifactLine = "EDIFACT 1229"
        /// EDIFACT element 4343 (response type) of the whole document: ORDRSP `BGM` 4343; UBL and
        /// Peppol `OrderResponseCode` use a part of it.
        case edifactDocument = "EDIFACT 4343"
        /// cXML ConfirmationRequest `ConfirmationStatus/@type`.
        case cxmlLine = "cXML line"
        /// cXML ConfirmationRequest `ConfirmationHeader/@type`.
        case cxmlDocument = "cXML document"
    }

    /// Whose code it is.
    public let source: Source
    /// The code.
    public let code: String
    /// What we take it for; for a document whose lines say more, what a silent line is.
    public let outcome: AcknowledgmentOutcome
    /// Its meaning, in our words.
    public let meaning: String

    private init(
        _ source: Source, _ code: String, _ outcome: AcknowledgmentOutcome, _ meaning: String
    ) {
        self.source = source
        self.code = code
        self.outcome = outcome
        self.meaning = meaning
    }

    /// Whether a document with this code answers, with ``outcome``, the lines that it leaves out:
    /// it names exceptions only.
    public var coversLinesLeftOut: Bool {
        switch (source, code) {
        case (.x12Document, "AE"), (.x12Document, "RF"), (.edifactDocument, "AI"),
            (.cxmlDocument, "except"):
            true
        default: false
        }
    }

    /// The row of a code; `nil` for one that is not known.
    public static func row(of code: String, in source: Source) -> AcknowledgmentCode? {
        table.first { $0.source == source && $0.code == code }
    }

    /// What a code means; codes are compared as they are written, case and all.
    public static func outcome(of code: String, in source: Source) -> AcknowledgmentOutcome {
        row(of: code, in: source)?.outcome ?? .unknown
    }

    /// Every row.
    public static let table = x12Lines + x12Documents + edifact + cxml

    private static let x12Lines: [AcknowledgmentCode] = [
        .init(.x12Line, "AA", .accepted, "accepted, and forwarded to another of their places"),
        .init(.x12Line, "AC", .shipped, "accepted and shipped"),
        .init(.x12Line, "AR", .accepted, "accepted and released for shipment"),
        .init(.x12Line, "BP", .partlyShipped, "this part ships, the rest is back-ordered"),
        .init(.x12Line, "DR", .dateChanged, "accepted for another date"),
        .init(.x12Line, "IA", .accepted, "accepted"),
        .init(.x12Line, "IB", .backOrdered, "back-ordered"),
        .init(.x12Line, "IC", .changed, "accepted with changes"),
        .init(.x12Line, "ID", .rejected, "deleted"),
        .init(.x12Line, "IE", .held, "accepted, and the price is still to come"),
        .init(.x12Line, "IF", .held, "on hold: the description is incomplete"),
        .init(.x12Line, "IH", .held, "on hold"),
        .init(.x12Line, "IP", .priceChanged, "accepted at another price"),
        .init(.x12Line, "IQ", .quantityChanged, "accepted in another quantity"),
        .init(.x12Line, "IR", .rejected, "rejected"),
        .init(.x12Line, "IS", .substituted, "a substitute is offered"),
        .init(.x12Line, "IW", .held, "on hold: a waiver is required"),
        .init(.x12Line, "R1", .rejected, "rejected: not in the contract"),
        .init(.x12Line, "R2", .rejected, "rejected: the part number is not valid"),
        .init(.x12Line, "R3", .rejected, "rejected: the unit is not valid"),
        .init(.x12Line, "R4", .rejected, "rejected: in the contract, and not to be had"),
        .init(.x12Line, "R5", .rejected, "rejected: order again as just in time"),
        .init(.x12Line, "R6", .rejected, "rejected: order again as extended delivery"),
        .init(.x12Line, "R7", .rejected, "rejected: order again as drop shipment"),
        .init(.x12Line, "R8", .rejected, "rejected: order again as surge order"),
        .init(.x12Line, "R9", .rejected, "rejected: discontinued"),
        .init(.x12Line, "SP", .undated, "accepted, and the date is still to come"),
    ]

    private static let x12Documents: [AcknowledgmentCode] = [
        .init(.x12Document, "AC", .unknown, "acknowledged with detail and change: the lines say"),
        .init(.x12Document, "AD", .accepted, "acknowledged with detail, no change"),
        .init(.x12Document, "AE", .accepted, "acknowledged; only exceptions have detail"),
        .init(.x12Document, "AH", .held, "acknowledged, on hold"),
        .init(.x12Document, "AK", .accepted, "acknowledged, no detail and no change"),
        .init(.x12Document, "AP", .accepted, "accepted"),
        .init(.x12Document, "AT", .accepted, "accepted"),
        .init(.x12Document, "RD", .rejected, "rejected with detail"),
        .init(.x12Document, "RF", .rejected, "rejected; only exceptions have detail"),
        .init(.x12Document, "RJ", .rejected, "rejected, no detail"),
        .init(.x12Document, "RO", .rejected, "rejected, with a counter-offer"),
    ]

    private static let edifact: [AcknowledgmentCode] = [
        .init(.edifactLine, "1", .unknown, "added: no line of our order"),
        .init(.edifactLine, "2", .rejected, "deleted"),
        .init(.edifactLine, "3", .changed, "accepted with changes (Peppol)"),
        .init(.edifactLine, "5", .accepted, "accepted without change"),
        .init(.edifactLine, "6", .changed, "accepted with changes"),
        .init(.edifactLine, "7", .rejected, "not accepted"),
        .init(.edifactLine, "10", .rejected, "not found"),
        .init(.edifactLine, "42", .shipped, "already delivered"),
        .init(.edifactDocument, "AB", .unknown, "the message came; nothing is answered"),
        .init(.edifactDocument, "AC", .unknown, "acknowledged with detail and change"),
        .init(.edifactDocument, "AI", .accepted, "acknowledged; only changes have detail"),
        .init(.edifactDocument, "AP", .accepted, "accepted"),
        .init(.edifactDocument, "CA", .unknown, "accepted with changes: the lines say"),
        .init(.edifactDocument, "RE", .rejected, "rejected"),
    ]

    private static let cxml: [AcknowledgmentCode] = [
        .init(.cxmlLine, "accept", .accepted, "accepted"),
        .init(.cxmlLine, "allDetail", .changed, "accepted as its detail says"),
        .init(.cxmlLine, "detail", .changed, "accepted with the changes its detail says"),
        .init(.cxmlLine, "reject", .rejected, "rejected"),
        .init(.cxmlLine, "backordered", .backOrdered, "back-ordered"),
        .init(.cxmlLine, "unknown", .unknown, "not yet known"),
        .init(.cxmlDocument, "accept", .accepted, "accepted"),
        .init(.cxmlDocument, "allDetail", .unknown, "the lines say, all of them"),
        .init(.cxmlDocument, "detail", .unknown, "the lines say"),
        .init(.cxmlDocument, "except", .accepted, "accepted except what the lines say"),
        .init(.cxmlDocument, "replace", .unknown, "replaces an earlier one: the lines say"),
        .init(.cxmlDocument, "reject", .rejected, "rejected"),
        .init(.cxmlDocument, "backordered", .backOrdered, "back-ordered"),
    ]
}
