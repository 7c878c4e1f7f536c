public import Procurement
public import SupplierAdapterKit
public import WireFormats

/// How a partner wants documents: names, qualifiers, separators, releases and units.
///
/// It lies over the standard like a sheet: what a partner does not say is as the standard has it.
public struct PartnerProfile: Hashable, Sendable {
    /// Who the partner is here.
    public let supplier: SupplierID
    var sender = "SENDER"
    var senderQualifier = "ZZ"
    var receiver = "RECEIVER"
    var receiverQualifier = "ZZ"
    /// As the group names them; empty for the same as the interchange.
    var groupSender = ""
    var groupReceiver = ""
    var isTest = false
    /// What the partner calls us, the place of delivery, and itself.
    var buyerParty = ""
    var shipToParty = ""
    var supplierParty = ""
    var partyQualifier = ""
    var repertoire: CharacterRepertoire?
    var hasLineEnds = true
    var x12 = X12Overlay()
    var edifact = EDIFACTOverlay()
    var markup = MarkupOverlay()
    /// How records are made, for the form `fixed`.
    var layout: RecordLayout?
    /// How records of changes are made, for the form `fixed-change`.
    var changeLayout: RecordLayout?
    /// What qualifies the supplier's and our own part number; empty for the standard's.
    var supplierPartQualifier = ""
    var buyerPartQualifier = ""
    /// What a unit of ours is called there.
    var codeByUnit: [UnitOfMeasure: String] = [:]

    struct X12Overlay: Hashable, Sendable {
        enum Release: String, CaseIterable, Sendable {
            case v004010 = "004010"
            case v005010 = "005010"
        }
        var release = Release.v004010
        var element = UInt8(ascii: "*")
        var component = UInt8(ascii: ">")
        var terminator = UInt8(ascii: "~")
        var repetition = UInt8(ascii: "^")
        var orderType = "SA"
    }

    struct EDIFACTOverlay: Hashable, Sendable {
        enum Directory: String, CaseIterable, Sendable {
            case d96a = "D.96A"
            case d01b = "D.01B"
        }
        enum Syntax: String, CaseIterable, Sendable {
            case unoa = "UNOA"
            case unob = "UNOB"
            case unoc = "UNOC"
            case unoy = "UNOY"
        }
        var directory = Directory.d96a
        var guide = ""
        var syntax = Syntax.unoc
        var syntaxVersion = 3

        var repertoire: CharacterRepertoire {
            switch syntax {
            case .unoa: .capitals
            case .unob: .ascii
            case .unoc: .latin1
            case .unoy: .utf8
            }
        }
    }

    struct MarkupOverlay: Hashable, Sendable {
        var domain = "NetworkID"
        var classificationDomain = "none"
        var classification = "none"
        var customization = "urn:fdc:peppol.eu:poacc:trns:order:3"
        var profile = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
        var changeCustomization = "urn:fdc:peppol.eu:poacc:trns:order_change:3"
        var cancellationCustomization = "urn:fdc:peppol.eu:poacc:trns:order_cancellation:3"
        var changeProfile = "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3"
        var endpointScheme = ""
    }

    /// A profile in which everything is as the standards have it, for a look at a document.
    public init(supplier: SupplierID) { self.supplier = supplier }

    /// The same partner with a layout; throws `document.layout-meaning` where orders cannot be
    /// written by it.
    public func using(_ layout: RecordLayout) throws(WireError) -> PartnerProfile {
        try LayoutUse.orders.check(layout)
        var copy = self
        copy.layout = layout
        return copy
    }

    /// The same partner with a layout for changes; throws `document.layout-meaning` where changes
    /// cannot be written by it.
    public func using(changes layout: RecordLayout) throws(WireError) -> PartnerProfile {
        try LayoutUse.changes.check(layout)
        var copy = self
        copy.changeLayout = layout
        return copy
    }

