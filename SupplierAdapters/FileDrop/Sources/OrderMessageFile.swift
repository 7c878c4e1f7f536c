internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads one file of messages about purchase orders, format `order-messages/1`, whole.
///
/// Rows of the same kind, document and order make one message. A message with a row that cannot be
/// read is set aside whole: half an answer would say that the rest is not confirmed.
struct OrderMessageFile {
    private struct Key: Hashable {
        let kind: SupplierMessage.Kind
        let document: SupplierDocumentID
        let order: PurchaseOrderNumber
    }

    private struct Draft {
        let place: FilePlace
        let writtenAt: Timestamp
        var statements: [SupplierMessage.Statement] = []
        var isReadable = true
        var note = ""
        var change: Int?
        var replaces: SupplierDocumentID?
        var isSpoiled = false
    }

    private let file: String
    private var keys: [Key] = []
    private var drafts: [Key: Draft] = [:]
    private var quarantined: [QuarantinedRow] = []

    static let required = ["kind", "document", "order", "written"]
    static let optional = [
        "line", "outcome", "quantity", "damaged", "date", "ship_date", "price", "substitute",
        "remark", "change", "unit", "replaces",
    ]

    /// Reads the bytes; `isJSON` tells which of the two spellings of the format they are in.
    static func read(
        _ bytes: [UInt8], fileName: String, file: String, isJSON: Bool, supplier: SupplierID?
    ) throws(AdapterError) -> MessageDelivery {
        var result = OrderMessageFile(file: file)
        do throws(WireError) {
            if isJSON {
                try result.addJSON(bytes)
            } else {
                try result.addTable(bytes)
            }
        } catch {
            throw AdapterError(error, file: file)
        }
        return result.delivery(fileName: fileName, supplier: supplier)
    }

    private init(file: String) { self.file = file }

    private mutating func addTable(_ bytes: [UInt8]) throws(WireError) {
        var reader = try TableReader(bytes, required: Self.required, optional: Self.optional)
        while let row = try reader.next() {
            var cells: [String: MessageRow.Cell] = [:]
            for column in reader.header {
                cells[column] = MessageRow.Cell(
                    text: try row.text(column), position: row.position(of: column))
            }
            add(MessageRow(position: row.position, cells: cells))
        }
    }

    private mutating func addJSON(_ bytes: [UInt8]) throws(WireError) {
        let root = try JSONText.parse(bytes).members(required: ["format", "statements"])
        guard let format = root["format"], let list = root["statements"] else {
            preconditionFailure("Required members must be there once checked.")
        }
        guard try format.string() == "order-messages/1" else {
            throw WireError(
                code: "messages.format-unknown",
                message: "the format is \(quotedForMessage(try format.string())), not "
                    + "order-messages/1",
                help: "Maybe another file was named.", position: format.position)
        }
        for element in try list.array() {
            let members = try element.members(required: Self.required, optional: Self.optional)
            var cells: [String: MessageRow.Cell] = [:]
            for (name, value) in members {
                let text: String
                switch value.content {
                case .null: text = ""
                case .number(let number): text = number
                default: text = try value.string()
                }
                cells[name] = MessageRow.Cell(text: text, position: value.position)
            }
            add(MessageRow(position: element.position, cells: cells))
        }
    }

