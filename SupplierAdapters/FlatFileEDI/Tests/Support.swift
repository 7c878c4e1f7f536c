import Procurement
import SupplierAdapterKit

/// Settings as a feed's file would give them.
enum Settings {
    static func text(_ value: String) -> SettingValue { SettingValue(.string(value)) }
    static func list(_ values: [String]) -> SettingValue {
        SettingValue(.array(values.map { text($0) }))
    }
    static func table(_ entries: [(String, SettingValue)]) -> SettingValue {
        SettingValue(.table(SettingTable(entries.map { .init($0.0, $0.1) })))
    }
    static func feed(_ entries: [(String, SettingValue)]) -> AdapterSettings {
        AdapterSettings(
            file: "feeds/nordbolt.toml", table: SettingTable(entries.map { .init($0.0, $0.1) }))
    }

    static let environment = AdapterEnvironment(
        root: "/nowhere", sha256: { _ in String(repeating: "0", count: 64) })

    /// What most inbound feeds have in common.
    static let inbound: [(String, SettingValue)] = [
        ("supplier", text("NORDBOLT")), ("folder", text("inbox")),
        ("complete", table([("by", text("document"))])),
    ]
}

extension TakenFile {
    init(_ name: String, _ bytes: [UInt8]) {
        let file = FeedFile(
            name: name, modifiedAt: Timestamp(millisecondsSince1970: 0), keptName: "0-\(name)",
            isTaken: true)
        self.init(file: file, bytes: bytes)
    }
}

/// Deliveries as texts, one line a value, to be compared and read.
enum Shown {
    static func delivery(_ delivery: OfferDelivery) -> String {
        var lines: [String] = []
        for supplier in delivery.suppliers {
            lines.append("supplier \(supplier.supplier)")
            lines += supplier.offers.map(offer)
            lines += supplier.availabilities.map(shelf)
            lines += supplier.quarantined.map(row)
            lines += supplier.substitutes.map(substitute)
        }
        lines += delivery.unassigned.map(row)
        for (reason, count) in delivery.excludedRowsByReason.sorted(by: { $0.key < $1.key }) {
            lines.append("left out: \(count), \(reason)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func offer(_ offer: SupplierOffer) -> String {
        let breaks = offer.priceBreaks.map { "\($0.price) from \($0.fromQuantity.value)" }
        let rules = offer.orderRules
        var words = [
            "offer \(offer.supplierPart) \"\(offer.description)\"",
            breaks.joined(separator: ", "),
            "minimum \(rules.minimumQuantity.value)", "multiple \(rules.orderMultiple.value)",
        ]
        if let maximum = rules.maximumQuantity.value { words.append("maximum \(maximum.value)") }
        if let time = offer.leadTime.value { words.append("lead time \(time)") }
        if let from = offer.validity.from { words.append("from \(from)") }
        if let through = offer.validity.through { words.append("through \(through)") }
        return words.joined(separator: "; ") + " (\(offer.place))"
    }

    private static func shelf(_ shelf: SupplierAvailability) -> String {
        let onHand = shelf.availability.onHand.value.map { "\($0)" } ?? "not stated"
        let time = shelf.leadTime.value.map { ", lead time \($0)" } ?? ""
        return "shelf \(shelf.supplierPart): \(onHand) in "
            + "\(shelf.availability.leadTimeFromStock)\(time) (\(shelf.place))"
    }

    private static func substitute(_ stated: StatedSubstitute) -> String {
        "\(stated.relation.rawValue) \(stated.substitute) for \(stated.part), "
            + "on \(stated.statedOn) (\(stated.place))"
    }

    private static func row(_ row: QuarantinedRow) -> String {
        "set aside \(row.supplierPart?.rawValue ?? "-"): \(row)"
            + (row.help.map { "\n    \($0)" } ?? "")
    }

    static func messages(_ delivery: MessageDelivery) -> String {
        var lines: [String] = []
        for entry in delivery.messages {
            let message = entry.message
            lines.append(
                "\(message.kind.words) \(message.document) of \(message.order)"
                    + (message.change.map { ", to change \($0)" } ?? "") + ", written "
                    + "\(message.writtenAt) (\(entry.place))")
            lines += message.statements.map { "  \(words($0))" }
        }
        for answer in delivery.orderAnswers {
            lines.append(
                "answer \(answer.document) of \(answer.order) as a whole"
                    + (answer.change.map { ", to change \($0)" } ?? "") + ", written "
                    + "\(answer.writtenAt) (\(answer.place)): \(answer.others.words), code "
                    + answer.remark + (answer.note.isEmpty ? "" : " \"\(answer.note)\""))
            lines += answer.answers.map { "  \(words(.answer($0)))" }
        }
        for row in delivery.quarantined {
            lines.append("set aside: \(row)" + (row.help.map { "\n    \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func words(_ statement: SupplierMessage.Statement) -> String {
        switch statement {
        case .answer(let answer):
            var words = ["line \(answer.line): \(answer.outcome.words)"]
            if let quantity = answer.quantity.value { words.append("\(quantity)") }
            if let date = answer.arrivalDate.value { words.append("arrives \(date)") }
            if let date = answer.shipDate.value { words.append("leaves \(date)") }
            if let price = answer.price.value { words.append("at \(price)") }
            if let part = answer.substitute { words.append("instead \(part)") }
            if !answer.remark.isEmpty { words.append("code \(answer.remark)") }
            return words.joined(separator: ", ")
        case .shipped(let part):
            let arrival = part.arrivalDate.value.map { ", arrives \($0)" } ?? ""
            return "line \(part.line): \(part.quantity) left \(part.shippedOn)\(arrival), "
                + "tracking \(part.tracking)"
        case .received(let part): return "line \(part.line): \(part.quantity) came"
        }
    }
}