    /// The layout of a form of records.
    func layout(for format: OrderDocumentFormat) throws(AdapterError) -> RecordLayout {
        if format == .layoutChange {
            if let changeLayout { return changeLayout }
            throw AdapterError(
                code: "document.no-change", reaction: .giveUp,
                message: "Orders to \(supplier) leave as records, and nothing says how records "
                    + "that ask for a change are made.",
                help: "Name a layout: change_layout = \"layouts/changes.layout\" in the partner's "
                    + "settings. Until then, call or write to the supplier; broker po close "
                    + "releases what will not come.")
        }
        if let layout { return layout }
        throw AdapterError(
            code: "document.layout-missing", reaction: .fixSettings,
            message: "Nothing says how the records of supplier (\(supplier)) are made.",
            help: "Name a layout: layout = \"layouts/orders.layout\" in the partner's settings, or "
                + "broker po render --layout FILE.")
    }

    /// The word of a unit in documents of this syntax; `nil` where nothing is known.
    func code(of unit: UnitOfMeasure, isX12: Bool) -> String? {
        if let code = codeByUnit[unit] { return code }
        if !isX12 { return unit == .each && codeByUnit.isEmpty ? "EA" : unit.code }
        if let code = Self.x12CodeByUnit[unit.code] { return code }
        return unit.code.utf8.count == 2 ? unit.code : nil
    }

    /// Data element 355 has two characters; these units of Recommendation 20 are other words there.
    private static let x12CodeByUnit = [
        "C62": "EA", "PCE": "PC", "KGM": "KG", "GRM": "GR", "LBR": "LB", "MTR": "MR", "LTR": "LT",
        "FOT": "FT", "DZN": "DZ", "SET": "ST", "HUR": "HR", "MTK": "SM", "TNE": "MP", "GLL": "GA",
        "XBX": "BX", "XPK": "PK",
    ]
}

// MARK: - Settings

extension PartnerProfile {
    static let keys: [AdapterDescription.Key] = [
        .init("supplier", "an identifier; must be set", "Who the partner is."),
        .init("test", "true or false; `false`", "Whether documents say that they are tests."),
        .init(
            "character_set", "`capitals`, `ascii`, `latin-1` or `utf-8`; by the syntax",
            "Which characters may stand in documents."),
        .init("line_ends", "true or false; `true`", "Whether each segment ends its line."),
        .init("ids.sender", "a text; `\"SENDER\"`", "Our name in ISA06 or UNB."),
        .init("ids.sender_qualifier", "a text; `\"ZZ\"`", "What qualifies it."),
        .init("ids.receiver", "a text; `\"RECEIVER\"`", "The partner's name there."),
        .init("ids.receiver_qualifier", "a text; `\"ZZ\"`", "What qualifies it."),
        .init("ids.group_sender", "a text; as sender", "Our name in GS02."),
        .init("ids.group_receiver", "a text; as receiver", "The partner's name in GS03."),
        .init("ids.buyer", "a text; none", "What the partner calls us in N1, NAD or a party."),
        .init("ids.ship_to", "a text; none", "What it calls the place of delivery."),
        .init("ids.supplier", "a text; our identifier", "What the partner calls itself there."),
        .init("ids.party_qualifier", "a text; `92`, EDIFACT `92`", "What qualifies these names."),
        .init("parts.supplier", "a qualifier; `VP`, EDIFACT `SA`", "The supplier's part number."),
        .init("parts.buyer", "a qualifier; `BP`, EDIFACT `IN`", "Our part number."),
        .init("units.CODE", "a unit code of ours; none", "Which unit a code in documents means."),
        .init("x12.release", "`004010` or `005010`; `\"004010\"`", "The release of X12."),
        .init("x12.element_separator", "a character; `*`", "Between elements."),
        .init("x12.component_separator", "a character; `>`", "Between components."),
        .init("x12.repetition_separator", "a character; `^`", "Between repetitions, 005010."),
        .init("x12.terminator", "a character or `newline`; `~`", "Behind segments."),
        .init("x12.order_type", "two capitals; `\"SA\"`", "BEG02, such as `NE` or `DS`."),
        .init("edifact.directory", "`D.96A` or `D.01B`; `\"D.96A\"`", "The directory."),
        .init("edifact.guide", "a text; none", "The association's code, such as `EAN008`."),
        .init("edifact.syntax", "`UNOA`, `UNOB`, `UNOC` or `UNOY`; `\"UNOC\"`", "Characters."),
        .init("edifact.syntax_version", "3 or 4; `3`", "Version 4 writes years with four digits."),
        .init("markup.domain", "a text; `\"NetworkID\"`", "The domain of cXML credentials."),
        .init(
            "markup.classification_domain", "a text; `\"none\"`",
            "The domain of the classification that cXML asks for."),
        .init("markup.classification", "a text; `\"none\"`", "The classification itself."),
        .init("markup.customization", "a text; Peppol's order", "UBL CustomizationID."),
        .init("markup.profile", "a text; Peppol's ordering", "UBL ProfileID."),
        .init(
            "markup.change_customization", "a text; Peppol's order change",
            "CustomizationID of UBL OrderChange."),
        .init(
            "markup.cancellation_customization", "a text; Peppol's order cancellation",
            "CustomizationID of UBL OrderCancellation."),
        .init(
            "markup.change_profile", "a text; Peppol's advanced ordering",
            "ProfileID of both."),
        .init("markup.endpoint_scheme", "a text; none", "UBL schemeID of the endpoints."),
    ]