    private mutating func add(_ row: MessageRow) {
        var key: Key?
        do throws(RowProblem) {
            let found = Key(
                kind: try row.word("kind", SupplierMessage.Kind.allCases.map { ($0.rawValue, $0) }),
                document: try row.identifier("document", SupplierDocumentID.self),
                order: try row.identifier("order", PurchaseOrderNumber.self))
            key = found
            let writtenAt = try row.moment("written")
            var draft =
                drafts[found]
                ?? Draft(place: place(row.position), writtenAt: writtenAt)
            guard draft.writtenAt == writtenAt else {
                throw row.problem(
                    "written", "messages.written-differs",
                    "the rows of one document were written at different times",
                    help: "Give the document's time in each of its rows.")
            }
            let change = try row.change(in: found.kind)
            if draft.statements.isEmpty { draft.change = change }
            guard draft.change == change else {
                throw row.problem(
                    "change", "messages.change-differs",
                    "the rows of one document answer different changes",
                    help: "Give the number of the change in each of its rows, or in none.")
            }
            let replaces = try row.replaces(in: found.kind)
            if draft.statements.isEmpty, drafts[found] == nil { draft.replaces = replaces }
            guard draft.replaces == replaces else {
                throw row.problem(
                    "replaces", "messages.replaces-differs",
                    "the rows of one document take the place of different notices",
                    help: "Give the number of the earlier notice in each of its rows, or in none.")
            }
            switch found.kind {
            case .shipNotice where replaces != nil && row.text("line") == nil:
                // Nothing of the earlier notice is left.
                break
            case .functionalAcknowledgment:
                draft.isReadable = try row.outcome() != .rejected
                draft.note = row.text("remark") ?? ""
            case .acknowledgment: draft.statements.append(.answer(try row.answer()))
            case .shipNotice: draft.statements.append(.shipped(try row.shippedPart()))
            case .receipt: draft.statements.append(.received(try row.receivedPart()))
            }
            if drafts[found] == nil { keys.append(found) }
            drafts[found] = draft
        } catch {
            quarantined.append(error.quarantined(file: file, supplier: nil, supplierPart: nil))
            guard let key else { return }
            if drafts[key] == nil {
                keys.append(key)
                drafts[key] = Draft(place: place(row.position), writtenAt: .earliest)
            }
            drafts[key]?.isSpoiled = true
        }
    }

    private func place(_ position: SourcePosition) -> FilePlace {
        FilePlace(file: file, line: position.line, column: position.column)
    }

    private func delivery(fileName: String, supplier: SupplierID?) -> MessageDelivery {
        var messages: [DeliveredMessage] = []
        for key in keys {
            guard let draft = drafts[key], !draft.isSpoiled else { continue }
            do throws(ValueError) {
                messages.append(
                    DeliveredMessage(
                        message: try SupplierMessage(
                            kind: key.kind, document: key.document, order: key.order,
                            writtenAt: draft.writtenAt, statements: draft.statements,
                            isReadable: draft.isReadable, note: draft.note, change: draft.change,
                            replaces: draft.replaces),
                        supplier: supplier, place: draft.place))
            } catch {
                preconditionFailure("A message read row by row must be sound: \(error)")
            }
        }
        return MessageDelivery(
            file: fileName, messages: messages, replacements: replacements(of: messages),
            quarantined: quarantined)
    }

    /// What becomes of orders that an earlier notice named and these do not; only of a supplier
    /// that is known can it be told which they are.
    private func replacements(of messages: [DeliveredMessage]) -> [DeliveredReplacement] {
        var replacements: [DeliveredReplacement] = []
        for delivered in messages {
            let message = delivered.message
            guard let notice = message.replaces, delivered.supplier != nil,
                !replacements.contains(where: { $0.document == message.document })
            else { continue }
            let isWithdrawal = messages.allSatisfy {
                $0.message.document != message.document || $0.message.statements.isEmpty
            }
            replacements.append(
                DeliveredReplacement(
                    notice: notice, document: message.document, writtenAt: message.writtenAt,
                    isWithdrawal: isWithdrawal, supplier: delivered.supplier,
                    place: delivered.place))
        }
        return replacements
    }
}

/// A row of a file of messages: named texts with their places.
private struct MessageRow {
    struct Cell {
        let text: String
        let position: SourcePosition
    }

    let position: SourcePosition
    let cells: [String: Cell]