    /// Reads a profile that stands alone; throws everything that is wrong with it.
    public init(_ settings: AdapterSettings) throws(AdapterSettingsError) {
        var reader = SettingsReader(settings)
        self.init(from: &reader)
        try reader.finish()
    }

    /// Reads the keys above; what is wrong is reported to the reader.
    init(from reader: inout SettingsReader) {
        let name = reader.requiredString("supplier", example: "supplier = \"ACME\"")
        supplier = Self.identifier(name, &reader)
        isTest = reader.boolean("test", default: false)
        hasLineEnds = reader.boolean("line_ends", default: true)
        if reader.table["character_set"] != nil {
            repertoire = reader.word("character_set", default: CharacterRepertoire.ascii)
        } else {
            _ = reader.has("character_set")
        }
        readNames(from: &reader)
        readUnits(from: &reader)
        readX12(from: &reader)
        readOthers(from: &reader)
    }

    private static func identifier(_ text: String, _ reader: inout SettingsReader) -> SupplierID {
        do throws(ValueError) {
            return try SupplierID(text)
        } catch {
            if !text.isEmpty {
                reader.report("settings.wrong-value", "supplier", error.message, help: error.help)
            }
            guard let nobody = SupplierID(rawValue: "-") else {
                preconditionFailure("A hyphen must name a supplier.")
            }
            return nobody
        }
    }

    private mutating func readNames(from reader: inout SettingsReader) {
        var profile = self
        reader.table("ids") { inner in
            profile.sender = inner.optionalString("sender") ?? profile.sender
            profile.senderQualifier = inner.optionalString("sender_qualifier") ?? "ZZ"
            profile.receiver = inner.optionalString("receiver") ?? profile.receiver
            profile.receiverQualifier = inner.optionalString("receiver_qualifier") ?? "ZZ"
            profile.groupSender = inner.optionalString("group_sender") ?? ""
            profile.groupReceiver = inner.optionalString("group_receiver") ?? ""
            profile.buyerParty = inner.optionalString("buyer") ?? ""
            profile.shipToParty = inner.optionalString("ship_to") ?? ""
            profile.supplierParty = inner.optionalString("supplier") ?? ""
            profile.partyQualifier = inner.optionalString("party_qualifier") ?? ""
        }
        reader.table("parts") { inner in
            profile.supplierPartQualifier = inner.optionalString("supplier") ?? ""
            profile.buyerPartQualifier = inner.optionalString("buyer") ?? ""
        }
        self = profile
    }