    func text(_ name: String) -> String? {
        guard let text = cells[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    func problem(
        _ name: String, _ code: String, _ message: String, help: String? = nil
    ) -> RowProblem {
        RowProblem(
            at: cells[name]?.position ?? position, field: name, value: cells[name]?.text ?? "",
            code: code, message: "\(name): \(message)", help: help)
    }

    private func required(_ name: String) throws(RowProblem) -> String {
        guard let text = text(name) else {
            throw problem(
                name, "messages.value-missing", "nothing stands here",
                help: "This kind of message needs it.")
        }
        return text
    }

    func word<Value>(
        _ name: String, _ words: [(String, Value)]
    ) throws(RowProblem) -> Value {
        let text = try required(name)
        guard let match = words.first(where: { $0.0 == text }) else {
            let nearest = nearestName(to: text, among: words.map(\.0))
            throw problem(
                name, "messages.word-unknown",
                "\(quotedForMessage(text)) is none of \(words.map(\.0).joined(separator: ", "))",
                help: nearest.map { "Maybe \(quotedForMessage($0)) is meant." })
        }
        return match.1
    }

    private func value<Value>(
        _ name: String, _ make: (String) throws(ValueError) -> Value
    ) throws(RowProblem) -> Value {
        let text = try required(name)
        do throws(ValueError) {
            return try make(text)
        } catch {
            throw problem(name, error.code, error.message, help: error.help)
        }
    }

    private func stated<Value>(
        _ name: String, _ make: (String) throws(ValueError) -> Value
    ) throws(RowProblem) -> Stated<Value> {
        text(name) == nil ? .notStated : .stated(try value(name, make))
    }

    func identifier<ID: Identifier>(
        _ name: String, _ type: ID.Type
    ) throws(RowProblem) -> ID {
        try value(name) { (text) throws(ValueError) in try ID(text) }
    }

    /// A moment, or a day, which is meant from its beginning in UTC.
    func moment(_ name: String) throws(RowProblem) -> Timestamp {
        try value(name) { (text) throws(ValueError) in
            try Timestamp(parsing: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
        }
    }

    /// The number of the change of ours that an acknowledgment answers.
    func change(in kind: SupplierMessage.Kind) throws(RowProblem) -> Int? {
        guard let text = text("change") else { return nil }
        guard kind == .acknowledgment, let number = Int(text), number >= 1 else {
            throw problem(
                "change", "messages.change-invalid",
                "\(quotedForMessage(text)) is no number of a change that this kind answers",
                help: "Acknowledgments may say 1 or more: the number on our change of the order.")
        }
        return number
    }

    /// The number of the ship notice in whose place this one comes.
    func replaces(in kind: SupplierMessage.Kind) throws(RowProblem) -> SupplierDocumentID? {
        guard text("replaces") != nil else { return nil }
        guard kind == .shipNotice else {
            throw problem(
                "replaces", "messages.replaces-misplaced",
                "only a ship notice takes the place of another",
                help: "Of answers the one written last holds, without a word of the earlier one.")
        }
        return try identifier("replaces", SupplierDocumentID.self)
    }

    private func line() throws(RowProblem) -> Int {
        let text = try required("line")
        guard let number = Int(text), number >= 1 else {
            throw problem(
                "line", "messages.line-invalid",
                "\(quotedForMessage(text)) is no number of a line, 1 or more")
        }
        return number
    }

    private func day(_ name: String) throws(RowProblem) -> Stated<CalendarDate> {
        try stated(name) { (text) throws(ValueError) in try CalendarDate(parsing: text) }
    }

    private func quantity(_ name: String) throws(RowProblem) -> Stated<FixedPoint> {
        let quantity = try stated(name) { (text) throws(ValueError) in
            try FixedPoint(parsing: text)
        }
        if let value = quantity.value, value.isNegative {
            throw problem(name, "messages.number-negative", "\(value) is below zero")
        }
        return quantity
    }

    func outcome() throws(RowProblem) -> AcknowledgmentOutcome {
        try word("outcome", AcknowledgmentOutcome.allCases.map { ($0.rawValue, $0) })
    }

    func answer() throws(RowProblem) -> LineAnswer {
        LineAnswer(
            line: try line(), outcome: try outcome(), quantity: try quantity("quantity"),
            arrivalDate: try day("date"), shipDate: try day("ship_date"),
            price: try quantity("price"),
            substitute: text("substitute") == nil
                ? nil : try identifier("substitute", SupplierPart.self),
            remark: text("remark") ?? "", unit: text("unit") ?? "")
    }

    func shippedPart() throws(RowProblem) -> ShippedPart {
        ShippedPart(
            line: try line(), quantity: try count(),
            shippedOn: try value("ship_date") { (text) throws(ValueError) in
                try CalendarDate(parsing: text)
            }, arrivalDate: try day("date"), tracking: text("remark") ?? "",
            unit: text("unit") ?? "")
    }

    func receivedPart() throws(RowProblem) -> ReceivedPart {
        let (came, damaged) = (try count(), try quantity("damaged").value ?? .zero)
        guard damaged <= came else {
            throw problem(
                "damaged", "messages.damaged-more-than-came",
                "\(damaged) are damaged, more than the \(came) that came",
                help: "The quantity counts damaged goods too.")
        }
        return ReceivedPart(
            line: try line(), quantity: came, damaged: damaged,
            receivedOn: try value("date") { (text) throws(ValueError) in
                try CalendarDate(parsing: text)
            })
    }

    private func count() throws(RowProblem) -> FixedPoint {
        _ = try required("quantity")
        return try quantity("quantity").value ?? .zero
    }
}