    private mutating func readUnits(from reader: inout SettingsReader) {
        var codeByUnit: [UnitOfMeasure: String] = [:]
        reader.table("units") { inner in
            for entry in inner.table.entries {
                guard let text = inner.optionalString(entry.key) else { continue }
                do throws(ValueError) {
                    let unit = try UnitOfMeasure(text)
                    // Of several codes for a unit, the first is the one that is written.
                    if codeByUnit[unit] == nil { codeByUnit[unit] = entry.key }
                } catch {
                    inner.report(
                        "settings.wrong-value", entry.key, error.message, help: error.help)
                }
            }
        }
        self.codeByUnit = codeByUnit
    }

    private mutating func readX12(from reader: inout SettingsReader) {
        var overlay = X12Overlay()
        reader.table("x12") { inner in
            overlay.release = inner.word("release", default: X12Overlay.Release.v004010)
            overlay.element = Self.mark("element_separator", overlay.element, &inner)
            overlay.component = Self.mark("component_separator", overlay.component, &inner)
            overlay.repetition = Self.mark("repetition_separator", overlay.repetition, &inner)
            overlay.terminator = Self.mark("terminator", overlay.terminator, &inner)
            overlay.orderType = inner.optionalString("order_type") ?? overlay.orderType
            let marks = [
                overlay.element, overlay.component, overlay.repetition, overlay.terminator,
            ]
            if Set(marks).count < marks.count {
                inner.report(
                    "settings.contradiction", "element_separator",
                    "two separators of X12 are the same character")
            }
        }
        x12 = overlay
    }

    private static func mark(
        _ key: String, _ standard: UInt8, _ reader: inout SettingsReader
    ) -> UInt8 {
        guard let text = reader.optionalString(key) else { return standard }
        if text == "newline" { return 10 }
        let bytes = Array(text.utf8)
        let isWord = bytes.first.map { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
        }
        guard bytes.count == 1, let byte = bytes.first, isWord == false, byte < 0x7F, byte != 0x20
        else {
            reader.report(
                "settings.wrong-value", key,
                "\(reader.name(key)) must be one character that is no letter, digit or blank")
            return standard
        }
        return byte
    }

    private mutating func readOthers(from reader: inout SettingsReader) {
        var edifact = EDIFACTOverlay()
        var markup = MarkupOverlay()
        reader.table("edifact") { inner in
            edifact.directory = inner.word("directory", default: EDIFACTOverlay.Directory.d96a)
            edifact.guide = inner.optionalString("guide") ?? ""
            edifact.syntax = inner.word("syntax", default: EDIFACTOverlay.Syntax.unoc)
            edifact.syntaxVersion = Int(inner.integer("syntax_version", in: 3...4, default: 3))
        }
        reader.table("markup") { inner in
            markup.domain = inner.optionalString("domain") ?? markup.domain
            markup.classificationDomain =
                inner.optionalString("classification_domain") ?? markup.classificationDomain
            markup.classification =
                inner.optionalString("classification") ?? markup.classification
            markup.customization = inner.optionalString("customization") ?? markup.customization
            markup.profile = inner.optionalString("profile") ?? markup.profile
            markup.changeCustomization =
                inner.optionalString("change_customization") ?? markup.changeCustomization
            markup.cancellationCustomization =
                inner.optionalString("cancellation_customization")
                ?? markup.cancellationCustomization
            markup.changeProfile =
                inner.optionalString("change_profile") ?? markup.changeProfile
            markup.endpointScheme =
                inner.optionalString("endpoint_scheme") ?? markup.endpointScheme
        }
        self.edifact = edifact
        self.markup = markup
    }
}
